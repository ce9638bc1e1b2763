"""Decisions that come from the queue: on one comment, on those that were ticked, and back again."""

from collections.abc import Mapping, Sequence
from typing import cast
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from litestar import Response, post

from chimein.access.queue import comment_in_context, queue_page, sites_seen
from chimein.render.desk.cards import DONE, card_view
from chimein.render.desk.shell import desk_part
from chimein.rules.cards import QueuePage, SiteName
from chimein.rules.facts import State
from chimein.rules.queue import QueueFilter, filter_of
from chimein.rules.refusals import AlreadyGone, Invalid, Outdated
from chimein.rules.whole_numbers import is_whole_number
from chimein.web.answers import Asked, instance_of
from chimein.web.desk.answers import DESK_HANDLERS, HEADERS, Screen, back_to, is_part, local_address, shell_of
from chimein.web.desk.bulk_deeds import DecidingAll, decide_all
from chimein.web.desk.deeds import ActOf, Deciding, decide, hand_of_session, take_back
from chimein.web.desk.going_on import GoingOn, go_on, number_in, on_to
from chimein.web.desk.guard import AtWork, fields_at_work
from chimein.web.desk.queue import VERB_STATES, QueueView, eyes_of, sites_by_key, tabs_of
from chimein.web.page_answers import html_answer
from chimein.wiring import Instance

MOST_TICKED = 200
_SAID = ("done", "n", "act", "on")
"""What a page was told of the deed before, which the next one is not told again."""


@post("/admin/decide", name="desk_page_decide", status_code=303, exception_handlers=DESK_HANDLERS)
async def post_decision(request: Asked) -> Response[bytes]:
    """Approve, reject and so on: what was ticked, or one."""
    somebody, fields = await fields_at_work(request)
    if _one(fields, "everything"):
        return await _everything(request, somebody, fields)
    ids, verb = fields.get("id", []), _one(fields, "verb")
    if verb not in VERB_STATES or len(ids) > MOST_TICKED:
        raise Invalid({}, "This form is incomplete. Please reload the page and decide again.")
    back = local_address(_one(fields, "back"))
    if not ids:
        return back_to(back)
    seen = cast("State", _one(fields, "seen") or None)
    try:
        acts = await decide(hand_of_session(request, somebody.word), Deciding(ids, VERB_STATES[verb], seen))
    except (Outdated, AlreadyGone) as refusal:
        if is_part(request) and len(ids) == 1:
            return await _folded(request, somebody, ids[0], (refusal.detail, None), back)
        return back_to(_with(back, problem=refusal.code))
    if is_part(request) and len(ids) == 1:
        return await _folded(request, somebody, ids[0], (f"{DONE[verb]}.", acts[0]), back)
    return back_to(_after(back, verb, acts))


async def _everything(request: Asked, somebody: AtWork, fields: Mapping[str, Sequence[str]]) -> Response[bytes]:
    """What the filter of the page means, up to the moment when it was shown."""
    verb, upto = _one(fields, "everything"), _one(fields, "upto")
    if verb not in VERB_STATES or not is_whole_number(upto):
        raise Invalid({}, "This form is incomplete. Please reload the page and decide again.")
    sites = await instance_of(request).store.read(sites_seen(somebody.staff))
    asked = parse_qs(_one(fields, "filter"))
    wanted = filter_of(asked, sites_by_key(sites))
    wish = DecidingAll(wanted, VERB_STATES[verb], int(upto), _one(fields, "cursor"))
    came = await decide_all(hand_of_session(request, somebody.word), wish)
    end = _after(local_address(_one(fields, "back")), verb, came.acts)
    if not came.cursor:
        return on_to(request, end)
    done, total = sum(act.done.changed for act in came.acts), number_in(_one(fields, "total"))
    again = {name: _one(fields, name) for name in ("everything", "upto", "filter", "back", "total")}
    again["cursor"] = came.cursor
    return await go_on(request, somebody, GoingOn("/admin/decide", again, DONE[verb], done, end, total))


@post("/admin/undo", name="desk_page_undo", status_code=303, exception_handlers=DESK_HANDLERS)
async def post_undo(request: Asked) -> Response[bytes]:
    """What was decided is taken back, as a whole."""
    somebody, fields = await fields_at_work(request)
    back, act = local_address(_one(fields, "back")), _one(fields, "act")
    if not is_whole_number(act):
        raise Invalid({}, "This form is incomplete. Please reload the page.")
    undone = await take_back(hand_of_session(request, somebody.word), _one(fields, "site"), int(act))
    done, public_id = undone.undone + number_in(_one(fields, "n")), _one(fields, "id")
    if is_part(request) and public_id:
        return await _unfolded(request, somebody, public_id, back)
    end = _with(back, done="undo", n=str(done))
    if not undone.more:
        return on_to(request, end)
    again = {name: _one(fields, name) for name in ("site", "act", "back")} | {"n": str(done)}
    return await go_on(request, somebody, GoingOn("/admin/undo", again, DONE["undo"], done, end))


async def _unfolded(request: Asked, somebody: AtWork, public_id: str, back: str) -> Response[bytes]:
    """The card again, where it was."""
    instance = instance_of(request)
    sites = await instance.store.read(sites_seen(somebody.staff))
    found = await instance.store.read(comment_in_context(somebody.staff, public_id))
    view, page = await _around(instance, somebody, back, sites)
    card = card_view(found.card, eyes_of(instance, somebody.staff, found.card, names_sites=len(sites) > 1))
    shell = await shell_of(request, somebody, Screen("restored.html", "Queue", "queue"))
    context = {"card": card, "view": view, "tabs": tabs_of(page, view)}
    return html_answer(request, desk_part("restored.html", shell, context), 200, HEADERS)


async def _folded(
    request: Asked, somebody: AtWork, public_id: str, told: tuple[str, ActOf | None], back: str
) -> Response[bytes]:
    words, act = told
    instance = instance_of(request)
    sites = await instance.store.read(sites_seen(somebody.staff))
    view, page = await _around(instance, somebody, back, sites)
    context = {
        "id": public_id,
        "words": words,
        "act": str(act.done.act_id) if act and act.done.changed else "",
        "site": act.site.key if act else "",
        "back": back,
        "tabs": tabs_of(page, view),
    }
    shell = await shell_of(request, somebody, Screen("decided.html", "Decided", "queue"))
    return html_answer(request, desk_part("decided.html", shell, context), 200, HEADERS)


async def _around(
    instance: Instance, somebody: AtWork, back: str, sites: Sequence[SiteName]
) -> tuple[QueueView, QueuePage]:
    view = _view_of(back, sites_by_key(sites))
    return view, await instance.store.read(queue_page(somebody.staff, view.wanted, None, 1))


def _view_of(back: str, keys: Mapping[str, int]) -> QueueView:
    asked = dict(parse_qsl(urlsplit(back).query))
    state = asked.get("state", "held")
    wanted = QueueFilter(state="held")
    site = asked.get("site", "")
    if site in keys:
        wanted = QueueFilter(state="held", site_ids=(keys[site],))
    return QueueView("", wanted, site, asked.get("one") == "1", back, 0, "", (), shown=state)


def _after(back: str, verb: str, acts: Sequence[ActOf]) -> str:
    changed = sum(act.done.changed for act in acts)
    told = {"done": verb, "n": str(changed)}
    if len(acts) == 1 and changed:
        told |= {"act": str(acts[0].done.act_id), "on": acts[0].site.key}
    return _with(back, **told)


def _with(address: str, **told: str) -> str:
    parts = urlsplit(address)
    kept = [(name, value) for name, value in parse_qsl(parts.query) if name not in (*_SAID, "problem")]
    query = urlencode([*kept, *told.items()])
    return f"{parts.path}?{query}" if query else parts.path


def _one(fields: Mapping[str, Sequence[str]], name: str) -> str:
    return fields.get(name, [""])[0]
