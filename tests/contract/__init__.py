"""One test class a port, run over every implementation."""
