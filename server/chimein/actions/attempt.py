"""Somebody tries to sign in: counted as a failure before it is looked at, so that many at once are counted too."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from chimein.rules.attempts import Kind, Tally, given_back, weigh
from chimein.store.calls import Transaction, call, repeatable


@dataclass(frozen=True, slots=True)
class Gate:
    """One counter that a try goes through; `mark` does not tell of whom."""

    kind: Kind
    mark: bytes = field(repr=False)


@repeatable
def begin_attempt(gates: Sequence[Gate], now: int) -> Transaction[int]:
    """Count a try at every gate, unless one of them is shut; the milliseconds to wait then, else 0."""
    weighed = []
    for gate in gates:
        tally = yield from _tally(gate)
        weighed.append((gate, weigh(gate.kind, tally, now)))
    wait = max((found.wait for _, found in weighed), default=0)
    for gate, found in weighed if wait == 0 else ():
        yield from _keep(gate, found.after)
    return wait


@repeatable
def forgive_attempt(gates: Sequence[Gate]) -> Transaction[None]:
    """It was right: what was counted for it is given back."""
    for gate in gates:
        left = given_back(gate.kind, (yield from _tally(gate)))
        if left is None:
            yield from call("forget_attempt", mark=gate.mark)
        else:
            yield from _keep(gate, left)


def _tally(gate: Gate) -> Transaction[Tally]:
    rows = yield from call("attempt_by_mark", mark=gate.mark)
    return Tally(*rows[0]) if rows else Tally()


def _keep(gate: Gate, tally: Tally) -> Transaction[None]:
    yield from call("keep_attempt", mark=gate.mark, failures=tally.failures, until=tally.until)
