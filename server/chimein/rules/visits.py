"""A moderator's visit to a page of a site: the ticket that leads there, and the word that it is exchanged for.

Both say the same few facts and differ in how long they count and in what the instance signs them for. Nothing here
signs, and nothing here knows the time.
"""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from chimein.rules.permissions import Right
from chimein.rules.refusals import FieldError, Invalid, VisitOver
from chimein.rules.web_addresses import NotAWebAddress, WebAddress, parse_web_address

FRAGMENT = "chime-desk="
"""What the ticket follows in a page's address; behind the # it goes to no server, into no log and no Referer."""
TICKET_MS = 60_000
"""For so long a ticket can be exchanged, once."""
VISIT_MS = 30 * 60_000
"""For so long a visit lasts."""
IN_PLACE: frozenset[Right] = frozenset({"see", "moderate"})
"""What can be done on a host's page at most, whatever the role."""
WHOLE_PAGE = ""
"""What a visit is about that no single comment was the reason for."""
_PIECES = 6


@dataclass(frozen=True, slots=True)
class Visit:
    """Who visits which site, from which origin, and until when."""

    session: bytes = field(repr=False)
    """The mark of the session that it began in; it ends with it."""
    site_id: int
    origin: str
    until: int
    about: str
    """The comment for which the page was opened, or `WHOLE_PAGE`."""
    nonce: str = field(repr=False)

    def text(self) -> str:
        """In letters that are safe in fragments and in headers."""
        facts = (self.session.hex(), str(self.site_id), str(self.until), self.about, self.nonce, self.origin)
        return base64.urlsafe_b64encode("|".join(facts).encode()).rstrip(b"=").decode("ascii")


def visit_of(text: str) -> Visit:
    """The visit that a text tells of. Raises `VisitOver`."""
    try:
        facts = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4)).decode()
        session, site_id, until, about, nonce, origin = facts.split("|", _PIECES - 1)
        return Visit(bytes.fromhex(session), int(site_id), origin, int(until), about, nonce)
    except (ValueError, binascii.Error):
        raise VisitOver from None


def page_to_visit(url: str, origins: Sequence[str]) -> tuple[str, str]:
    """The page's address without a fragment, and which of the site's origins it is on.

    An old http: address is visited at the https: origin that the site has. Raises `Invalid`.
    """
    try:
        page = parse_web_address(url)
    except NotAWebAddress as wrong:
        raise Invalid({"url": FieldError("invalid-url", str(wrong))}) from None
    if page.origin in origins:
        return page.href, page.origin
    for origin in origins:
        own = parse_web_address(origin)
        if not page.port and _place(own) == _place(page):
            return replace(page, scheme=own.scheme).href, origin
    elsewhere = "This page is not on one of the site's addresses any more, so it cannot be moderated in place."
    raise Invalid({"url": FieldError("foreign-url", elsewhere)}, elsewhere)


def can_be_visited(url: str, origins: Sequence[str]) -> bool:
    """Whether the page stands where the site's conversations may be moderated."""
    try:
        page_to_visit(url, origins)
    except Invalid:
        return False
    return True


def _place(address: WebAddress) -> tuple[str, str]:
    return address.host, address.port
