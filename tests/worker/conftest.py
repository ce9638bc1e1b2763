"""Gravatar on loopback, and a small instance that asks it."""

from effects.gravatar_household import house, upstream

__all__ = ["house", "upstream"]
