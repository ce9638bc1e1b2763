"""The queue: what needs a decision, across all sites or one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from litestar import Response, get

from chimein.access.queue import queue_page, sites_seen
from chimein.actions.decide_comment import VERBS as STATE_VERBS
from chimein.actions.decide_comment import Decided
from chimein.gateways.keys import SealedEmail
from chimein.render.desk.cards import DONE, REASONS, TABS, VERBS, Beholder, Verb, card_view
from chimein.rules.accounts import Staff
from chimein.rules.cards import COUNTED, Card, QueuePage, SealedAddress, SiteName
from chimein.rules.masking import masked
from chimein.rules.queue import QueueFilter, cursor_of, filter_of, query_of
from chimein.rules.refusals import Invalid
from chimein.rules.saved_filters import LONGEST_NAME, MOST_FILTERS
from chimein.rules.whole_numbers import is_whole_number
from chimein.store.reads.accounts import filters_of
from chimein.web.answers import Asked, instance_of
from chimein.web.desk.answers import DESK_HANDLERS, Screen, address_of, desk_answer
from chimein.web.desk.guard import AtWork, at_work
from chimein.wiring import Instance

SCREEN = Screen("queue.html", "Queue", "queue")
ONE_AT_A_TIME = "1"
VERB_STATES: Mapping[str, Decided] = {state_verb: state for state, state_verb in STATE_VERBS.items()}
"""What a verb makes of a comment."""
PROBLEMS = {
    "outdated": "Somebody else decided on one of these comments meanwhile. Nothing was changed; please look again.",
    "invalid-name": f"Give the filter a name of 1 to {LONGEST_NAME} characters.",
    "out-of-range": f"You keep {MOST_FILTERS} filters already. Drop one first.",
    "already-gone": "One of these comments was taken back by its writer meanwhile. Nothing was changed.",
}


@dataclass(frozen=True, slots=True)
class Told:
    """What was just done, said on the next page; `act` can be taken back on `site`."""

    words: str
    kind: str = "good"
    act: str = ""
    site: str = ""


@dataclass(frozen=True, slots=True)
class QueueView:
    """The queue's own address and what was asked of it."""

    query: str
    """The filter as a query string."""
    wanted: QueueFilter
    site: str
    one: bool
    here: str
    matching: int
    """How many there are; with a finer filter, at least as many as fit."""
    upto: str
    verbs: Sequence[Verb]
    shown: str = ""
    """The queue that the page shows, where it is another than was asked now."""

    @property
    def state(self) -> str:
        """Which queue."""
        return self.shown or self.wanted.state

    @property
    def words(self) -> str:
        """What is searched for."""
        return self.wanted.words or ""

    @property
    def reason(self) -> str:
        """The reason that is asked for."""
        return self.wanted.reason or ""

    @property
    def is_filtered(self) -> bool:
        """Whether less is shown than the whole queue."""
        whole = QueueFilter(state=self.wanted.state, order=self.wanted.order)
        return self.wanted != whole

    @property
    def is_narrowed(self) -> bool:
        """Whether more is asked than a state and a site, so that nobody counted what fits."""
        whole = QueueFilter(state=self.wanted.state, order=self.wanted.order, site_ids=self.wanted.site_ids)
        return self.wanted != whole

    @property
    def total(self) -> int:
        """How many fit, where somebody counted all of them; else 0."""
        return 0 if self.is_narrowed or self.matching > COUNTED else self.matching

    @property
    def hidden(self) -> Sequence[tuple[str, str]]:
        """What a form that filters must carry along, because no field of it says so."""
        kept = (("thread", self.wanted.thread), ("person", self.wanted.person_id))
        return [(name, str(value)) for name, value in kept if value is not None]

    def href(self, one: str | None = None) -> str:
        """The same queue as a list, or one card at a time."""
        return f"/admin?{self.query}" + (f"&one={one}" if one else "")


@get("/admin", name="desk_page_queue", exception_handlers=DESK_HANDLERS)
async def get_queue(request: Asked) -> Response[bytes]:
    """A page of the queue."""
    somebody = await at_work(request)
    problem = PROBLEMS.get(request.query_params.get("problem", ""), "")
    return await queue_answer(request, somebody, told_of(request), problem)


async def queue_answer(
    request: Asked, somebody: AtWork, told: Told | None = None, problem: str = "", status: int = 200
) -> Response[bytes]:
    """The queue that the address asks for; what is wrong with the address is said above the whole queue."""
    instance = instance_of(request)
    sites = await instance.store.read(sites_seen(somebody.staff))
    try:
        wanted, cursor = _asked_for(request, sites)
    except Invalid as refusal:
        problem = problem or refusal.sentence
        wanted, cursor = QueueFilter(), None
    one = request.query_params.get("one") == ONE_AT_A_TIME
    page = await instance.store.read(queue_page(somebody.staff, wanted, cursor, *([1] if one else [])))
    view = _view(request, wanted, sites, page)
    kept = await instance.store.read(filters_of(somebody.staff.account.id))
    context = {
        "heading": "Queue",
        "view": view,
        "tabs": tabs_of(page, view),
        "kept": [(each.name, f"/admin?{each.query}", each.query == view.query) for each in kept],
        "is_kept": any(each.query == view.query for each in kept),
        "sites": sites,
        "reasons": [(code, words) for code, (words, _) in REASONS.items()],
        "told": told,
        "problem": problem,
        "cards": [
            card_view(card, eyes_of(instance, somebody.staff, card, names_sites=len(sites) > 1)) for card in page.cards
        ],
        "may_decide": any(somebody.staff.may(card.site.site_id, "moderate") for card in page.cards),
        "previous": _href(view, sites, page.previous),
        "next": _href(view, sites, page.next),
        "everything": "All that fit" if view.is_narrowed else f"All {count_words(view.matching)}",
        "empty": _empty(view, sites),
    }
    return await desk_answer(request, somebody, SCREEN, context, status)


def eyes_of(instance: Instance, staff: Staff, card: Card, *, names_sites: bool) -> Beholder:
    """What this account may do with the card and see of its writer's address."""
    sealed = card.writer.address if card.writer else None
    address = _opened(instance, sealed) if sealed else ""
    return Beholder(staff.may(card.site.site_id, "moderate"), address, names_sites)


def _opened(instance: Instance, sealed: SealedAddress) -> str:
    email = SealedEmail(sealed.cipher, sealed.wrapped_key, sealed.key_version)
    return masked(instance.keys.open_email(sealed.site_id, sealed.person_id, email))


def tabs_of(page: QueuePage, view: QueueView) -> list[dict[str, Any]]:
    """The states with their counts; the site that was chosen stays chosen."""
    fixed = {"site": view.site} if view.site else {}
    if view.one:
        fixed["one"] = ONE_AT_A_TIME
    return [
        {
            "label": label,
            "count": count_words(page.count(state)),
            "href": f"/admin?{urlencode({'state': state, **fixed})}",
            "current": state == view.state,
        }
        for state, label in TABS.items()
    ]


def count_words(count: int) -> str:
    """A count as people read it."""
    return f"{COUNTED:,}+" if count > COUNTED else f"{count:,}"


def sites_by_key(sites: Sequence[SiteName]) -> dict[str, int]:
    """Their numbers by what addresses call them."""
    return {site.key: site.site_id for site in sites}


def _asked_for(request: Asked, sites: Sequence[SiteName]) -> tuple[QueueFilter, Any]:
    names = {name: request.query_params.getall(name) for name in request.query_params}
    cursor = request.query_params.get("cursor", "")
    return filter_of(names, sites_by_key(sites)), cursor_of(cursor) if cursor else None


def _view(request: Asked, wanted: QueueFilter, sites: Sequence[SiteName], page: QueuePage) -> QueueView:
    keys = {site.site_id: site.key for site in sites}
    return QueueView(
        query=query_of(wanted, keys),
        wanted=wanted,
        site=keys[wanted.site_ids[0]] if len(wanted.site_ids) == 1 else "",
        one=request.query_params.get("one") == ONE_AT_A_TIME,
        here=address_of(request),
        matching=page.count(wanted.state),
        upto=str(instance_of(request).clock.now()),
        verbs=VERBS[wanted.state] if wanted.state != "reported" else VERBS["published"],
    )


def _href(view: QueueView, sites: Sequence[SiteName], cursor: Any) -> str | None:  # noqa: ANN401 - a cursor or none
    if cursor is None:
        return None
    keys = {site.site_id: site.key for site in sites}
    return f"/admin?{query_of(view.wanted, keys, cursor)}" + ("&one=1" if view.one else "")


def _empty(view: QueueView, sites: Sequence[SiteName]) -> Mapping[str, str]:
    if not sites:
        return {
            "title": "There is no site yet.",
            "words": "A site is one website whose pages carry conversations.",
            "href": "/admin/sites",
            "label": "Add a site",
        }
    if view.is_filtered:
        return {
            "title": "Nothing fits.",
            "words": "No comment here is like that.",
            "href": f"/admin?state={view.state}",
            "label": "Show all",
        }
    if view.state == "held":
        return {"title": "All done.", "words": "Nothing waits for a decision.", "href": "", "label": ""}
    words = f"No comment is {TABS[view.wanted.state].lower()}."
    return {"title": "Nothing here.", "words": words, "href": "", "label": ""}


def told_of(request: Asked) -> Told | None:
    """What the page before says that was done, if it says so."""
    params = request.query_params
    verb, count, act = (params.get(name, "") for name in ("done", "n", "act"))
    if not verb:
        return None
    number = int(count) if is_whole_number(count) else 1
    what = f" {number:,} comments" if number != 1 else ""
    return Told(f"{DONE.get(verb, 'Done')}{what}.", "good", act if is_whole_number(act) else "", params.get("on", ""))
