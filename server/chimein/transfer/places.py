"""Where the pages of an export are on this site: by their own address, or moved there by the owner's `--map`."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chimein.rules.hindrances import Hindrance
from chimein.rules.page_urls import PageAddress, clean_origin, page_address
from chimein.rules.refusals import Invalid
from chimein.rules.web_addresses import NotAWebAddress, WebAddress, parse_web_address

EVERY_FOREIGN_HOST = "*"


class WrongMap(Hindrance):
    """A `--map` that cannot be used; the message says what would be right."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page belongs; without an `address`, `reason` says why it belongs nowhere."""

    address: PageAddress | None
    reason: str = ""
    host: str = ""


class Places:
    """Finds the place of any page's link. `maps` are pairs of an old origin, or `*`, and one of the site's."""

    def __init__(self, origins: Sequence[str], maps: Sequence[tuple[str, str]] = ()) -> None:
        self._origins = tuple(origins)
        self._moves = dict(self._move(old, new) for old, new in maps)

    def place(self, link: str) -> Place:
        """Where the page with this link belongs."""
        try:
            address = parse_web_address(link)
        except NotAWebAddress:
            return self._without_host(link)
        moved = self._moves.get(_door(address))
        if moved is not None:
            return self._on_site(_moved(address, moved))
        found = self._on_site(address)
        everything = self._moves.get(EVERY_FOREIGN_HOST)
        if found.reason == "foreign-host" and everything is not None:
            return self._on_site(_moved(address, everything))
        return found

    def _move(self, old: str, new: str) -> tuple[str, WebAddress]:
        target = clean_origin(new)
        if target not in self._origins:
            raise WrongMap(f"{target} is not one of the site's origins: {', '.join(self._origins)}.")
        door = old if old == EVERY_FOREIGN_HOST else _door(parse_web_address(clean_origin(old)))
        return door, parse_web_address(target)

    def _without_host(self, link: str) -> Place:
        """A bare path can only mean the site itself, and only where the owner says that everything is moved."""
        everything = self._moves.get(EVERY_FOREIGN_HOST)
        if everything is None or not link.startswith("/") or link.startswith("//"):
            return Place(None, "no-address")
        try:
            return self._on_site(parse_web_address(everything.origin + link))
        except NotAWebAddress:
            return Place(None, "no-address")

    def _on_site(self, address: WebAddress) -> Place:
        try:
            return Place(page_address(address.href, self._origins))
        except Invalid as refused:
            foreign = refused.errors["url"].code == "foreign-url"
            return Place(None, "foreign-host" if foreign else "no-address", address.host)


def parse_map(text: str) -> tuple[str, str]:
    """OLD=NEW as two parts. Raises `WrongMap`."""
    old, equals, new = (part.strip() for part in text.partition("="))
    if not (old and equals and new):
        raise WrongMap(
            f"{text!r} is not OLD=NEW, such as http://old.example=https://example.org or *=https://example.org."
        )
    return old, new


def _door(address: WebAddress) -> str:
    """http and https are one, as they are for page addresses."""
    return f"{address.host}:{address.port}"


def _moved(address: WebAddress, target: WebAddress) -> WebAddress:
    return replace(address, scheme=target.scheme, host=target.host, port=target.port)
