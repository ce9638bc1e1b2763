"""Conversations to measure with: made-up words of lifelike length, in threads of a lifelike shape."""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from urllib.parse import quote

from bench.load import answers, request
from bench.serving import ORIGIN, Program

SENTENCES = """
the harbour was quiet when we came back and nobody asked where the boat had been all week
though everyone could see that the rope was new and the paint still wet
so I think your second point stands but the first needs a source
"""
NAMES = ("Ada", "Bo", "Chidi", "Dörte", "Emre", "Fatima", "Günter", "Hana", "Ines", "Jörg")
BLOCK = 2000
WORDS = SENTENCES.split()
Levels = tuple[int, ...]
HUNDRED: Levels = (20, 37, 32, 11)
"""Comments at each depth of a thread of 100."""
FIFTY: Levels = (20, 16, 10, 4)


@dataclass(frozen=True, slots=True)
class Said:
    """One comment of a conversation, and the place in it of the comment that it answers."""

    parent: int | None
    name: str
    email: str
    text: str


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of a site, by number. Where the first `copied` were copied (see seeding.py), the rest are copies."""

    site: str
    origin: str = ORIGIN
    copied: int = 0

    def page(self, number: int) -> str:
        """A page's address."""
        return f"{self.origin}{self.path(number)}"

    def path(self, number: int) -> str:
        """What follows the origin."""
        copy, original = divmod(number, self.copied) if self.copied else (0, number)
        return f"/article/{original}~{copy}" if copy else f"/article/{original}"

    def thread_path(self, number: int) -> str:
        """What the widget asks for when a page opens."""
        return f"/api/v1/sites/{self.site}/thread?url={quote(self.page(number), safe='')}&body=tree"

    @property
    def comments_path(self) -> str:
        """Where comments are posted."""
        return f"/api/v1/sites/{self.site}/comments"


def text(chance: random.Random, words: int = 60) -> str:
    """So many words in a few paragraphs, with some emphasis, no two alike."""
    said = chance.choices(WORDS, k=words)
    said[3], said[words // 2] = f"**{said[3]}**", f"{said[words // 2]}.\n\n{chance.randrange(10**9)}"
    return " ".join(said)


def conversation(number: int, levels: Levels) -> list[Said]:
    """What is said on page `number`, the same in every system: as many comments at each depth as `levels` says."""
    chance = random.Random(f"conversation {number} {levels}")
    said: list[Said] = []
    above: list[int | None] = [None]
    for members in levels:
        first = len(said)
        said += [_said(chance, chance.choice(above)) for _ in range(members)]
        above = list(range(first, len(said)))
    return said


def new_words(seed: int) -> Iterator[Said]:
    """Endless new comments without a parent, no two alike."""
    chance = random.Random(f"new words {seed}")
    while True:
        yield _said(chance, None)


def posts(program: Program, pages: Pages, threads: int, seed: int = 1, stride: int = 1) -> Iterator[bytes]:
    """Endless new comments for `threads` pages, each `stride`-th in turn. Bodies are made in blocks, beforehand."""
    words, keys = new_words(seed), random.Random(seed)
    for block in count():
        numbers = [number * stride % threads for number in range(block * BLOCK, (block + 1) * BLOCK)]
        yield from [
            _post(program, pages, number, (next(words), None, f"{keys.getrandbits(96):024x}")) for number in numbers
        ]


def fill(program: Program, pages: Pages, numbers: range, levels: Levels) -> None:
    """Let people say on these pages what `conversation` says, through the API, as they would."""
    talks = {number: conversation(number, levels) for number in numbers}
    ids: dict[tuple[int, int | None], str | None] = dict.fromkeys((number, None) for number in numbers)
    first = 0
    for members in levels:
        places = [(number, place) for number in numbers for place in range(first, first + members)]
        asked = []
        for number, place in places:
            said = talks[number][place]
            asked.append(_post(program, pages, number, (said, ids[number, said.parent], f"{number:012}{place:012}")))
        for at, answer in zip(places, answers(program.address, asked), strict=True):
            ids[at] = _id(*answer)
        first += members


def _said(chance: random.Random, parent: int | None) -> Said:
    return Said(parent, chance.choice(NAMES), f"reader{chance.randrange(5000)}@example.org", text(chance))


def _post(program: Program, pages: Pages, number: int, what: tuple[Said, str | None, str]) -> bytes:
    said, parent, key = what
    message = {
        "url": pages.page(number),
        "title": f"Article {number}",
        "name": said.name,
        "email": said.email,
        "text": said.text,
        "idempotency_key": f"bench-{key}",
    }
    if parent is not None:
        message["parent"] = parent
    body = json.dumps(message, ensure_ascii=False).encode()
    return request(pages.comments_path, program.address, f"Origin: {pages.origin}", body=body)


def _id(status: int, body: bytes) -> str:
    if status != 201:
        raise RuntimeError(f"a comment was answered {status}: {body!r}")
    return str(json.loads(body)["comment"]["id"])
