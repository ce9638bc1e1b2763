"""People who write and read while the cluster suffers, and what they remember: what was acknowledged, what was refused,
and for how long nothing came.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import httpx

from visiting import ORIGIN, Visitor

PAGES = 5
PATIENCE = 20.0
"""Seconds for which one request is waited for."""
PAUSE, PAUSE_AFTER_FAILURE = 0.03, 0.2
LOOKS_BACK = 4
"""Posts after which a writer looks whether the own words are there."""


@dataclass(slots=True)
class Memory:
    """What one kind of people was answered: the moments of good answers by server, and the number of every kind."""

    good: dict[int, list[float]] = field(default_factory=dict)
    answers: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, server: int, answer: str, moment: float, *, is_good: bool) -> None:
        """One answer, at the moment at which it came."""
        with self.lock:
            self.answers[answer] += 1
            if is_good:
                self.good.setdefault(server, []).append(moment)

    def since(self, moment: float) -> list[int]:
        """How many good answers each server gave after that."""
        with self.lock:
            return [sum(when > moment for when in moments) for _, moments in sorted(self.good.items())]

    def longest_silence(self, begun: float, ended: float) -> float:
        """The longest time between two good answers of whichever server."""
        with self.lock:
            return longest_gap([when for moments in self.good.values() for when in moments], begun, ended)


class People:
    """Writers and readers at every server, until they are told to stop."""

    def __init__(self, servers: Sequence[str], site: str, writers: int) -> None:
        self.acknowledged: dict[str, str] = {}
        self.posts, self.reads = Memory(), Memory()
        self.crashes: list[BaseException] = []
        self._site = site
        self._over = threading.Event()
        self._threads = [
            self._person(self._write, server, url, number)
            for number in range(writers)
            for server, url in ((number % len(servers), servers[number % len(servers)]),)
        ]
        self._threads += [self._person(self._read, server, url, server) for server, url in enumerate(servers)]

    def __enter__(self) -> "People":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(2 * PATIENCE)

    def _person(self, act: Callable[[int, Visitor, int], None], server: int, url: str, number: int) -> threading.Thread:
        def live() -> None:
            try:
                with httpx.Client(base_url=url, timeout=PATIENCE) as http:
                    act(server, Visitor(http, self._site), number)
            except BaseException as crash:  # noqa: BLE001 - told by whoever stops them
                self.crashes.append(crash)

        return threading.Thread(target=live)

    def _write(self, server: int, visitor: Visitor, number: int) -> None:
        post = 0
        while not self._over.is_set():
            key = f"writer-{number}-says-number-{post:06d}"
            page = visitor.on(f"{ORIGIN}/{post % PAGES}")
            version = self._taken(server, page, key)
            if version and post % LOOKS_BACK == 0:
                self._look_back(server, page, version)
            post += version > 0
            self._over.wait(PAUSE if version else PAUSE_AFTER_FAILURE)

    def _taken(self, server: int, page: Visitor, key: str) -> int:
        """Say it once: the thread's version with it, or 0. Who is not told that it was taken says the same again."""
        try:
            answer = page.tries(words(key), headers={"Idempotency-Key": key})
        except httpx.TransportError as failure:
            self.posts.note(server, type(failure).__name__, time.monotonic(), is_good=False)
            return 0
        is_taken = answer.status_code == 201
        self.posts.note(server, kind_of(answer), time.monotonic(), is_good=is_taken)
        if not is_taken:
            return 0
        self.acknowledged[key] = answer.json()["comment"]["id"]
        return int(answer.json()["version"])

    def _look_back(self, server: int, page: Visitor, version: int) -> None:
        """Whoever has just written never sees less, whichever database answers."""
        try:
            answer = page.asks()
        except httpx.TransportError as failure:
            self.reads.note(server, type(failure).__name__, time.monotonic(), is_good=False)
            return
        is_stale = answer.status_code == 200 and answer.json()["thread"]["version"] < version
        is_good = answer.status_code == 200 and not is_stale
        self.reads.note(server, "stale" if is_stale else kind_of(answer), time.monotonic(), is_good=is_good)

    def _read(self, server: int, visitor: Visitor, _: int) -> None:
        page = 0
        while not self._over.is_set():
            page += 1
            try:
                answer = visitor.on(f"{ORIGIN}/{page % PAGES}").asks()
            except httpx.TransportError as failure:
                self.reads.note(server, type(failure).__name__, time.monotonic(), is_good=False)
                continue
            self.reads.note(server, kind_of(answer), time.monotonic(), is_good=answer.status_code == 200)
            self._over.wait(PAUSE)


def words(key: str) -> str:
    """What is said under a key."""
    return f"Words of {key}."


def kind_of(answer: httpx.Response) -> str:
    """Its status; and whether a 503 says when to come again."""
    if answer.status_code == 503 and "retry-after" not in answer.headers:
        return "503 without Retry-After"
    return str(answer.status_code)


def longest_gap(moments: Sequence[float], begun: float, ended: float) -> float:
    """The longest time without any of these moments between `begun` and `ended`."""
    inside = [begun, *sorted(moment for moment in moments if begun < moment < ended), ended]
    return max(later - earlier for earlier, later in pairwise(inside))


def lost_or_doubled(acknowledged: dict[str, str], stored: Sequence[tuple[str, str]]) -> list[str]:
    """What is wrong with what is stored, as (public id, text): nothing may be missing, and nothing there twice."""
    counted = Counter(text for _, text in stored)
    found = set(stored)
    wrong = [f"lost: {key}" for key, own in acknowledged.items() if (own, words(key)) not in found]
    return wrong + [f"{times} times: {text}" for text, times in counted.items() if times > 1]
