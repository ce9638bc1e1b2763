"""HTML answers: the headers of a page that runs no script, and refusals as pages instead of JSON."""

import logging
from collections.abc import Mapping
from typing import Any

from litestar import Request, Response
from litestar.exceptions import HTTPException

from chimein.messages.problems import Problem
from chimein.render.page import problem_page
from chimein.render.page_parts import Form, Wrong, wrong_of
from chimein.render.words import Words, words_for
from chimein.rules.facts import Site
from chimein.rules.refusals import Malformed, MethodNotAllowed, NotFound, Refusal, TooLarge
from chimein.web.compression import compressed
from chimein.web.telling import tell

HTML = "text/html"
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
LOG = logging.getLogger("chimein.web")
# Under `no-referrer` a browser sends `Origin: null` with a form (Fetch §3.2), which is refused as a foreign one.
# So pages send their address to this instance alone, and those with a token in it not even that: the origin only.
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
    "Vary": "Accept-Language, Accept-Encoding",
    "Cache-Control": "private, no-cache",
}
PRIVATE = {"Referrer-Policy": "strict-origin", "Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"}
UNSTORED = {"Cache-Control": "no-store"}


def html_answer(
    request: Request[Any, Any, Any], text: str, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response[bytes]:
    """A page."""
    sent = {**_HEADERS, **(headers or {})}
    content, encoding = compressed(text.encode("utf-8", "replace"), request.headers.get("accept-encoding", ""))
    if encoding:
        sent["Content-Encoding"] = encoding
    return Response(content, status_code=status, media_type=HTML, headers=sent)


def see_other(address: str) -> Response[bytes]:
    """303: what was sent is done; the browser looks there, and reloading does not send it again."""
    headers = {"Location": address, "Cache-Control": "no-store", "Referrer-Policy": "strict-origin"}
    return Response(b"", status_code=303, headers=headers, media_type=HTML)


def words_of(request: Request[Any, Any, Any], site: Site | None = None) -> Words:
    """The site's language, else the reader's."""
    return words_for(site.settings.lang if site else None, request.headers.get("accept-language", ""))


def retry_headers(refusal: Refusal) -> dict[str, str]:
    """The headers that a refusal brings along."""
    waits = {} if refusal.retry_after is None else {"Retry-After": str(refusal.retry_after)}
    return {**UNSTORED, **waits}


def page_refused(request: Request[Any, Any, Any], refusal: Refusal) -> Response[bytes]:
    """A refusal as a page."""
    return unsent_answer(request, refusal, None)


def unsent_answer(request: Request[Any, Any, Any], refusal: Refusal, unsent: Form | None) -> Response[bytes]:
    """A refusal as a page, with what had been typed in a form that can be sent again."""
    tell(request.scope, refusal.code)
    words = words_of(request)
    wrong = wrong_of(refusal, words)
    if refusal.errors:
        first, *others = [*wrong.fields.values(), *wrong.more]
        wrong = Wrong(first, tuple(others))
    return html_answer(
        request, problem_page(words, refusal.code, wrong, unsent), refusal.status, retry_headers(refusal)
    )


def page_http_failed(
    request: Request[Any, Any, Any], failure: HTTPException, headers: Mapping[str, str] | None = None
) -> Response[bytes]:
    """What the framework refused before a page was reached."""
    if failure.status_code >= 500:
        return page_crashed(request, failure)
    refusal: Refusal = {404: NotFound(), 405: MethodNotAllowed(), 413: TooLarge()}.get(failure.status_code, Malformed())
    answer = page_refused(request, refusal)
    answer.headers.update(headers or {})
    return answer


def is_page(path: str) -> bool:
    """Whether people are told at this address, and not programs."""
    return (
        path in ("/t", "/admin")
        or path.startswith("/admin/")
        or (path.startswith("/t/") and not path.endswith(".atom"))
    )


def problem_as_page(problem: Problem, accepted: str) -> bytes:
    """What is refused before anything of a page is known, in the reader's language."""
    words = words_for(None, accepted)
    wrong = Wrong(words.say_if_known(f"detail.{problem.code}", problem.detail))
    return problem_page(words, problem.code, wrong).encode()


def page_crashed(request: Request[Any, Any, Any], failure: Exception) -> Response[bytes]:
    """Our own mistake as a page; the log has the trace."""
    return crash_answer(request, failure, None)


def crash_answer(request: Request[Any, Any, Any], failure: Exception, unsent: Form | None) -> Response[bytes]:
    """Our own mistake, with what had been typed."""
    LOG.error("crash", exc_info=failure, extra={"route": str(request.scope.get("path_template", ""))})
    tell(request.scope, "internal")
    words = words_of(request)
    page = problem_page(words, "internal", Wrong(words.say("detail.internal")), unsent)
    return html_answer(request, page, 500, UNSTORED)


PAGE_HANDLERS: dict[Any, Any] = {Refusal: page_refused, HTTPException: page_http_failed, Exception: page_crashed}
