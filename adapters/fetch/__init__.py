"""Fetching pages from the web for the library: politely, and never from inside our own network."""
