"""The fault run: processes and servers die under load, and not one message is lost, doubled or out of order."""
