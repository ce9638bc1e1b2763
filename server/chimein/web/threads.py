"""Reading conversations."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

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
from chimein.render.comments import BodyKind, Showing
from chimein.render.thread import replies_answer, thread_answer, thread_bytes, thread_etag
from chimein.render.told import told_comments
from chimein.rules.facts import PageOfThread
from chimein.rules.refusals import FieldError, Invalid, Unavailable
from chimein.store.calls import Transaction, repeatable
from chimein.web.answers import Asked, Told, instance_of, is_among, json_answer, sent
from chimein.web.asking import MOST_COUNTS, Asks, body_kind, min_version, needed, optional, wanted_page
from chimein.web.compression import Effort, compressed_as, encoding_for
from chimein.web.hot import shows
from chimein.wiring import Instance

LARGE = 16 * 1024
"""Bytes from which a body is compressed off the event loop, unless that is quick."""
READ_HEADERS = {"Timing-Allow-Origin": "*"}


@dataclass(frozen=True, slots=True)
class _Question:
    site: str
    url: str
    explicit: str | None
    wanted: Wanted
    body: BodyKind
    oldest: int
    encoding: str
    known: str
    """If-None-Match, as it came."""
    effort: Effort
    now: int

    @property
    def asked(self) -> str:
        """What the bytes depend on beside the thread."""
        effort = self.effort if self.encoding and self.effort != "usual" else ""
        return f"{self.body}.{self.wanted.order}.{self.url}.{self.encoding}{effort}"


@dataclass(frozen=True, slots=True)
class _Made:
    located: Located
    etag: str
    content: bytes | None
    """None: the reader has these bytes."""
    encoding: str | None
    """None: not compressed yet."""


class AsksForThread(Asks, Protocol):
    """What an answer depends on: Litestar's requests have it, and those of `web/cold.py`."""

    @property
    def headers(self) -> Mapping[str, str]:
        """By their names in small letters."""
        ...

    @property
    def scope(self) -> Mapping[str, Any]:
        """What the layers before have to say."""
        ...


@get("/api/v1/sites/{site:str}/thread", name="thread")
async def get_thread(request: Asked, site: FromPath[str]) -> Response[bytes]:
    """A page of the conversation about a URL."""
    told = await told_thread(instance_of(request), request, site)
    return sent(told)


async def told_thread(instance: Instance, request: AsksForThread, site: str) -> Told:
    """A page of the conversation about a URL, read and written in one hop. Raises every refusal of a thread."""
    question = _question(instance, request, site)
    made = await instance.store.read(_made(question))
    shows(request.scope, made.located, question.explicit, question.now)
    headers = _cache_headers(made.etag, instance.settings.s_maxage)
    if made.content is None:
        return Told(304, headers, b"")
    content, encoding = made.content, made.encoding
    if encoding is None:
        content, encoding = await instance.off_loop.run(
            lambda: compressed_as(question.encoding, made.content or b"", question.effort)
        )
    if encoding:
        headers["Content-Encoding"] = encoding
    return Told(200, headers, content)


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


def _question(instance: Instance, request: AsksForThread, site: str) -> _Question:
    wanted, body, oldest = wanted_page(request), body_kind(request), min_version(request)
    url, explicit = needed(request, "url"), optional(request, "thread")
    encoding = encoding_for(request.headers.get("accept-encoding", ""))
    return _Question(
        site=site,
        url=url,
        explicit=explicit,
        wanted=wanted,
        body=body,
        oldest=oldest,
        encoding=encoding,
        known=request.headers.get("if-none-match", ""),
        effort="usual" if instance.settings.cache_mb else "quick",
        now=instance.clock.now(),
    )


@repeatable
def _made(question: _Question) -> Transaction[_Made]:
    etag, is_known = "", False

    def known(page: PageOfThread) -> bool:
        nonlocal etag, is_known
        etag = thread_etag(page, question.asked, question.now)
        is_known = is_among(question.known, etag)
        return is_known

    located = yield from thread_for_reader(question.site, question.url, question.explicit)
    if (located.thread.version if located.thread else 0) < question.oldest:
        raise Unavailable("This copy is not as new as you need it yet.", retry_after=1)
    page = yield from page_for_reader(located, question.wanted, known, as_text=question.body == "tree")
    if page.thread is None:
        known(page)  # nothing was to be read of it, so nobody asked
    if is_known:
        return _Made(located, etag, None, None)
    told = None
    if page.told is not None:
        told = told_comments(*page.told, page.site.settings.depth - 1)
        if told is None:
            page = yield from page_for_reader(located, question.wanted, known)
    showing = Showing(page.site, question.body)
    content = thread_bytes(thread_answer(page, located.address.url, showing, question.now, told))
    if question.effort == "usual" and len(content) >= LARGE:
        return _Made(located, etag, content, None)
    return _Made(located, etag, *compressed_as(question.encoding, content, question.effort))


def _cache_headers(etag: str, s_maxage: int) -> dict[str, str]:
    # RFC 9111 and 5861. What may be shown late once, while the new one is fetched, may not be forbidden to be late.
    late = f"s-maxage={s_maxage}, stale-while-revalidate={s_maxage}" if s_maxage else "must-revalidate"
    return {
        **READ_HEADERS,
        "ETag": etag,
        "Cache-Control": f"public, max-age=0, {late}",
        "Vary": "Accept-Encoding",
    }
