"""Requests that were understood before, by the very bytes of their heads: what comes in the same words is not parsed.

Only a head that stood alone, plain and without a body, and was answered from the memory of ready answers, is learnt
(`web/protocol.py` sees to that). What is kept is the question, never an answer: whether one is ready is always asked.
"""

from typing import NamedTuple

from chimein.web.ready import Key

LONGEST_HEAD = 1024
"""Bytes; browsers' requests for a thread have some hundreds."""
MOST_HEADS = 512


class Question(NamedTuple):
    """What a plain request for a thread comes to."""

    method: bytes
    key: Key
    known: bytes
    """If-None-Match, as it came."""


class KnownHeads:
    """The memory: at most `MOST_HEADS` of `LONGEST_HEAD` bytes. What was not asked for lately is forgotten first."""

    def __init__(self) -> None:
        self._young: dict[bytes, Question] = {}
        self._old: dict[bytes, Question] = {}

    def find(self, head: bytes) -> Question | None:
        """What these bytes ask, if it is known."""
        if len(head) > LONGEST_HEAD:
            return None
        question = self._young.get(head)
        if question is None:
            question = self._old.pop(head, None)
            if question is not None:
                self.learn(head, question)
        return question

    def learn(self, head: bytes, question: Question) -> None:
        """These bytes ask this, always."""
        if len(head) > LONGEST_HEAD:
            return
        if len(self._young) >= MOST_HEADS // 2:
            self._old, self._young = self._young, {}
        self._young[head] = question

    def __len__(self) -> int:
        return len(self._young) + len(self._old)
