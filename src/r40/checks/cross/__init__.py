"""X: the narrative against the figures."""
