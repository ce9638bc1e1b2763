"""Ids that grow, whatever the clock does."""

import itertools
from concurrent.futures import ThreadPoolExecutor

from hypothesis import given
from hypothesis import strategies as st

from chimein.gateways.clock import SystemClock
from chimein.gateways.ids import IdMint
from chimein.gateways.randomness import SystemRandomness
from clocks import SteppedClock


@given(st.lists(st.integers(min_value=-100_000, max_value=100_000), max_size=50))
def test_ids_grow_when_the_clock_is_set_back(jumps: list[int]) -> None:
    """Whatever the clock shows, each id is greater than the last and fits into 63 bits."""
    clock = SteppedClock()
    mint = IdMint(clock, SystemRandomness())
    ids = [mint.new()]
    for jump in jumps:
        clock.set_wall(clock.now() + jump)
        ids.append(mint.new())
    assert all(earlier < later for earlier, later in itertools.pairwise(ids))
    assert ids[0] > 0
    assert ids[-1] < 2**63


def test_an_id_says_when_it_was_made() -> None:
    """The upper 42 bits are the milliseconds since 2020-01-01, UTC."""
    begin_of_2020 = 1_577_836_800_000
    made = IdMint(SteppedClock(begin_of_2020 + 12_345), SystemRandomness()).new()
    assert made >> 21 == 12_345


def test_threads_never_get_the_same_id() -> None:
    """Many threads at once get as many different ids as they asked for."""
    mint = IdMint(SystemClock(), SystemRandomness())
    with ThreadPoolExecutor(8) as pool:
        batches = list(pool.map(lambda _: [mint.new() for _ in range(2000)], range(8)))
    assert len(set(itertools.chain.from_iterable(batches))) == 16_000
    assert all(batch == sorted(batch) for batch in batches)


def test_ids_go_on_after_a_restart_with_the_clock_set_back() -> None:
    """A mint that is told the highest stored id never goes below it, whatever the clock says now."""
    clock = SteppedClock()
    before = IdMint(clock, SystemRandomness()).new()
    clock.set_wall(clock.now() - 3_600_000)
    assert IdMint(clock, SystemRandomness(), before).new() > before
