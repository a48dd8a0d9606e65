"""Pure decisions: facts in, decision and reason out. No I/O, no clock; `now` is passed in."""
