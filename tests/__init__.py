"""Foyer's tests: from pure rules to real servers and a real browser."""
