"""Implementations that live in this process alone."""
