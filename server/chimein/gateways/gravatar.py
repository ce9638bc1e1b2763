"""Asks Gravatar for a picture on the server's behalf, so that no reader's browser ever does.

It must not judge the bytes: whoever keeps them checks with `render.pictures` that they are a picture. The
hash goes to Gravatar and nowhere else; it must not be logged, stored or shown.
"""

import hashlib
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from chimein.gateways.egress import Egress
from chimein.gateways.egress_answers import EgressFailed
from chimein.rules.emails import canonical_email

MAX_PICTURE_BYTES = 256 * 1024
_SHA256_HEX = re.compile(r"[0-9a-f]{64}")
_NOT_FOUND = 404
_OK = 200


@dataclass(frozen=True, slots=True)
class FetchedPicture:
    """What Gravatar sent, unchecked; `content_type` is its claim and never ours."""

    data: bytes
    content_type: str


@dataclass(frozen=True, slots=True)
class NoPicture:
    """This address has no gravatar, or none that is suitable for everyone."""


class GravatarUnavailable(Exception):
    """Gravatar did not answer as it should; worth another try later. `reason` is a code without addresses."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"Gravatar did not answer ({reason}).")


def email_sha256(email: str) -> str:
    """What Gravatar calls the hash of an address: SHA-256 of it trimmed and lower-cased, in hex.

    Source: https://docs.gravatar.com/rest/hash/
    """
    return hashlib.sha256(canonical_email(email).encode()).hexdigest()


class Gravatar:
    """The picture service at `base_url`; tests have one of their own on loopback."""

    __slots__ = ("_allowed_hosts", "_base_url", "_egress", "_seconds")

    def __init__(
        self, egress: Egress, base_url: str = "https://gravatar.com", *, deadline_seconds: float = 5.0
    ) -> None:
        self._egress = egress
        self._base_url = base_url.rstrip("/")
        self._allowed_hosts = frozenset({_netloc(base_url)})
        self._seconds = deadline_seconds

    async def picture(self, email_sha256: str, size: int) -> FetchedPicture | NoPicture:
        """The picture of an address' hash, `size` pixels square (1 to 2048), rated G.

        Raises GravatarUnavailable when it cannot be told whether there is one, and ValueError for what is no
        hash: an address must not slip into a URL.
        """
        if not _SHA256_HEX.fullmatch(email_sha256):
            raise ValueError("Gravatar is asked by a SHA-256 in lower-case hex, never by an address.")
        url = f"{self._base_url}/avatar/{email_sha256}?s={size}&d=404&r=g"
        try:
            answer = await self._egress.get(
                url, allowed_hosts=self._allowed_hosts, max_bytes=MAX_PICTURE_BYTES, seconds=self._seconds
            )
        except EgressFailed as failure:
            raise GravatarUnavailable(failure.reason) from None
        if answer.status == _NOT_FOUND:
            return NoPicture()
        if answer.status != _OK:
            raise GravatarUnavailable(f"status-{answer.status}")
        return FetchedPicture(answer.body, answer.headers.get("content-type", ""))


def _netloc(url: str) -> str:
    """The host as requests name it: with its port, unless that is the scheme's own."""
    parts = urlsplit(url)
    usual = {"https": 443, "http": 80}.get(parts.scheme)
    return parts.netloc if parts.port != usual else parts.hostname or ""
