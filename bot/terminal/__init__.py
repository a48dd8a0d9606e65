"""The service in a terminal: the same reception, turns and log, with the keyboard as the channel."""
