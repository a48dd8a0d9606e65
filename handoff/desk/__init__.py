"""The desk: the queue of handoffs and their conversations, in a web page."""
