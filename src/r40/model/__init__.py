"""The trained part of r40: which interventions a narrative describes, and what it says of each reason."""
