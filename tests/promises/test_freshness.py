"""Never stale after a 201 in the process that gave it: writers and readers race, with and without each safeguard.

A safeguard that can be left out without the race noticing is either needless or untested, so each is left out once.
"""

import asyncio
import json
import random
import re
from dataclasses import dataclass, field

import pytest

from chimein.store.news import Changed
from chimein.web.ready import MEGABYTE, Filling, Key, ReadyAnswers
from running import Running
from web.hot_server import Line, head_of, with_memory

ORIGIN = "https://blog.example"
PAGES = 3
WRITERS = 3
READERS = 6
POSTS = 240
"""Comments of a race; readers read as often as they can meanwhile."""
PATIENCE = 12
"""Races in which a missing safeguard must show."""
_VERSION = re.compile(rb'"version":(\d+)')
_QUESTIONS = ["", "&order=newest", "&body=tree", "&body=html", "&page=last", "&order=newest&body=tree"]


class Forgets(ReadyAnswers):
    """Does not hear of commits."""

    def drop(self, changed: frozenset[Changed]) -> None:
        del changed


class HearsLate(ReadyAnswers):
    """Hears of commits when their writers were answered already."""

    def drop(self, changed: frozenset[Changed]) -> None:
        asyncio.get_running_loop().call_later(0.005, super().drop, changed)


class KeepsWhatWasOvertaken(ReadyAnswers):
    """Keeps what was read before a commit and made after it."""

    def keep(self, filling: Filling, ready: object) -> None:
        filling.changed.clear()
        super().keep(filling, ready)  # type: ignore[arg-type]


class SharesWhatWasOvertaken(ReadyAnswers):
    """Lets who asks after a commit wait for what was read before it."""

    def under_way(self, key: Key) -> Filling | None:
        return self._newest.get(key)


@dataclass(slots=True)
class Race:
    """What was acknowledged, and how often a reader who started after that got something older."""

    server: Running
    acknowledged: dict[int, int] = field(default_factory=lambda: dict.fromkeys(range(PAGES), 0))
    posts: int = 0
    reads: int = 0
    stale: int = 0

    async def run(self) -> "Race":
        """Until enough was posted."""
        lines = [await Line.to(self.server) for _ in range(WRITERS + READERS)]
        writers = [self._write(line, random.Random(number)) for number, line in enumerate(lines[:WRITERS])]
        readers = [self._read(line, random.Random(number)) for number, line in enumerate(lines[WRITERS:])]
        try:
            await asyncio.gather(*writers, *readers)
        finally:
            for line in lines:
                line.close()
        return self

    async def _write(self, line: Line, chance: random.Random) -> None:
        while self.posts < POSTS:
            self.posts += 1
            page = chance.randrange(PAGES)
            status, body = await line.ask(_post(page, self.posts))
            assert status == 201, body
            self._is_acknowledged(page, body)
            # Who wrote reads what they wrote.
            await self._look(line, page, chance)

    async def _read(self, line: Line, chance: random.Random) -> None:
        while self.posts < POSTS:
            await self._look(line, chance.randrange(PAGES), chance)

    async def _look(self, line: Line, page: int, chance: random.Random) -> None:
        oldest = self.acknowledged[page]
        status, body = await line.ask(head_of(_path(page) + chance.choice(_QUESTIONS)))
        assert status == 200
        json.loads(body)
        self.reads += 1
        self.stale += _version(body) < oldest

    def _is_acknowledged(self, page: int, body: bytes) -> None:
        self.acknowledged[page] = max(self.acknowledged[page], _version(body))


def test_who_reads_after_a_201_reads_what_it_acknowledged(server: Running) -> None:
    """No reader gets an older version than was acknowledged when they asked; and the memory took part in it."""
    answers = with_memory(server)
    race = asyncio.run(Race(server).run())
    assert race.stale == 0
    assert race.reads > POSTS
    numbers = answers.numbers()
    assert numbers.found > 0
    assert numbers.dropped > 0


@pytest.mark.parametrize("memory", [Forgets, HearsLate, KeepsWhatWasOvertaken, SharesWhatWasOvertaken])
def test_without_any_one_safeguard_somebody_reads_the_past(server: Running, memory: type[ReadyAnswers]) -> None:
    """The same race finds stale answers when a safeguard is left out."""
    with_memory(server, memory(server.instance.clock, 32 * MEGABYTE))
    assert any(asyncio.run(Race(server).run()).stale for _ in range(PATIENCE))


def _path(page: int) -> str:
    return f"/api/v1/sites/blog/thread?url={ORIGIN}/{page}"


def _post(page: int, number: int) -> bytes:
    fields = {"url": f"{ORIGIN}/{page}", "name": "Ann", "email": "ann@mail.example", "text": f"Number {number}."}
    body = json.dumps(fields).encode()
    head = "POST /api/v1/sites/blog/comments HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def _version(body: bytes) -> int:
    found = _VERSION.search(body)
    assert found is not None
    return int(found[1])
