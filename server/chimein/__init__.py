"""Chime In: comments for any website."""

__version__ = "0.1.0"
