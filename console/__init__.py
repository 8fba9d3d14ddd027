"""The cabinet's API and the reviewers' pages."""
