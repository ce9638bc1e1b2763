"""What is done to sites at the desk, by a page or by a program: who, the right, the site and the verb at once."""

from collections.abc import Sequence

from chimein.access.desk import check_instance, site_for
from chimein.actions.add_site import NewSite, add_site
from chimein.actions.ask_for_avatars_again import GRACE_MS, ask_for_avatars_again
from chimein.actions.change_site import SiteChange, change_site
from chimein.rules.facts import Site
from chimein.rules.site_keys import KEY_BITS, site_key
from chimein.store.calls import Transaction, repeatable
from chimein.store.writes.acts import Doing
from chimein.store.writes.audit import Deed, note
from chimein.web.desk.deeds import Hand, done_by

Detail = dict[str, str | int | None]


async def create(hand: Hand, name: str, origins: Sequence[str]) -> Site:
    """A new site. Raises `Invalid`, and `RoleTooSmall` for who does not own the instance."""
    new = NewSite(site_key(hand.instance.randomness.bits(KEY_BITS)), name, tuple(origins), hand.instance.clock.now())

    @repeatable
    def created() -> Transaction[Site]:
        staff = yield from hand.who()
        check_instance(staff)
        site = yield from add_site(new)
        yield from _noted(site, "add_site", hand.doing(staff), {})
        return site

    return await done_by(hand, created())


async def change(hand: Hand, key: str, wish: SiteChange) -> Site:
    """Other settings or origins. Raises `Invalid`, `WrongSetting`, `NotFound`, `RoleTooSmall`."""
    at_once = hand.instance.clock.now() - GRACE_MS

    @repeatable
    def changed() -> Transaction[Site]:
        staff = yield from hand.who()
        before = yield from site_for(staff, key, "administer")
        after = yield from change_site(key, wish)
        if after.settings.avatars != before.settings.avatars:
            yield from ask_for_avatars_again(after.site_id, at_once)
        named: Detail = {"settings": " ".join(sorted(wish.assignments)), "origins": len(wish.origins)}
        yield from _noted(after, "change_site", hand.doing(staff), named)
        return after

    return await done_by(hand, changed())


def _noted(site: Site, verb: str, doing: Doing, detail: Detail) -> Transaction[None]:
    # Names of settings, never what is in them: that is the site's own text.
    yield from note(Deed(site.site_id, doing.at, doing.actor, verb, detail=detail), doing.seal)
