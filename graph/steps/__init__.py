"""What a language model does within a turn, where one is set: each step with its local way beside it."""
