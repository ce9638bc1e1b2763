"""Sites as their owner is shown them."""

from chimein.office.verbs import SiteView
from chimein.render.times import iso
from chimein.rules.embedding import Embedding, place_of
from chimein.rules.facts import Site
from chimein.rules.site_settings import setting_names
from chimein.rules.snippets import snippet


def site_view(site: Site, public_url: str, feed_token: str) -> SiteView:
    """The site with all its settings, what to paste into its pages, and where its held comments are read."""
    return SiteView(
        key=site.key,
        name=site.name,
        origins=list(site.origins),
        settings={name: getattr(site.settings, name) for name in setting_names()},
        created_at=iso(site.created_at),
        snippet=snippet("html", place_of(site, public_url), Embedding()).code,
        held_feed=f"{public_url}/s/{site.key}/held.atom?token={feed_token}",
    )
