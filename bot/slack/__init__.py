"""Customers in Slack: shared channels, direct messages, and the one connection that both sides of the house use."""
