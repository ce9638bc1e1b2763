"""How far a decision about thousands has come, as it goes out and comes back."""

import pytest

from chimein.rules.bulks import Progress, progress_of
from chimein.rules.refusals import Invalid

BEGUN = Progress(7, "spam", 1000)


def test_it_comes_back_as_it_went_out() -> None:
    """Before the first step, within a site, and between two."""
    within = BEGUN.after(3, (11, 500), (900, 44))
    between = within.after(3, (11, 501), None).after(5, (None, 0), (2, 1))
    for progress in (BEGUN, within, between):
        assert progress_of(progress.text()) == progress
    assert (within.site_id, within.part_on(3), within.changed) == (3, (11, 500), 500)
    assert (between.site_id, between.last, between.part_on(5), between.changed) == (5, (2, 1), (None, 0), 501)


def test_a_site_that_is_through_is_not_begun_again() -> None:
    """The next one is whichever has a higher number."""
    assert BEGUN.after(3, (11, 4), None).site_id == 4


@pytest.mark.parametrize("text", ["", "x", "é", "e30", BEGUN.text()[:-6], "c3BhbTsxLDI7"])
def test_what_is_no_place_is_refused(text: str) -> None:
    """Whoever asks is told to begin anew."""
    with pytest.raises(Invalid) as refused:
        progress_of(text)
    assert refused.value.errors["cursor"].code == "not-a-place"
