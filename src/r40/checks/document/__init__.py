"""D: the document itself."""
