"""The mind: a state machine from state, new messages and facts to state, replies, decisions and handoff."""
