"""Everything that talks to the outside, each behind a port that core defines."""
