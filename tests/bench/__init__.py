"""How fast r40 is, in one run on one machine."""
