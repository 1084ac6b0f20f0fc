"""L: the ticks against the narrative."""
