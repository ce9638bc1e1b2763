"""Who or what is not wanted on a site, and whether a comment shows a sign of it. Pure: the site remembers its bans.

An address pattern is held against what was typed, never against what is known, so it tells nothing of who wrote before.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Literal

from chimein.rules.refusals import FieldError, Invalid
from chimein.rules.texts import folded

BanKind = Literal["person", "address", "network", "word"]
BanVerdict = Literal["held", "spam", "rejected"]
SEVEREST: tuple[BanVerdict, ...] = ("rejected", "spam", "held")
SHADOW = "shadow"
"""The reason of a verdict that its writer is not told."""
BENEATH = "ban-above"
"""The reason of an answer to what a shadow hides."""
LONGEST_PATTERN = 100
LONGEST_NOTE = 500


@dataclass(frozen=True, slots=True)
class Ban:
    """One thing that is not wanted. A person's and a mark's have no pattern."""

    site_id: int
    id: int
    kind: BanKind
    person_id: int | None
    pattern: str | None
    network_mark: bytes | None
    verdict: BanVerdict
    is_shadow: bool
    note: str
    hits: int
    hit_at: int | None
    account_id: int | None
    created_at: int
    expires_at: int | None
    lifted_at: int | None

    def stands(self, now: int) -> bool:
        """Neither lifted nor over."""
        return self.lifted_at is None and (self.expires_at is None or now < self.expires_at)


@dataclass(frozen=True, slots=True)
class Traits:
    """What a comment shows of itself. None: not known where it is weighed."""

    words: str
    """Name, website and text as they were typed."""
    email: str | None = None
    address: str | None = None
    """Of the computer that it came from."""
    network_mark: bytes | None = None
    """The keyed hash of its network."""
    person_id: int | None = None


def bans_met(bans: Iterable[Ban], traits: Traits, now: int) -> tuple[Ban, ...]:
    """The bans that stand and that a comment with these traits meets."""
    words = folded(traits.words)
    return tuple(ban for ban in bans if ban.stands(now) and _meets(ban, traits, words))


def clean_pattern(kind: BanKind, raw: str) -> str:
    """The pattern as it is kept. Raises `Invalid` for the field `pattern`, with a sentence."""
    text = raw.strip()
    if not text or len(text) > LONGEST_PATTERN:
        raise _refused(f"A pattern has 1 to {LONGEST_PATTERN} characters.")
    return {"address": _address, "network": _network, "word": _word}[kind](text)


def _meets(ban: Ban, traits: Traits, words: str) -> bool:
    if ban.kind == "person":
        return ban.person_id is not None and ban.person_id == traits.person_id
    if ban.kind == "address":
        return traits.email is not None and _fits(ban.pattern or "", traits.email.casefold())
    if ban.kind == "word":
        return _says(words, ban.pattern or "")
    if ban.network_mark is not None:
        return ban.network_mark == traits.network_mark
    return traits.address is not None and _lies_in(ban.pattern or "", traits.address)


def _lies_in(pattern: str, address: str) -> bool:
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    network = _parsed(pattern)
    return found.version == network.version and found in network


@lru_cache(maxsize=1024)
def _parsed(pattern: str) -> IPv4Network | IPv6Network:
    return ip_network(pattern, strict=False)


def _says(words: str, pattern: str) -> bool:
    # Most comments hold none of a ban's letters, which is a search in C; only then are words looked at one by one.
    wanted = pattern.split(" ")
    if not all(piece in words for word in wanted for piece in word.split("*")):
        return False
    said = words.split(" ")
    return any(
        all(map(_fits, wanted, said[start : start + len(wanted)])) for start in range(len(said) - len(wanted) + 1)
    )


def _fits(pattern: str, text: str) -> bool:
    """Whether the text is the pattern, each `*` standing for any letters; one walk, however many stars."""
    first, *rest = pattern.split("*")
    if not rest:
        return text == first
    *middle, last = rest
    if len(text) < len(first) + len(last) or not text.startswith(first) or not text.endswith(last):
        return False
    return _in_order(middle, text[len(first) : len(text) - len(last)])


def _in_order(pieces: Sequence[str], text: str) -> bool:
    place = 0
    for piece in pieces:
        found = text.find(piece, place)
        if found < 0:
            return False
        place = found + len(piece)
    return True


def _address(text: str) -> str:
    local_part, at, domain = text.casefold().rpartition("@")
    if not at or not domain or not (local_part + domain).strip("*.") or " " in text:
        raise _refused("An address pattern looks like *@spam.example or *@*.spam.example.")
    if "*" not in local_part:
        raise _refused("An address pattern begins with *. To ban one person, ban the writer of a comment.")
    return f"{local_part}@{domain}"


def _network(text: str) -> str:
    try:
        return str(ip_network(text, strict=False))
    except ValueError:
        raise _refused("A network looks like 192.0.2.0/24 or 2001:db8::/32.") from None


def _word(text: str) -> str:
    # Folded as comments are, but for the stars.
    pieces = [folded(piece) if piece.strip() else piece for piece in text.split("*")]
    spaced = [
        f"{' ' if raw[:1].isspace() else ''}{piece.strip()}{' ' if raw[-1:].isspace() else ''}"
        for raw, piece in zip(text.split("*"), pieces, strict=True)
    ]
    pattern = " ".join("*".join(spaced).split())
    if not pattern.replace("*", "").strip():
        raise _refused("A word needs letters beside its stars.")
    return pattern


def _refused(detail: str) -> Invalid:
    return Invalid({"pattern": FieldError("invalid-pattern", detail)})
