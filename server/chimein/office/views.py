"""Sites as their owner is shown them."""

from html import escape

from chimein.office.verbs import SiteView
from chimein.render.times import iso
from chimein.rules.facts import Site
from chimein.rules.site_settings import setting_names

# PAGE stands for the page's address, percent-encoded, for readers without JavaScript.
SNIPPET = """\
<chime-in site="{key}"><a href="{url}/t?site={key}&url=PAGE">Join the conversation</a></chime-in>
<script type="module" async src="{url}/embed.js"></script>"""


def site_view(site: Site, public_url: str, feed_token: str) -> SiteView:
    """The site with all its settings, what to paste into its pages, and where its held comments are read."""
    return SiteView(
        key=site.key,
        name=site.name,
        origins=list(site.origins),
        settings={name: getattr(site.settings, name) for name in setting_names()},
        created_at=iso(site.created_at),
        snippet=SNIPPET.format(key=site.key, url=escape(public_url)),
        held_feed=f"{public_url}/s/{site.key}/held.atom?token={feed_token}",
    )
