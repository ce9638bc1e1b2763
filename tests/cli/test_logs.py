"""The log: one JSON object a line, and few calls of the system for many lines."""

import asyncio
import io
import json
import logging
from typing import Any

import pytest

from chimein.cli.logs import GatheredLines, JsonLines


class Paper(io.StringIO):
    """Keeps what was written, piece by piece."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[list[str]] = []

    def write(self, text: str, /) -> int:
        self.pieces.append([json.loads(line)["message"] for line in text.splitlines()])
        return len(text)


@pytest.fixture
def paper() -> Paper:
    """What is written on."""
    return Paper()


@pytest.fixture
def log(paper: Paper) -> logging.Logger:
    """A log on that paper alone."""
    found = logging.Logger("told")
    handler: logging.Handler = GatheredLines(paper)
    handler.setFormatter(JsonLines())
    found.addHandler(handler)
    return found


@pytest.mark.anyio
async def test_what_one_turn_of_the_loop_says_is_written_in_one_piece(log: logging.Logger, paper: Paper) -> None:
    """Lines of one turn go together, those of the next turn by themselves."""
    log.info("one")
    log.info("two")
    assert paper.pieces == []
    await asyncio.sleep(0)
    log.info("three")
    await asyncio.sleep(0)
    assert paper.pieces == [["one", "two"], ["three"]]


@pytest.mark.anyio
async def test_warnings_are_written_at_once(log: logging.Logger, paper: Paper) -> None:
    """What is wrong waits for nobody, and takes along what was said before it."""
    log.info("one")
    log.warning("two")
    assert paper.pieces == [["one", "two"]]
    await asyncio.sleep(0)
    assert paper.pieces == [["one", "two"]]


def test_without_a_loop_each_line_is_written_at_once(log: logging.Logger, paper: Paper) -> None:
    """Threads and commands have no turn to wait for."""
    log.info("one")
    log.info("two")
    assert paper.pieces == [["one"], ["two"]]


@pytest.mark.anyio
async def test_what_was_gathered_is_written_at_the_end(log: logging.Logger, paper: Paper) -> None:
    """A process that ends between two turns loses no line."""
    log.info("one")
    last: Any = log.handlers[0]
    last.flush()
    assert paper.pieces == [["one"]]
