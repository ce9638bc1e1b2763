"""How often somebody may try to sign in, as plain arithmetic: who guesses waits, and nobody is locked out by others.

Three counters, each for a keyed hash. The pair of an address and a network (or of an address and a browser that it was
signed in with before) waits longer with each failure. A network has an allowance for all addresses together. An address
has one for all networks that it never came from; it only slows those. OWASP, *Slow Down Online Guessing with Device
Cookies*.
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["pair", "network", "address"]
HOUR_MS = 3_600_000
FREE = 5
"""So many failures in a row cost nothing."""
FIRST_WAIT_MS = 30_000
LONGEST_WAIT_MS = HOUR_MS
FORGET_MS = 24 * HOUR_MS
"""After so long without a try, a pair begins anew."""
ALLOWANCES: dict[str, tuple[int, int]] = {"network": (10, HOUR_MS // 10), "address": (20, HOUR_MS // 20)}
"""(at once, milliseconds for each one more): 20 in the first hour for a network, 40 for an address."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What is kept of a counter: failures in a row, and until when nothing is tried (or the bucket is not empty)."""

    failures: int = 0
    until: int = 0


@dataclass(frozen=True, slots=True)
class Weighed:
    """How long to wait (milliseconds; 0: it may be tried), and the counter after that try failed."""

    wait: int
    after: Tally


def weigh(kind: Kind, tally: Tally, now: int) -> Weighed:
    """One more try at `now` (epoch milliseconds), counted as failed until it is known to be right."""
    return _weigh_pair(tally, now) if kind == "pair" else _weigh_bucket(kind, tally, now)


def given_back(kind: Kind, tally: Tally) -> Tally | None:
    """The counter after that try was right; none: nothing is kept."""
    if kind == "pair":
        return None
    return Tally(0, tally.until - ALLOWANCES[kind][1])


def _weigh_pair(tally: Tally, now: int) -> Weighed:
    if tally.until > now:
        # A clock that was set back must not keep anybody out for longer than the longest wait.
        return Weighed(min(tally.until - now, LONGEST_WAIT_MS), tally)
    failures = 1 if now - tally.until > FORGET_MS else tally.failures + 1
    wait = 0 if failures < FREE else min(LONGEST_WAIT_MS, FIRST_WAIT_MS << min(failures - FREE, 16))
    return Weighed(0, Tally(failures, now + wait))


def _weigh_bucket(kind: Kind, tally: Tally, now: int) -> Weighed:
    burst, every = ALLOWANCES[kind]
    expected = max(min(tally.until, now + burst * every), now) + every
    wait = expected - now - burst * every
    return Weighed(wait, tally) if wait > 0 else Weighed(0, Tally(0, expected))
