"""How precise the checks are: clean relazioni, and relazioni with one fault each, of which the answer is known."""
