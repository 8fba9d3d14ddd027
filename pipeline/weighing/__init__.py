"""From values with evidence and what was expected to verdicts: the same, different, or in doubt."""
