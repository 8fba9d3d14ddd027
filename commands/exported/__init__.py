"""What is handed to a person, or to an inspector: one ZIP that can be checked. One module a question."""
