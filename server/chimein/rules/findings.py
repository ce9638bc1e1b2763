"""What the page doctor says: how bad something is, what it is, and what to do about it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urljoin, urlsplit

from chimein.rules.content_policies import Policy
from chimein.rules.page_markup import Markup
from chimein.rules.page_urls import page_address
from chimein.rules.refusals import Invalid
from chimein.rules.seen_pages import PageSeen

Severity = Literal["broken", "warning", "note"]
"""broken: nobody can read or write there; warning: something is not as it should be; note: worth knowing."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found."""

    code: str
    severity: Severity
    what: str
    """A sentence."""
    remedy: str
    """A sentence."""
    line: str = ""
    """Exactly what to write, run or paste; empty where there is no such thing."""
    origin: str = ""
    """The origin to add to the site, where that is the remedy."""


@dataclass(frozen=True, slots=True)
class Practice:
    """Whose page it should be: the instance's address, the site's key and its origins."""

    instance: str
    key: str
    origins: tuple[str, ...]

    @property
    def script(self) -> str:
        """The line that loads the element."""
        return f'<script type="module" async src="{self.instance}/embed.js"></script>'


@dataclass(frozen=True, slots=True)
class Patient:
    """A page that could be read, and all that is known about it."""

    page: PageSeen
    markup: Markup
    policies: Sequence[Policy]
    practice: Practice

    @property
    def base(self) -> str:
        """What addresses in the page are relative to."""
        return urljoin(self.page.url, self.markup.base)

    def resolved(self, address: str) -> str:
        """An address as a browser reads it in this page."""
        return urljoin(self.base, address.strip())

    def key_of(self, address: str) -> str:
        """The key of the conversation that an address stands for; empty for one that is not of the site."""
        try:
            return page_address(address, self.practice.origins).key
        except Invalid:
            return ""


Check = Callable[[Patient], Iterator[Finding]]


def origin_of(url: str) -> str:
    """scheme://host[:port] of an address that was fetched."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()


def is_of_this_machine(url: str) -> bool:
    """Whether only the machine itself can reach an address; browsers trust those without TLS."""
    host = (urlsplit(url).hostname or "").lower()
    return host in ("localhost", "::1") or host.startswith("127.") or host.endswith(".localhost")
