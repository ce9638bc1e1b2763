"""The shortest way of a cold read: from bytes that were read off the wire to bytes that go back over it.

As `web/wire_posts.py` for new comments: our own protocol class comes here with plain questions for a thread where no
answers are kept ready. Any other request, and every server but our own, takes the way through ASGI:
tests/web/test_cold.py holds both to the same bytes.
"""

import asyncio
import re
import time
from collections.abc import Iterable
from typing import Any, NamedTuple

from chimein.figures import DoorFigures
from chimein.rules.refusals import Refusal, Unavailable
from chimein.web.answers import Told
from chimein.web.bounds import ANSWER_SECONDS
from chimein.web.cold import ROUTE, PlainRequest, plain_headers
from chimein.web.finishing import Answered, note
from chimein.web.origins import FOR_READERS
from chimein.web.problems import INTERNAL, log_crash, problem_of, told_refusal
from chimein.web.telling import outcome_of, tell
from chimein.web.threads import told_thread
from chimein.web.wire_posts import Header, Reply, broken_off, reply_of
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
        lines = plain_headers(headers) if found is not None else None
        if found is None or lines is None:
            return None
        scope = {"query_string": found[2] or b""}
        return WireRead(found[1].decode(), PlainRequest(scope, lines), scope, time.monotonic())

    async def answer(self, read: WireRead) -> Reply:
        """What it is answered with. Raises nothing."""
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                told = await self._told(read)
            reply = reply_of(told, FOR_READERS)
        except TimeoutError:
            tell(read.scope, Unavailable.code)
            reply = broken_off(problem_of(Unavailable()), FOR_READERS, retry_after=5)
        except Exception as failure:  # noqa: BLE001 - the last place where a mistake of ours can get a decent answer
            log_crash(failure, ROUTE)
            tell(read.scope, INTERNAL.code)
            reply = broken_off(INTERNAL, FOR_READERS)
        seconds, outcome = time.monotonic() - read.started, outcome_of(read.scope)
        note(self._figures, Answered("GET", ROUTE, reply.status, len(reply.body), seconds, outcome))
        return reply

    async def _told(self, read: WireRead) -> Told:
        try:
            return await told_thread(self._instance, read.request, read.site)
        except Refusal as refusal:
            tell(read.scope, refusal.code)
            return told_refusal(refusal)
