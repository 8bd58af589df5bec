"""Spans to dated events and timelines."""
