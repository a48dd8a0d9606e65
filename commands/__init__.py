"""The command line: a module for each verb or family of verbs, put together in `line.py`."""
