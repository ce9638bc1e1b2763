"""The only place that draws handles and random bits, so that none is ever made from anything guessable.

Keys and nonces are drawn in `keys`, which must not be given a replaceable source.
"""

import base64
import os
import secrets
from typing import Protocol


class Randomness(Protocol):
    """Draws unpredictable values."""

    def token(self, size: int = 16, /) -> str:
        """`size` random bytes as base64url without padding (16 bytes: 22 characters)."""
        ...

    def bits(self, n: int, /) -> int:
        """A number from 0 to 2**n - 1, each as likely."""
        ...


class SystemRandomness:
    """The operating system's generator."""

    __slots__ = ()

    def token(self, size: int = 16, /) -> str:
        """`size` random bytes as base64url without padding."""
        return base64.urlsafe_b64encode(os.urandom(size)).rstrip(b"=").decode("ascii")

    def bits(self, n: int, /) -> int:
        """A number from 0 to 2**n - 1, each as likely."""
        return secrets.randbits(n)
