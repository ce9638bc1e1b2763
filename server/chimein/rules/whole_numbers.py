"""Whole numbers as people and programs write them: ASCII digits that a database's integer holds."""

LARGEST = 2**63 - 1
"""The greatest integer that both engines store."""

MOST_DIGITS = 19


def is_whole_number(text: str, low: int = 0, high: int = LARGEST) -> bool:
    """Whether these are digits that `int` may read, and what they say lies within the limits.

    Their count is looked at first: `int` refuses very long texts with an error of its own (CVE-2020-10735).
    """
    return text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS and low <= int(text) <= high
