"""Strings to spans and vectors: normalising, language, sentences, dates, names, numbers, quotes, embedding."""
