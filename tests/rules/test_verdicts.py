"""Every branch of the verdict."""

import pytest

from chimein.rules.site_settings import Moderation
from chimein.rules.verdicts import Signals, judge

TABLE: list[tuple[Moderation, tuple[bool, bool, bool], str, tuple[str, ...]]] = [
    ("none", (False, False, False), "published", ()),
    ("none", (False, False, True), "published", ()),
    ("none", (False, True, False), "held", ("repeated-text",)),
    ("none", (False, True, True), "held", ("repeated-text",)),
    ("none", (True, False, True), "spam", ("honeypot",)),
    ("first", (False, False, False), "held", ("first-comment",)),
    ("first", (False, False, True), "published", ()),
    ("first", (False, True, False), "held", ("first-comment", "repeated-text")),
    ("first", (False, True, True), "held", ("repeated-text",)),
    ("first", (True, True, True), "spam", ("honeypot",)),
    ("all", (False, False, False), "held", ("every-comment",)),
    ("all", (False, False, True), "held", ("every-comment",)),
    ("all", (False, True, True), "held", ("every-comment", "repeated-text")),
    ("all", (True, False, False), "spam", ("honeypot",)),
]


@pytest.mark.parametrize(("moderation", "signals", "state", "reasons"), TABLE)
def test_a_verdict_says_why(
    moderation: Moderation, signals: tuple[bool, bool, bool], state: str, reasons: tuple[str, ...]
) -> None:
    """(honeypot, repeated, known persona) under each way of moderating: one state and all its reasons."""
    verdict = judge(moderation, Signals(*signals))
    assert (verdict.state, verdict.reasons) == (state, reasons)


def test_whatever_is_not_published_has_a_reason() -> None:
    """A comment is never held or thrown away silently."""
    for _, signals, state, _ in TABLE:
        for moderation in ("none", "first", "all"):
            verdict = judge(moderation, Signals(*signals))
            assert bool(verdict.reasons) == (verdict.state != "published"), state
