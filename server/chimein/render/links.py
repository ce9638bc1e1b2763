"""Says which addresses a comment may link to. A separate file because three steps ask, and must agree."""

import re

_ALLOWED = re.compile(r"(?:https?://[^\s/?#]|mailto:[^\s])[^\s\x00-\x1f\x7f]*", re.IGNORECASE)


def may_be_linked(address: str) -> bool:
    """Whether it is an absolute http, https or mailto address without blanks or controls inside."""
    return _ALLOWED.fullmatch(address) is not None
