"""Sentence vectors from a model that comes inside an installed package."""
