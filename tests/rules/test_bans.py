"""What a ban is met by, as a pure rule."""

import time
from dataclasses import replace

import pytest

from chimein.rules.bans import Ban, BanKind, Traits, bans_met, clean_pattern
from chimein.rules.refusals import Invalid
from chimein.rules.verdicts import Signals, judge, told_state

PLAIN = Ban(1, 5, "word", None, "x", None, "spam", False, "", 0, None, None, 0, None, None)


def a_ban(kind: BanKind, pattern: str) -> Ban:
    """A ban of a pattern, as somebody typed it."""
    return replace(PLAIN, kind=kind, pattern=clean_pattern(kind, pattern))


def meets(kind: BanKind, pattern: str, traits: Traits) -> bool:
    """Whether a comment with these traits meets it."""
    return bans_met([a_ban(kind, pattern)], traits, 1) != ()


@pytest.mark.parametrize(
    ("pattern", "text", "met"),
    [
        ("casino", "The CASINO, tonight", True),
        ("casino", "casinos", False),
        ("casino*", "Ｃａｓｉｎｏｓ!", True),
        ("*casino*", "supercasinoplus", True),
        ("ca*no", "ca no", False),
        ("buy now", "Buy — now!", True),
        ("buy now", "buy it now", False),
        ("buy * now", "buy it now", True),
        ("spam.example", "see https://spam.example/x", True),
        ("straße", "STRASSE", True),
        ("a*a*a", "aa", False),
        ("a*a*a", "abaca", True),
        ("*词*", "这是词汇", True),
    ],
)
def test_words_are_compared_as_they_are_read(pattern: str, text: str, met: bool) -> None:
    """Without case, punctuation and forms of letters; a star stands for letters within a word."""
    assert meets("word", pattern, Traits(text)) is met


@pytest.mark.parametrize(
    ("pattern", "email", "met"),
    [
        ("*@spam.example", "any.one@spam.example", True),
        ("*@SPAM.example", "x@Spam.Example", True),
        ("*@spam.example", "x@sub.spam.example", False),
        ("*@*.spam.example", "x@sub.spam.example", True),
        ("win*@*", "winner@mail.example", True),
        ("*@spam.example", None, False),
    ],
)
def test_addresses_are_compared_as_typed(pattern: str, email: str | None, met: bool) -> None:
    """By a pattern that never is a whole address."""
    assert meets("address", pattern, Traits("", email=email)) is met


@pytest.mark.parametrize(
    ("pattern", "address", "met"),
    [
        ("192.0.2.0/24", "192.0.2.77", True),
        ("192.0.2.7", "192.0.2.7", True),
        ("192.0.2.9/24", "192.0.2.1", True),
        ("192.0.2.0/24", "192.0.3.1", False),
        ("2001:db8::/32", "2001:db8:1::1", True),
        ("2001:db8::/32", "192.0.2.1", False),
        ("0.0.0.0/0", "unknown", False),
        ("0.0.0.0/0", None, False),
    ],
)
def test_networks_hold_addresses(pattern: str, address: str | None, met: bool) -> None:
    """Of their own version; what is no address lies nowhere."""
    assert meets("network", pattern, Traits("", address=address)) is met


@pytest.mark.parametrize(
    ("kind", "pattern"),
    [
        ("word", ""),
        ("word", "**"),
        ("word", "x" * 101),
        ("address", "ada@mail.example"),
        ("address", "spam.example"),
        ("address", "*@"),
        ("address", "*@*"),
        ("network", "192.0.2.0/99"),
        ("network", "spam.example"),
    ],
)
def test_a_pattern_that_will_not_do_is_refused_with_a_sentence(kind: BanKind, pattern: str) -> None:
    """A whole address above all: none is kept outside its person."""
    with pytest.raises(Invalid) as refused:
        clean_pattern(kind, pattern)
    assert refused.value.errors["pattern"].detail.endswith(".")


def test_persons_and_networks_are_met_by_what_nobody_typed() -> None:
    """By the person's number or the network's mark; without either nothing is met."""
    person, mark = replace(PLAIN, kind="person", person_id=7), replace(PLAIN, kind="network", network_mark=b"m")
    assert bans_met([person, mark], Traits("", person_id=7, network_mark=b"m"), 1) == (person, mark)
    assert bans_met([person, mark], Traits("", person_id=8, network_mark=b"n"), 1) == ()
    assert bans_met([person, mark], Traits(""), 1) == ()


def test_bans_end() -> None:
    """At the moment at which they are over, and when they are lifted."""
    ban = replace(PLAIN, expires_at=10)
    assert [bool(bans_met([ban], Traits("x"), now)) for now in (9, 10)] == [True, False]
    assert bans_met([replace(PLAIN, lifted_at=1)], Traits("x"), 2) == ()


def test_the_severest_ban_decides_and_no_ban_is_milder() -> None:
    """Rejected before spam before held; every kind that was met is a reason."""
    held, rejected = replace(PLAIN, verdict="held"), replace(PLAIN, kind="person", verdict="rejected")
    signals = Signals(honeypot_filled=False, repeated=False, known_persona=True, bans=(held, rejected))
    assert judge("none", signals) == type(judge("none", signals))("rejected", ("ban-word", "ban-person"))
    filled = replace(signals, honeypot_filled=True, bans=(held,))
    assert judge("none", filled).state == "spam"
    assert judge("all", replace(signals, bans=(held,))).reasons == ("ban-word", "every-comment")


def test_a_writer_is_not_told_of_a_ban() -> None:
    """Whatever a ban decided looks held, under a shadow published; what a moderator published is."""
    assert [told_state(state, "ban-word") for state in ("held", "spam", "rejected")] == ["held"] * 3
    assert told_state("rejected", "ban-word shadow") == "published"
    assert told_state("published", "ban-word shadow") == "published"
    assert told_state("withdrawn", "ban-word shadow") == "withdrawn"
    assert told_state("rejected", "first-comment") == "rejected"


def test_weighing_a_long_text_by_many_bans_takes_no_time() -> None:
    """Five thousand words that are nearly met, five hundred bans with many stars."""
    bans = [a_ban("word", f"a*a*a*a*b{number}*") for number in range(500)]
    words = "aaaaaaaaaaaaaaa " * 5_000
    began = time.perf_counter()
    assert bans_met(bans, Traits(words), 1) == ()
    assert bans_met([a_ban("word", "a*a*a*a*a*ab")], Traits(words + " b"), 1) == ()
    assert time.perf_counter() - began < 5
