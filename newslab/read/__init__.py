"""The outside world to articles: files, feeds, pages."""
