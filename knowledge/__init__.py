"""Articles in, grounded passages out: ingest, index, retrieve, curate and find gaps."""
