"""One node a file: what the mind does in one step."""
