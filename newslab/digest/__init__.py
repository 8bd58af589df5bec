"""All of it to cited passages."""
