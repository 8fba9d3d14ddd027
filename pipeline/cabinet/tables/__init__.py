"""Which tables are there? One module a subject."""
