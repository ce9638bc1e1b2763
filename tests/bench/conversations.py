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
WORDS = SENTENCES.split()
Levels = tuple[int, ...]
HUNDRED: Levels = (20, 37, 32, 11)
"""Comments at each depth of a thread of 100."""
FIFTY: Levels = (20, 16, 10, 4)


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of a site, by number."""

    site: str
    origin: str = ORIGIN

    def page(self, number: int) -> str:
        """A page's address."""
        return f"{self.origin}/article/{number}"

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


def posts(program: Program, pages: Pages, threads: int, seed: int = 1) -> Iterator[bytes]:
    """Endless new comments for `threads` pages in turn. Bodies are made before the clock runs, in blocks."""
    chance = random.Random(seed)
    for block in count():
        yield from [_post(program, pages, chance, (block * 2000 + n) % threads, None) for n in range(2000)]


def fill(program: Program, pages: Pages, numbers: range, levels: Levels) -> None:
    """Let people talk on these pages until each has as many comments at each depth as `levels` says."""
    chance = random.Random(f"{pages.site} {numbers}")
    above: list[tuple[int, str | None]] = [(number, None) for number in numbers]
    for members in levels:
        parents = _parents(above, numbers, members, chance)
        asked = [_post(program, pages, chance, number, parent) for number, parent in parents]
        said = answers(program.address, asked)
        above = [(number, _id(*answer)) for (number, _), answer in zip(parents, said, strict=True)]


def _parents(
    above: list[tuple[int, str | None]], numbers: range, members: int, chance: random.Random
) -> list[tuple[int, str | None]]:
    by_page: dict[int, list[str | None]] = {number: [] for number in numbers}
    for number, parent in above:
        by_page[number].append(parent)
    return [(number, chance.choice(by_page[number])) for number in numbers for _ in range(members)]


def _post(program: Program, pages: Pages, chance: random.Random, number: int, parent: str | None) -> bytes:
    message = {
        "url": pages.page(number),
        "title": f"Article {number}",
        "name": chance.choice(NAMES),
        "email": f"reader{chance.randrange(5000)}@example.org",
        "text": text(chance),
        "idempotency_key": f"bench-{chance.getrandbits(96):024x}",
    }
    if parent is not None:
        message["parent"] = parent
    body = json.dumps(message, ensure_ascii=False).encode()
    return request(pages.comments_path, program.address, f"Origin: {pages.origin}", body=body)


def _id(status: int, body: bytes) -> str:
    if status != 201:
        raise RuntimeError(f"a comment was answered {status}: {body!r}")
    return str(json.loads(body)["comment"]["id"])
