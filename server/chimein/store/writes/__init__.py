"""Queries that write; only actions, effects, importers and the worker may use them."""
