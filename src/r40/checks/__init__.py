"""The checks: what does not fit together in a relazione, each rule in a module of its own."""
