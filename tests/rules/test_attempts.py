"""Whoever guesses waits, and nobody makes others wait for good."""

from chimein.rules.attempts import FREE, HOUR_MS, LONGEST_WAIT_MS, Kind, Tally, given_back, weigh

NOW = 1_700_000_000_000


def evaluated(kind: Kind, tries: int, milliseconds: int, tally: Tally | None = None) -> int:
    """How many of so many tries, spread evenly over that time, are looked at."""
    found, counter = 0, tally or Tally()
    for number in range(tries):
        weighed = weigh(kind, counter, NOW + number * milliseconds // tries)
        if weighed.wait == 0:
            found, counter = found + 1, weighed.after
    return found


def test_ten_thousand_guesses_an_hour_are_few() -> None:
    """From one network at most twenty are looked at, whatever they are at; at one address far fewer."""
    assert evaluated("network", 10_000, HOUR_MS) <= 20
    assert evaluated("pair", 10_000, HOUR_MS) <= 13
    assert evaluated("address", 10_000, HOUR_MS) <= 40


def test_a_slip_of_the_hand_costs_nothing() -> None:
    """The first failures in a row are looked at without a pause."""
    assert evaluated("pair", FREE, 5_000) == FREE
    assert evaluated("pair", FREE + 1, 5_000) == FREE


def test_each_failure_doubles_the_wait_up_to_an_hour() -> None:
    """Half a minute, a minute, two: and never more than an hour."""
    counter, now, waits = Tally(), NOW, []
    for _ in range(FREE + 10):
        counter = weigh("pair", counter, now).after
        waits.append(counter.until - now)
        now = counter.until
    assert waits[: FREE - 1] == [0] * (FREE - 1)
    assert waits[FREE - 1 : FREE + 2] == [30_000, 60_000, 120_000]
    assert waits[-1] == LONGEST_WAIT_MS


def test_what_was_right_is_given_back() -> None:
    """A pair is forgotten; a bucket is as full as before."""
    assert given_back("pair", Tally(4, NOW)) is None
    before = Tally(0, NOW + 5_000)
    assert given_back("network", weigh("network", before, NOW).after) == before


def test_a_clock_that_was_set_back_keeps_nobody_out() -> None:
    """What was counted in a future that did not come is worth an hour at most."""
    far = Tally(9, NOW + 1000 * HOUR_MS)
    assert weigh("pair", far, NOW).wait == LONGEST_WAIT_MS
    assert weigh("network", far, NOW).wait <= HOUR_MS


def test_a_day_without_a_try_is_a_new_beginning() -> None:
    """Failures of last week make nobody wait."""
    assert weigh("pair", Tally(12, NOW), NOW + 25 * HOUR_MS).after == Tally(1, NOW + 25 * HOUR_MS)
