"""Reading conversations."""

from collections.abc import Callable

from litestar import Response, get
from litestar.params import FromPath

from chimein.access.counts import counts_for_reader
from chimein.access.threads import (
    Located,
    Wanted,
    page_for_reader,
    replies_for_reader,
    thread_for_reader,
)
from chimein.messages.comments import Counts
from chimein.render.comments import Showing
from chimein.render.thread import replies_answer, thread_answer, thread_bytes, thread_etag
from chimein.rules.facts import PageOfThread
from chimein.rules.refusals import FieldError, Invalid, Unavailable
from chimein.store.calls import Transaction, repeatable
from chimein.web.answers import JSON, Asked, instance_of, json_answer, matches, not_modified
from chimein.web.asking import MOST_COUNTS, body_kind, min_version, needed, optional, wanted_page
from chimein.web.compression import compressed, encoding_for
from chimein.web.hot import shows

LARGE = 16 * 1024
"""Bytes from which a body is compressed off the event loop."""
READ_HEADERS = {"Timing-Allow-Origin": "*"}


@get("/api/v1/sites/{site:str}/thread", name="thread")
async def get_thread(request: Asked, site: FromPath[str]) -> Response[bytes]:
    """A page of the conversation about a URL."""
    instance = instance_of(request)
    wanted, body, oldest = wanted_page(request), body_kind(request), min_version(request)
    url, explicit = needed(request, "url"), optional(request, "thread")
    now = instance.clock.now()
    asked = f"{body}.{wanted.order}.{url}"

    def is_known(page: PageOfThread) -> bool:
        return matches(request, _etag(request, page, asked, now))

    found = _located_page((site, url, explicit), wanted, oldest, is_known)
    located, page = await instance.store.read(found)
    shows(request, located, explicit, now)
    headers = _cache_headers(_etag(request, page, asked, now), instance.settings.s_maxage)
    if is_known(page):
        return not_modified(headers)
    content = thread_bytes(thread_answer(page, located.address.url, Showing(page.site, body), now))
    content, encoding = await _compressed(request, content)
    if encoding:
        headers["Content-Encoding"] = encoding
    return Response(content, media_type=JSON, headers=headers)


@get("/api/v1/sites/{site:str}/thread/replies", name="replies")
async def get_replies(request: Asked, site: FromPath[str]) -> Response[bytes]:
    """The next window of a long branch."""
    body = body_kind(request)
    transaction = repeatable(replies_for_reader)(site, needed(request, "root"), needed(request, "after"))
    window = await instance_of(request).store.read(transaction)
    answer = replies_answer(window, Showing(window.site, body))
    return json_answer(answer, headers={**READ_HEADERS, "Cache-Control": "no-cache"})


@get("/api/v1/sites/{site:str}/counts", name="counts")
async def get_counts(request: Asked, site: FromPath[str]) -> Response[bytes]:
    """How many comments each of up to 100 pages has."""
    urls = list(dict.fromkeys(request.query_params.getall("url", [])))
    if not urls or len(urls) > MOST_COUNTS:
        raise Invalid({"url": FieldError("wrong-count", f"Ask for 1 to {MOST_COUNTS} addresses.")})
    counts = await instance_of(request).store.read(repeatable(counts_for_reader)(site, urls))
    return json_answer(Counts(counts=counts), headers={**READ_HEADERS, "Cache-Control": "no-cache"})


async def _compressed(request: Asked, content: bytes) -> tuple[bytes, str]:
    accepted = request.headers.get("accept-encoding", "")
    if len(content) < LARGE:
        return compressed(content, accepted)
    return await instance_of(request).off_loop.run(lambda: compressed(content, accepted))


@repeatable
def _located_page(
    where: tuple[str, str, str | None], wanted: Wanted, oldest: int, is_known: Callable[[PageOfThread], bool]
) -> Transaction[tuple[Located, PageOfThread]]:
    located = yield from thread_for_reader(*where)
    if (located.thread.version if located.thread else 0) < oldest:
        raise Unavailable("This copy is not as new as you need it yet.", retry_after=1)
    page = yield from page_for_reader(located, wanted, is_known)
    return located, page


def _etag(request: Asked, page: PageOfThread, asked: str, now: int) -> str:
    encoding = encoding_for(request.headers.get("accept-encoding", ""))
    return thread_etag(page, f"{asked}.{encoding}", now)


def _cache_headers(etag: str, s_maxage: int) -> dict[str, str]:
    shared = f", s-maxage={s_maxage}" if s_maxage else ""
    return {
        **READ_HEADERS,
        "ETag": etag,
        "Cache-Control": f"public, max-age=0, must-revalidate{shared}",
        "Vary": "Accept-Encoding",
    }
