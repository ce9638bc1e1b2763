"""From a comment at the desk to its page: the way there carries a ticket, in a place that no server sees."""

from litestar import Response, post

from chimein.access.desk import Obtained, comment_for
from chimein.rules.visits import FRAGMENT, TICKET_MS, Visit, page_to_visit
from chimein.web.answers import Asked, instance_of
from chimein.web.desk.answers import DESK_HANDLERS, Screen, desk_answer
from chimein.web.desk.guard import AtWork, form_at_work

NONCE_BYTES = 16


@post("/admin/visit", name="desk_page_visit", status_code=200, exception_handlers=DESK_HANDLERS)
async def post_visit(request: Asked) -> Response[bytes]:
    """A page that leads on to the comment's own.

    Not a redirect: a policy that forbids forms to be sent elsewhere forbids to be redirected there as well, and an
    address with a ticket in it would stand in a header.
    """
    somebody, fields = await form_at_work(request, ("id",))
    found = await instance_of(request).store.read(comment_for(somebody.staff, fields["id"], "moderate"))
    page, origin = page_to_visit(found.thread.url, found.site.origins)
    address = f"{page}#{FRAGMENT}{_ticket(request, somebody, found, origin)}"
    return await desk_answer(request, somebody, Screen("visit.html", "One moment", "queue"), {"address": address})


def _ticket(request: Asked, somebody: AtWork, found: Obtained, origin: str) -> str:
    instance = instance_of(request)
    visit = Visit(
        session=instance.keys.desk_mark("session", somebody.word),
        site_id=found.site.site_id,
        origin=origin,
        until=instance.clock.now() + TICKET_MS,
        about=found.comment.public_id,
        nonce=instance.randomness.token(NONCE_BYTES),
    )
    return instance.keys.signed("ticket", visit.text())
