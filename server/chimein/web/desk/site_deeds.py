"""What is done to sites at the desk, by a page or by a program: who, the right, the site and the verb at once."""

from collections.abc import Sequence

from chimein.access.desk import check_instance, site_for
from chimein.actions.add_site import NewSite, add_site
from chimein.actions.change_site import ChangedSite, SiteChange, change_site
from chimein.rules.facts import Site
from chimein.rules.site_keys import KEY_BITS, site_key
from chimein.store.calls import Transaction, repeatable
from chimein.store.writes.audit import Deed, note
from chimein.web.desk.deeds import Hand, done_by


async def create(hand: Hand, name: str, origins: Sequence[str]) -> Site:
    """A new site. Raises `Invalid`, and `RoleTooSmall` for who does not own the instance."""
    new = NewSite(site_key(hand.instance.randomness.bits(KEY_BITS)), name, tuple(origins), hand.instance.clock.now())

    @repeatable
    def created() -> Transaction[Site]:
        staff = yield from hand.who()
        check_instance(staff)
        site = yield from add_site(new)
        doing = hand.doing(staff)
        yield from note(Deed(site.site_id, doing.at, doing.actor, "add_site"), doing.seal)
        return site

    return await done_by(hand, created())


async def change(hand: Hand, key: str, wish: SiteChange) -> ChangedSite:
    """Other settings, origins, or another name. Raises `Invalid`, `WrongSetting`, `NotFound`, `RoleTooSmall`."""

    @repeatable
    def changed() -> Transaction[ChangedSite]:
        staff = yield from hand.who()
        site = yield from site_for(staff, key, "administer")
        return (yield from change_site(site.key, wish, hand.doing(staff)))

    return await done_by(hand, changed())
