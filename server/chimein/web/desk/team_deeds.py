"""What is done to a site's team: a role given or taken, somebody invited. For pages and programs.

A page asks for a proof of who it is before; a program never gives more than admins may (`access.team.gives`).
"""

from dataclasses import dataclass, field

from chimein.access.team import check_owner, member_to_change, site_to_give
from chimein.actions.grant_role import grant_role
from chimein.actions.make_link import make_link
from chimein.rules.identity import INVITATION_MS, Link
from chimein.rules.permissions import Role
from chimein.store.calls import Transaction, repeatable
from chimein.web.desk.deeds import Hand, done_by

WORD_BYTES = 32


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link that was made: the word is known this once."""

    word: str = field(repr=False)
    until: int


async def give(hand: Hand, key: str, account_id: int, role: Role | None) -> bool:
    """Another role on a site, or none; whether that is new. Raises `NotFound`, `RoleTooSmall`."""

    @repeatable
    def given() -> Transaction[bool]:
        staff = yield from hand.who()
        site = yield from site_to_give(staff, key, role)
        yield from member_to_change(staff, site, account_id)
        return (yield from grant_role(account_id, site.site_id, role, hand.doing(staff)))

    return await done_by(hand, given())


async def invite(hand: Hand, key: str | None, role: Role) -> Invitation:
    """A link for somebody who is to have a role on a site; without a site, to own the instance.

    Raises `NotFound`, `RoleTooSmall`.
    """
    instance = hand.instance
    word, now = instance.randomness.token(WORD_BYTES), instance.clock.now()
    mark, until = instance.keys.desk_mark("link", word), now + INVITATION_MS

    @repeatable
    def invited() -> Transaction[None]:
        staff = yield from hand.who()
        site_id = None
        if key is None:
            check_owner(staff)
        else:
            site_id = (yield from site_to_give(staff, key, role)).site_id
        wanted: Role = "owner" if site_id is None else role
        yield from make_link(Link(mark, "invitation", None, site_id, wanted, now, until), hand.doing(staff))

    await done_by(hand, invited())
    return Invitation(word, until)
