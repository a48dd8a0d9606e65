"""Whole conversations: messages in at one edge, messages and rows out at the others."""
