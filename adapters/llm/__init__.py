"""Language models behind `core.language_model`: what leaves, what it costs, what comes back."""
