"""The reviewers' pages: one module a page."""
