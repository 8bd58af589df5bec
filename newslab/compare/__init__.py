"""Events by sources to contrasts: coverage, emphasis, claims, contradictions."""
