"""Many inputs: read in guarded processes, judged beside each other, reported; one that is bad costs nothing but itself."""
