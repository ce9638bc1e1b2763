"""Fetches a page that an owner asks about, as a stranger would: only from the open internet, following a few redirects.

It decides nothing about the page; `rules.doctor` does.
"""

import asyncio
import codecs
from typing import cast
from urllib.parse import urljoin

from chimein.gateways.clock import Clock
from chimein.gateways.egress import Egress
from chimein.gateways.egress_answers import EgressAnswer, EgressFailed
from chimein.rules.seen_pages import LONGEST_PAGE, MOST_HOPS, Obstacle, PageSeen, PageUnseen

SECONDS = 12.0
"""For all of it, redirects included."""
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class Pages:
    """The web as strangers see it."""

    __slots__ = ("_clock", "_egress")

    def __init__(self, egress: Egress, clock: Clock) -> None:
        self._egress = egress
        self._clock = clock

    async def see(self, url: str) -> PageSeen | PageUnseen:
        """The page at an address, after at most `MOST_HOPS` redirects; each hop is checked as the first one was."""
        try:
            async with asyncio.timeout(SECONDS):
                return await self._followed(url)
        except TimeoutError:
            return PageUnseen(url, url, "timeout")

    async def _followed(self, url: str) -> PageSeen | PageUnseen:
        here = url
        for _ in range(MOST_HOPS + 1):
            try:
                answer = await self._egress.get_page(here, max_bytes=LONGEST_PAGE, seconds=SECONDS)
            except EgressFailed as failure:
                return PageUnseen(url, here, cast("Obstacle", failure.reason))
            target = answer.headers.get("location")
            if answer.status not in _REDIRECTS or not target:
                return self._seen(url, here, answer)
            here = urljoin(here, target)
        return PageUnseen(url, here, "hops")

    def _seen(self, asked: str, url: str, answer: EgressAnswer) -> PageSeen | PageUnseen:
        if answer.headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
            return PageUnseen(asked, url, "compressed")
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return PageSeen(asked, url, answer.status, headers, _text(answer), self._clock.now())


def _text(answer: EgressAnswer) -> str:
    """The page's characters. Another charset does no harm: what matters here is ASCII, and UTF-16 says that it is."""
    is_utf16 = answer.body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return answer.body.decode("utf-16" if is_utf16 else "utf-8", errors="replace")
