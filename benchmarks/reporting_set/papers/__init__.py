"""Which papers does the reporting set draw? One module a family of papers."""
