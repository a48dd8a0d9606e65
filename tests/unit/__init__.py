"""Pure rules and single parts, tested by themselves."""
