"""The applicant's page of their own document, behind a signed link."""
