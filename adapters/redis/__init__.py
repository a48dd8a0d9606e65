"""Redis: wake-ups between processes. Never the record."""
