"""A page of the queue costs the same statements however many comments wait, on whichever page and behind any filter."""

from collections import Counter

import httpx
import pytest

from access.staff import copies, number_of, staff_on
from chimein.access.queue import beside_comment, comment_in_context, queue_page
from chimein.rules.queue import Cursor, QueueFilter
from promises.test_constant_reads import Counting
from running import Running
from visiting import new_visitor

OF_A_SITE = 5
"""Where its comments stand, how many there are, their cards, what their writers wrote, what was done to them."""
BESIDE = 4
"""The sites, the comment, both sides; and once more where it is of the second site."""
IN_CONTEXT = 10
"""The site, the comment, three for its card, both sides, what it answers, its revisions, its audit."""


@pytest.mark.parametrize("held", [10, 1_000, 10_000])
def test_a_page_of_the_queue_is_read_in_few_statements(house: Running, caller: httpx.Client, held: int) -> None:
    """One for the sites and five for each of them, in one hop, with 10 comments and with 10,000."""
    visitors = [new_visitor(house, caller, moderation="all") for _ in range(2)]
    for visitor in visitors:
        copies(house, visitor.says(), held // 2 - 1)
    staff, counting = staff_on(house, *visitors), Counting(house.instance.store)
    middle = house.read(queue_page(staff, QueueFilter())).cards[-1]
    person = middle.writer.person_id if middle.writer else 0
    for wanted in (
        QueueFilter(),
        QueueFilter(order="newest"),
        QueueFilter(thread=middle.thread.public_id),
        QueueFilter(reason="every-comment"),
        QueueFilter(site_ids=(number_of(house, visitors[0].site),), person_id=person),
    ):
        for cursor in (None, Cursor(*middle.place), Cursor(*middle.place, backwards=True)):
            counting.hops, counting.statements = 0, Counter()
            page = house.wait_for(counting.read(queue_page(staff, wanted, cursor)))
            assert page.count("held") == (held if not wanted.site_ids else held // 2)
            assert counting.hops == 1
            assert counting.statements["list_sites"] == 1
            assert max(counting.statements.values()) <= len(visitors)
            assert sum(counting.statements.values()) <= 1 + OF_A_SITE * len(visitors), counting.statements
    counting.statements = Counter()
    house.wait_for(counting.read(comment_in_context(staff, middle.public_id)))
    assert sum(counting.statements.values()) <= IN_CONTEXT + 1, counting.statements
    counting.statements = Counter()
    house.wait_for(counting.read(beside_comment(staff, middle.public_id, 5)))
    assert sum(counting.statements.values()) <= BESIDE + 1, counting.statements
