"""The shortest way of a cold read: from bytes that were read off the wire to bytes that go back over it.

As `web/wire_posts.py` for new comments: our own protocol class comes here with plain questions for a thread where no
answers are kept ready. Any other request, and every server but our own, takes the way through ASGI:
tests/web/test_cold.py holds both to the same bytes.
"""

import re
import time
from collections.abc import Iterable
from typing import Any, NamedTuple

from chimein.figures import DoorFigures
from chimein.web.cold import ROUTE, PlainRequest, reading_headers
from chimein.web.origins import FOR_READERS
from chimein.web.threads import told_thread
from chimein.web.wire_answers import Header, Question, Reply, replied
from chimein.wiring import Instance

_TARGET = re.compile(rb"/api/v1/sites/([A-Za-z0-9_.~-]+)/thread(?:\?([^#]*))?")


class WireRead(NamedTuple):
    """A plain question for a thread: the site's key, and as much of the request as the answer depends on."""

    site: str
    request: PlainRequest
    scope: dict[str, Any]
    started: float


class WireReads:
    """Answers plain questions for threads."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._figures: DoorFigures = instance.figures

    def begin(self, url: bytes, headers: Iterable[Header]) -> WireRead | None:
        """The question that this head asks; nothing, if anything about it is unusual."""
        found = _TARGET.fullmatch(url)
        lines = reading_headers(headers) if found is not None else None
        if found is None or lines is None:
            return None
        scope = {"query_string": found[2] or b""}
        return WireRead(found[1].decode(), PlainRequest(scope, lines), scope, time.monotonic())

    async def answer(self, read: WireRead) -> Reply:
        """What it is answered with. Raises nothing."""
        question = Question("GET", ROUTE, read.scope, read.started, FOR_READERS)
        return await replied(question, told_thread(self._instance, read.request, read.site), self._figures)
