"""Exports of news databases, dumps of collections, and the archives they come in."""
