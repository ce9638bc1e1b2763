"""Accounts at work, as a session would give them, and what a test may do to a database behind the house's back."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from chimein.rules.accounts import Account, Staff
from chimein.rules.permissions import Role
from engines import Database, Rows
from running import Running
from visiting import Visitor, rows

Json = dict[str, Any]


def account(account_id: int = 1, name: str = "Mo", *, is_owner: bool = False) -> Account:
    """Somebody who signs in."""
    return Account(account_id, name, is_owner, True, False, False, created_at=1, signed_in_at=1)


def staff_on(house: Running, *visitors: Visitor, role: Role = "moderator") -> Staff:
    """An account with that role on the sites of these visitors, and on no other."""
    return Staff(account(), {number_of(house, visitor.site): role for visitor in visitors})


def number_of(house: Running, key: str) -> int:
    """The number of a site."""
    found: int = asked(house, "select site_id from site where key = ?", key)[0][0]
    return found


def asked(house: Running, query: str, *params: Any) -> Rows:
    """What an independent connection finds, or does."""
    return rows(house.database, query, *params)


def copies(house: Running, posted: Json, more: int) -> None:
    """Let a comment be there so many times more, each a millisecond later; the planner learns of it, as it does."""
    asked(house, COPIES, more, posted["comment"]["id"])
    if isinstance(house.database, Database):
        asked(house, "analyze comment")


@contextmanager
def many_held(folder: Path, many: int) -> Iterator[Running]:
    """An instance where so many comments wait, and whose requests do a single step of a large decision."""
    with Running(folder, limits="off", bulk_seconds=0) as running:
        running.add_site("https://blog.example", moderation="all", avatars="generated")
        with httpx.Client(base_url=running.url, timeout=30) as http:
            copies(running, Visitor(http, "blog").says("Cheap watches."), many - 1)
            # Copies are each a millisecond younger; none is to be younger than the page that shows them.
            ((youngest,),) = rows(running.database, "select max(posted_at) from comment")
            while running.instance.clock.now() <= youngest:
                http.get("/healthz")
        yield running


COPIES = """
with recursive n(i) as (select 1 union all select i + 1 from n where i < ?)
insert into comment (site_id, thread_id, id, public_id, parent_id, root_id, depth, number, kind, state, state_at,
  state_by, reasons, shown, shown_children, shown_replies, persona_id, badge, name, website, source_text, source_format,
  said, tree, html, renderer_version, posted_at)
select c.site_id, c.thread_id, c.id + n.i, c.public_id || '~' || n.i, null, c.id + n.i, 0, null, c.kind, c.state,
  c.state_at, c.state_by, c.reasons, 0, 0, 0, c.persona_id, c.badge, c.name, c.website, c.source_text, c.source_format,
  c.said, c.tree, c.html, c.renderer_version, c.posted_at + n.i
from comment c cross join n where c.public_id = ?
"""
