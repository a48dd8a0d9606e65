"""The back office: decision traces, knowledge curation, policies, metrics, evaluation and audit."""
