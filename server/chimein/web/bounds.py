"""How large a request may be, and how long it may take, whichever way it comes."""

LARGEST_BODY = 256 * 1024
BEARABLE_BODY = 4 * LARGEST_BODY
"""Bytes that are still read where they are too many, to be thrown away."""
BODY_SECONDS = 20.0
ANSWER_SECONDS = 30.0
