"""How fast it is, always next to a floor that does only what cannot be left out."""
