"""Is everything there? Each check says what is wrong and what to do."""
