"""Queries that read, each returning facts."""
