"""The page doctor: why are there no comments on my page? From what a stranger gets of a page to findings with remedies.

It sees the page as it is sent. An element that a script of the page puts in later is not there for it, and it says so.
"""

from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from chimein.rules.content_policies import Policy, policies
from chimein.rules.doctor_embed import CHECKS as OF_THE_EMBED
from chimein.rules.doctor_embed import leads_to
from chimein.rules.doctor_policies import CHECKS as OF_POLICIES
from chimein.rules.findings import Check, Finding, Patient, Practice, Severity
from chimein.rules.page_markup import Markup, read_markup
from chimein.rules.seen_pages import LONGEST_PAGE, MOST_HOPS, Obstacle, PageSeen, PageUnseen

WORST_CLOCK_MS = 120_000
SEVERITIES: tuple[Severity, ...] = ("broken", "warning", "note")
_OBSTACLES: dict[Obstacle, tuple[str, str]] = {
    "url": ("This is not the address of a page.", "Give it in full: https://…"),
    "dns": ("Nobody knows this host's name.", "Look for a slip in the address, or wait until the name is published."),
    "address": (
        "This host is not on the open internet, and only what is may be fetched from here.",
        "Look at the page yourself, or ask again when it is public.",
    ),
    "scheme": ("Pages are only fetched by http and https, on the usual ports.", "Give the address that readers use."),
    "connect": (
        "The host did not take the connection, or its certificate is not right.",
        "Open the page in a browser on another network.",
    ),
    "timeout": ("The page did not come in time.", "Try again; if it stays so, readers wait as well."),
    "protocol": ("The host broke off, or did not speak HTTP.", "Open the page in a browser on another network."),
    "too-large": (
        f"The page is larger than {LONGEST_PAGE // 1_000_000} MB.",
        "Ask for a smaller page that is made the same way.",
    ),
    "hops": (f"The page redirects more than {MOST_HOPS} times.", "Give the address at which it ends."),
    "compressed": (
        "The page came compressed, though it was asked for as it is.",
        "Let the server heed Accept-Encoding, or look at another page.",
    ),
}


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What was found on a page, the worst first."""

    url: str
    """After redirects."""
    findings: tuple[Finding, ...]
    leads_to: str
    """The page or the id whose conversation the first element shows; empty where there is none."""

    @property
    def is_broken(self) -> bool:
        """Whether nobody can read or write there."""
        return any(finding.severity == "broken" for finding in self.findings)


def diagnosis(page: PageSeen | PageUnseen, practice: Practice) -> Diagnosis:
    """What is wrong with the comments of a page."""
    if isinstance(page, PageUnseen):
        what, remedy = _OBSTACLES[page.obstacle]
        return Diagnosis(page.url, (Finding(f"unreachable-{page.obstacle}", "broken", what, remedy),), "")
    unread = _unread(page)
    if unread is not None:
        return Diagnosis(page.url, (unread,), "")
    patient = _patient(page, practice)
    checks: tuple[Check, ...] = (*OF_THE_EMBED, *OF_POLICIES)
    found = [finding for check in checks for finding in check(patient)] + _clock(page)
    found.sort(key=lambda finding: SEVERITIES.index(finding.severity))
    return Diagnosis(page.url, tuple(found), leads_to(patient))


def _patient(page: PageSeen, practice: Practice) -> Patient:
    markup = read_markup(page.html)
    return Patient(page, markup, _policies(page, markup), practice)


def _policies(page: PageSeen, markup: Markup) -> list[Policy]:
    found = policies(page.headers.get("content-security-policy", ""), "the header Content-Security-Policy")
    for content in markup.policies:
        found += policies(content, "a meta element of the page")
    return found


def _unread(page: PageSeen) -> Finding | None:
    if page.status in (401, 403, 407):
        return Finding(
            "sign-in",
            "broken",
            f"The page answers strangers with {page.status}: it wants a sign-in, or keeps programs out.",
            "Ask again when everybody can read it, or let requests of ChimeIn through.",
        )
    if not 200 <= page.status < 300:
        return Finding(
            "status",
            "broken",
            f"The page answers with {page.status}.",
            "Look for a slip in the address, or mend the page.",
        )
    kind = page.headers.get("content-type", "text/html").partition(";")[0].strip().lower()
    if kind not in ("text/html", "application/xhtml+xml"):
        return Finding(
            "not-html", "broken", f"This is no page, but {kind}.", "Give the address of a page with comments."
        )
    return None


def _clock(page: PageSeen) -> list[Finding]:
    """A cache says how old its copy is; what is left is the difference of the clocks."""
    try:
        told = parsedate_to_datetime(page.headers["date"]).timestamp() * 1000
        age = int(page.headers.get("age", "0")) * 1000
    except (KeyError, ValueError, TypeError):
        return []
    difference = round(abs(page.seen_at - told - age) / 60_000)
    if abs(page.seen_at - told - age) <= WORST_CLOCK_MS:
        return []
    return [
        Finding(
            "clock",
            "warning",
            f"The clocks of the page's server and of this instance are {difference} minutes apart.",
            "See which one is wrong, and let it be set by NTP: comments carry the instance's time.",
        )
    ]
