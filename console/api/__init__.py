"""The cabinet's API: one module a subject."""
