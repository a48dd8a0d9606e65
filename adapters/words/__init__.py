"""What the words of a language are."""
