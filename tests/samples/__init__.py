"""Ten fictional relazioni: what each is, its narrative, and how it is drawn."""
