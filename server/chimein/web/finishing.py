"""What every answer has in common, whoever sends it: headers, one line in the log, and its place in the figures."""

import logging
from collections.abc import Mapping
from typing import NamedTuple

from chimein.figures import DoorFigures
from chimein.rules.refusals import TooSlow
from chimein.web.telling import POST_ROUTES

LOG = logging.getLogger("chimein.access")
SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
_SECURITY = [(name.lower().encode(), value.encode()) for name, value in SECURITY.items()]


class Answered(NamedTuple):
    """How a request was answered, in words of ours."""

    method: str
    route: str
    status: int
    bytes: int
    seconds: float
    outcome: str | None


def note(figures: DoorFigures, told: Answered) -> None:
    """Add an answer to the figures and the log."""
    figures.answered((told.route, told.method), told.status, told.seconds)
    if told.outcome is not None and told.method == "POST" and told.route in POST_ROUTES:
        figures.posts[told.outcome] += 1
    line = {
        "method": told.method,
        "route": told.route,
        "status": told.status,
        "bytes": told.bytes,
        "ms": round(told.seconds * 1000, 1),
    }
    LOG.info("answered", extra=line if told.outcome is None else {**line, "outcome": told.outcome})


def problem_headers(content: tuple[str, int], retry_after: int | None, *, hangs_up: bool) -> list[tuple[bytes, bytes]]:
    """The headers of a refusal whose `content` is of this media type and length; `hangs_up`: the connection ends."""
    raw = [
        (b"content-type", content[0].encode()),
        (b"content-length", str(content[1]).encode()),
        (b"cache-control", b"no-store"),
    ]
    if hangs_up:
        raw.append((b"connection", b"close"))
    if retry_after is not None:
        raw.append((b"retry-after", str(retry_after).encode()))
    return raw


def completed(
    headers: list[tuple[bytes, bytes]], status: int, cross_origin: Mapping[str, str]
) -> list[tuple[bytes, bytes]]:
    """An answer's headers with those that every answer has."""
    present = {name.lower() for name, _ in headers}
    headers += [line for line in _SECURITY if line[0] not in present]
    if status == TooSlow.status and b"connection" not in present:
        # Whatever else would still drip in belongs to nobody.
        headers.append((b"connection", b"close"))
    vary = [value for name, value in headers if name.lower() == b"vary"]
    for title, text in cross_origin.items():
        raw, wanted = title.lower().encode(), text.encode("latin-1")
        if raw == b"vary" and vary:
            every = b", ".join([*vary, wanted])
            headers = [(key, every if key.lower() == b"vary" else old) for key, old in headers]
        elif raw not in present:
            headers.append((raw, wanted))
    return headers
