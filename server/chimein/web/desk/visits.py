"""From a comment or conversation at the desk to its page: the way carries a ticket, in a place that no server sees."""

from dataclasses import dataclass

from litestar import Response, post

from chimein.access.conversations import thread_for
from chimein.access.desk import comment_for
from chimein.rules.accounts import Staff
from chimein.rules.facts import Site, Thread
from chimein.rules.visits import FRAGMENT, TICKET_MS, WHOLE_PAGE, Visit, page_to_visit
from chimein.store.calls import Transaction
from chimein.web.answers import Asked, instance_of
from chimein.web.desk.answers import DESK_HANDLERS, Screen, desk_answer
from chimein.web.desk.guard import AtWork, form_at_work

NONCE_BYTES = 16


@post("/admin/visit", name="desk_page_visit", status_code=200, exception_handlers=DESK_HANDLERS)
async def post_visit(request: Asked) -> Response[bytes]:
    """A page that leads on to the comment's own, or to that of a whole conversation.

    Not a redirect: a policy that forbids forms to be sent elsewhere forbids to be redirected there as well, and an
    address with a ticket in it would stand in a header.
    """
    somebody, fields = await form_at_work(request, ("id", "site", "thread"))
    aim = await instance_of(request).store.read(_aim(somebody.staff, fields))
    page, origin = page_to_visit(aim.thread.url, aim.site.origins)
    address = f"{page}#{FRAGMENT}{_ticket(request, somebody, aim, origin)}"
    return await desk_answer(request, somebody, Screen("visit.html", "One moment", "queue"), {"address": address})


@dataclass(frozen=True, slots=True)
class _Aim:
    site: Site
    thread: Thread
    about: str = WHOLE_PAGE


def _aim(staff: Staff, fields: dict[str, str]) -> Transaction[_Aim]:
    if fields["thread"]:
        return _Aim(*(yield from thread_for(staff, fields["site"], fields["thread"], "moderate")))
    found = yield from comment_for(staff, fields["id"], "moderate")
    return _Aim(found.site, found.thread, found.comment.public_id)


def _ticket(request: Asked, somebody: AtWork, aim: _Aim, origin: str) -> str:
    instance = instance_of(request)
    visit = Visit(
        session=instance.keys.desk_mark("session", somebody.word),
        site_id=aim.site.site_id,
        origin=origin,
        until=instance.clock.now() + TICKET_MS,
        about=aim.about,
        nonce=instance.randomness.token(NONCE_BYTES),
    )
    return instance.keys.signed("ticket", visit.text())
