"""A page of a site is fetched and looked at: what the page doctor finds, for pages and programs."""

from functools import partial

from chimein.access.desk import site_for
from chimein.rules.doctor import Diagnosis, diagnosis
from chimein.rules.facts import Site
from chimein.rules.findings import Practice
from chimein.store.calls import Transaction
from chimein.web.desk.deeds import Hand

LONGEST_URL = 2048


async def examine(hand: Hand, key: str, url: str) -> tuple[Site, Diagnosis]:
    """What is wrong on that page. Only who may change the site can have one fetched.

    Raises `NotFound`, `RoleTooSmall`.
    """

    def whose() -> Transaction[Site]:
        return (yield from site_for((yield from hand.who()), key, "administer"))

    instance = hand.instance
    site = await instance.store.read(whose())
    page = await instance.pages.see(url.strip()[:LONGEST_URL])
    practice = Practice(instance.public_url, site.key, site.origins)
    return site, await instance.off_loop.run(partial(diagnosis, page, practice))
