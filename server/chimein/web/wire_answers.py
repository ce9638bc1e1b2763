"""Answers that go back over the wire without ASGI: their bytes, and what becomes of a refusal, a delay or a mistake."""

import asyncio
import time
from collections.abc import Awaitable, Iterable, Mapping
from functools import lru_cache
from http import HTTPStatus
from typing import Any, NamedTuple

import msgspec

from chimein.figures import DoorFigures
from chimein.messages.problems import Problem
from chimein.rules.refusals import Refusal, Unavailable
from chimein.web.answers import Told, raw_headers
from chimein.web.bounds import ANSWER_SECONDS
from chimein.web.finishing import Answered, completed, note, problem_headers
from chimein.web.problems import INTERNAL, MEDIA_TYPE, log_crash, problem_of, told_refusal
from chimein.web.telling import outcome_of, tell

Header = tuple[bytes, bytes]


class Reply(NamedTuple):
    """An answer without the server's own headers."""

    status: int
    lines: bytes
    body: bytes
    hangs_up: bool = False

    def wire(self, server: Iterable[Header], *, keeps: bool) -> bytes:
        """The whole of it; `server`: the server's own headers, `keeps`: whether the connection goes on."""
        end = b"\r\n" if keeps or self.hangs_up else b"connection: close\r\n\r\n"
        return b"".join((_status_line(self.status), joined(server), self.lines, end, self.body))


class Question(NamedTuple):
    """A request, as far as any answer to it depends on that."""

    method: str
    route: str
    scope: dict[str, Any]
    started: float
    cross_origin: Mapping[str, str]
    """What browsers may do with the answer; filled in as soon as it is known."""


async def replied(question: Question, told: Awaitable[Told], figures: DoorFigures) -> Reply:
    """What is told, a refusal, or the end of what took too long or went wrong; counted and logged. Raises nothing."""
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            answer = await _told_or_refused(question, told)
        reply = reply_of(answer, question.cross_origin)
    except TimeoutError:
        tell(question.scope, Unavailable.code)
        reply = broken_off(problem_of(Unavailable()), question.cross_origin, retry_after=5)
    except Exception as failure:  # noqa: BLE001 - the last place where a mistake of ours can get a decent answer
        log_crash(failure, question.route)
        tell(question.scope, INTERNAL.code)
        reply = broken_off(INTERNAL, question.cross_origin)
    seconds, outcome = time.monotonic() - question.started, outcome_of(question.scope)
    note(figures, Answered(question.method, question.route, reply.status, len(reply.body), seconds, outcome))
    return reply


async def _told_or_refused(question: Question, told: Awaitable[Told]) -> Told:
    try:
        return await told
    except Refusal as refusal:
        tell(question.scope, refusal.code)
        return told_refusal(refusal)


def reply_of(told: Told, cross_origin: Mapping[str, str]) -> Reply:
    """An answer that was told, with the headers that every answer has."""
    return Reply(told.status, joined(completed(raw_headers(told), told.status, cross_origin)), told.content)


def broken_off(problem: Problem, cross_origin: Mapping[str, str], retry_after: int | None = None) -> Reply:
    """The end of what could not be answered, and of its connection."""
    content = msgspec.json.encode(problem)
    raw = problem_headers((MEDIA_TYPE, len(content)), retry_after, hangs_up=True)
    return Reply(problem.status, joined(completed(raw, problem.status, cross_origin)), content, hangs_up=True)


def joined(headers: Iterable[Header]) -> bytes:
    """Headers as lines."""
    return b"".join([b"%b: %b\r\n" % header for header in headers])


@lru_cache
def _status_line(status: int) -> bytes:
    return f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n".encode()
