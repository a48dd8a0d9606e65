"""Reads a company's folder: its description, intents, articles and customers."""
