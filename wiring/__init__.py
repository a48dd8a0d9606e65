"""How the parts are put together: the composition root's rooms, imported by `app.py` and `commands/` only."""
