"""What the element of the generator's frame asks for: it takes its own address for the instance's, so all lies here.

Nothing that is written there is stored.
"""

from litestar import Response, get, post
from litestar.params import FromPath

from chimein.render.avatar import generated_avatar
from chimein.render.desk.sample_thread import sample_thread
from chimein.render.thread import thread_bytes
from chimein.rules.refusals import ThreadClosed
from chimein.web.answers import JSON, Asked, instance_of
from chimein.web.asking import order_of
from chimein.web.avatars import SAFETY, SVG
from chimein.web.desk.answers import HEADERS
from chimein.web.desk.guard import at_work
from chimein.web.desk.sites import site_at_desk
from chimein.web.embed import ENTRY_CACHE, IMMUTABLE, widget_answer

_UNSTORED = {name: value for name, value in HEADERS.items() if name != "Content-Security-Policy"}


@get("/admin/sites/{key:str}/sample/embed.js", name="desk_sample_entry")
async def get_entry(request: Asked, key: FromPath[str]) -> Response[bytes]:  # noqa: ARG001 - part of the address
    """The element's entry."""
    return widget_answer(request, "embed.js", ENTRY_CACHE)


@get("/admin/sites/{key:str}/sample/embed/{name:str}", name="desk_sample_file")
async def get_file(
    request: Asked,
    key: FromPath[str],  # noqa: ARG001 - part of the address
    name: FromPath[str],
) -> Response[bytes]:
    """What it brings."""
    return widget_answer(request, name, IMMUTABLE)


@get("/admin/sites/{key:str}/sample/avatar/{seed:str}/80", name="desk_sample_avatar")
async def get_avatar(key: FromPath[str], seed: FromPath[str]) -> Response[bytes]:  # noqa: ARG001 - part of the address
    """A drawn picture."""
    return Response(generated_avatar(seed), media_type=SVG, headers={**SAFETY, "Cache-Control": IMMUTABLE})


@get("/admin/sites/{key:str}/sample/api/v1/sites/{site:str}/thread", name="desk_sample_thread")
async def get_thread(
    request: Asked,
    key: FromPath[str],
    site: FromPath[str],  # noqa: ARG001 - part of the address
) -> Response[bytes]:
    """The sample, with the site's settings as they are now."""
    found = await site_at_desk(request, await at_work(request), key)
    answer = sample_thread(found, order_of(request), instance_of(request).clock.now())
    return Response(thread_bytes(answer), media_type=JSON, headers=_UNSTORED)


@post("/admin/sites/{key:str}/sample/api/v1/sites/{site:str}/preview", name="desk_sample_preview")
async def preview(key: FromPath[str], site: FromPath[str]) -> Response[bytes]:  # noqa: ARG001 - part of the address
    """The real one, which stores nothing either."""
    return Response(b"", status_code=307, headers={**_UNSTORED, "Location": f"/api/v1/sites/{key}/preview"})


@post("/admin/sites/{key:str}/sample/api/v1/sites/{site:str}/comments", name="desk_sample_comments")
async def post_comment(key: FromPath[str], site: FromPath[str]) -> Response[bytes]:  # noqa: ARG001 - part of the address
    """Refused: it is a sample."""
    raise ThreadClosed("This is a sample: nothing is stored.")
