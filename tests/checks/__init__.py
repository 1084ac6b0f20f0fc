"""The checks: a case file a rule, in cases/."""
