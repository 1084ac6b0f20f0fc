"""N: the figures of the form against each other."""
