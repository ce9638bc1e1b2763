"""Reading a conversation as a page, for browsers without JavaScript and for crawlers."""

from dataclasses import replace

from litestar import Response, get
from litestar.params import FromPath

from chimein.access.pages import HostedPage, Named, hosted_page, hosted_replies
from chimein.access.threads import Wanted
from chimein.render.desk.shell import DESK_STYLE, DESK_STYLE_NAME, ICON, ICON_NAME
from chimein.render.page import STYLE, STYLE_NAME, ThreadPage, replies_page, thread_page
from chimein.render.page_parts import Address, Form
from chimein.rules.refusals import NotFound
from chimein.store.calls import repeatable
from chimein.web.answers import Asked, instance_of
from chimein.web.asking import needed, optional, wanted_page
from chimein.web.compression import compressed
from chimein.web.page_answers import PAGE_HANDLERS, html_answer, words_of

IMMUTABLE = "public, max-age=31536000, immutable"
_ASSETS = {
    STYLE_NAME: (STYLE, "text/css"),
    DESK_STYLE_NAME: (DESK_STYLE, "text/css"),
    ICON_NAME: (ICON, "image/svg+xml"),
}
_VIEW_PARAMETERS = ("page", "around", "order", "reply")


@get("/t", name="page_of_url", exception_handlers=PAGE_HANDLERS)
async def get_page_of_url(request: Asked) -> Response[bytes]:
    """The conversation about a page of a site; one that has not begun is an empty one."""
    return await _page(request, named_by_query(request), address_of(request))


@get("/t/{thread:str}", name="page", exception_handlers=PAGE_HANDLERS)
async def get_page(request: Asked, thread: FromPath[str]) -> Response[bytes]:
    """A conversation by its public id."""
    return await _page(request, Named(public_id=thread), Address(f"/t/{thread}"))


@get("/t/{thread:str}/replies", name="page_of_replies", exception_handlers=PAGE_HANDLERS)
async def get_page_of_replies(request: Asked, thread: FromPath[str]) -> Response[bytes]:
    """The next window of a long branch."""
    instance = instance_of(request)
    transaction = repeatable(hosted_replies)(thread, needed(request, "root"), needed(request, "after"))
    hosted, window, root = await instance.store.read(transaction)
    words = words_of(request, hosted.located.site)
    return html_answer(request, replies_page(words, window, root, instance.clock.now()))


@get("/assets/{name:str}", name="asset")
async def get_asset(request: Asked, name: FromPath[str]) -> Response[bytes]:
    """What our pages are drawn with, under a name that changes with it."""
    if name not in _ASSETS:
        raise NotFound
    asset, media_type = _ASSETS[name]
    content, encoding = compressed(asset, request.headers.get("accept-encoding", ""))
    headers = {"Cache-Control": IMMUTABLE, "Vary": "Accept-Encoding"}
    if encoding:
        headers["Content-Encoding"] = encoding
    return Response(content, media_type=media_type, headers=headers)


def named_by_query(request: Asked) -> Named:
    """The thread that `?site=…&url=…[&thread=…]` names."""
    return Named(site=needed(request, "site"), url=needed(request, "url"), explicit=optional(request, "thread"))


def address_of(request: Asked) -> Address:
    """The same as links on the page repeat it."""
    fixed = ((name, optional(request, name)) for name in ("site", "url", "thread"))
    return Address("/t", tuple((name, value) for name, value in fixed if value is not None))


def view_of(request: Asked, here: Address, hosted: HostedPage, form: Form) -> ThreadPage:
    """What the page shows, with `form` as it stands."""
    located = hosted.hosted.located
    reply = hosted.answered.public_id if hosted.answered else None
    page = hosted.page.number if hosted.page.number > 1 else None
    form = replace(
        form,
        action=here.to("join", page=page, reply=reply),
        settings=located.site.settings,
        answered=hosted.answered,
        cancel=here.to("join", page=page),
    )
    return ThreadPage(
        words=words_of(request, located.site),
        here=here,
        page=hosted.page,
        url=located.thread.url if located.thread else located.address.url,
        form=form,
        now=instance_of(request).clock.now(),
        is_plain=not here.query and not any(name in request.query_params for name in _VIEW_PARAMETERS),
    )


def fresh_key(request: Asked) -> str:
    """A name for one try to send a form, so that sending it twice stores it once."""
    return instance_of(request).randomness.token(18)


def wanted_of(request: Asked) -> Wanted:
    """Which page of the conversation is asked for."""
    return wanted_page(request)


async def _page(request: Asked, named: Named, here: Address) -> Response[bytes]:
    transaction = repeatable(hosted_page)(named, wanted_of(request), optional(request, "reply"))
    hosted = await instance_of(request).store.read(transaction)
    parent = hosted.answered.public_id if hosted.answered else ""
    values = {"text": "", "name": "", "email": "", "website": "", "homepage": ""}
    form = Form("", {**values, "parent": parent, "idempotency_key": fresh_key(request)})
    return html_answer(request, thread_page(view_of(request, here, hosted, form)))
