"""Articles to groups: copies, topics, stories."""
