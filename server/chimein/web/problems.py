"""The one place where refusals become RFC 9457 problem details."""

import logging
from collections.abc import Mapping
from typing import Any

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException, MethodNotAllowedException, NotFoundException

from chimein.messages.problems import FieldProblem, Problem
from chimein.rules.refusals import (
    ApiTokenMissing,
    ApiTokenWrong,
    MethodNotAllowed,
    NotFound,
    Refusal,
    TokenMissing,
    TooLarge,
)
from chimein.web.answers import Told, sent
from chimein.web.page_answers import is_page, page_http_failed
from chimein.web.telling import tell

MEDIA_TYPE = "application/problem+json"
LOG = logging.getLogger("chimein.web")
# RFC 9110, section 11.6.1: a 401 names what it wants; RFC 6750, section 3.1: a token that was shown in vain.
CHALLENGES: Mapping[type[Refusal], str] = {
    TokenMissing: "Bearer",
    ApiTokenMissing: "Bearer",
    ApiTokenWrong: 'Bearer error="invalid_token"',
}
INTERNAL = Problem(
    type="urn:chimein:problem:internal",
    title="Internal error",
    status=500,
    detail="Something went wrong on our side. Nothing was stored; please try again.",
    code="internal",
    errors={},
)


def problem_of(refusal: Refusal) -> Problem:
    """The refusal as outsiders read it."""
    return Problem(
        type=f"urn:chimein:problem:{refusal.code}",
        title=refusal.title,
        status=refusal.status,
        detail=refusal.detail,
        code=refusal.code,
        errors={name: FieldProblem(code=error.code, detail=error.detail) for name, error in refusal.errors.items()},
    )


def refused(request: Request[Any, Any, Any], refusal: Refusal) -> Response[bytes]:
    """Answer a refusal."""
    tell(request.scope, refusal.code)
    return problem_response(refusal)


def http_failed(request: Request[Any, Any, Any], failure: HTTPException) -> Response[bytes]:
    """Answer what the framework refused before a handler was reached."""
    allowed = {"Allow": _allowed(failure)} if isinstance(failure, MethodNotAllowedException) else {}
    if is_page(request.url.path):
        return page_http_failed(request, failure, allowed)
    if allowed:
        return problem_response(MethodNotAllowed(), allowed)
    if isinstance(failure, NotFoundException):
        return problem_response(NotFound())
    if failure.status_code == TooLarge.status:
        return problem_response(TooLarge())
    if failure.status_code < 500:
        refusal = Refusal("The request could not be understood.")
        refusal.code, refusal.status, refusal.title = "malformed", failure.status_code, "Malformed request"
        return problem_response(refusal)
    return crashed(request, failure)


def _allowed(failure: MethodNotAllowedException) -> str:
    # The framework does not know that HEAD is answered wherever GET is (manners.py).
    methods = {method.strip() for method in (failure.headers or {}).get("allow", "").split(",") if method.strip()}
    return ", ".join(sorted(methods | {"OPTIONS"} | ({"HEAD"} if "GET" in methods else set())))


def crashed(request: Request[Any, Any, Any], failure: Exception) -> Response[bytes]:
    """Answer our own mistake: the log has the trace, the visitor a sentence and nothing else."""
    log_crash(failure, str(request.scope.get("path_template", "")))
    tell(request.scope, INTERNAL.code)
    headers = {"Cache-Control": "no-store"}
    return Response(msgspec.json.encode(INTERNAL), status_code=INTERNAL.status, media_type=MEDIA_TYPE, headers=headers)


def log_crash(failure: Exception, route: str) -> None:
    """Keep the trace of our own mistake."""
    LOG.error("crash", exc_info=failure, extra={"route": route})


def problem_response(refusal: Refusal, headers: dict[str, str] | None = None) -> Response[bytes]:
    """A problem-details response for `refusal`."""
    return sent(told_refusal(refusal, headers))


def told_refusal(refusal: Refusal, headers: dict[str, str] | None = None) -> Told:
    """The same before it is sent."""
    told = dict(headers or {})
    if refusal.retry_after is not None:
        told["Retry-After"] = str(refusal.retry_after)
    if type(refusal) in CHALLENGES:
        told["WWW-Authenticate"] = CHALLENGES[type(refusal)]
    told["Cache-Control"] = "no-store"
    return Told(refusal.status, told, msgspec.json.encode(problem_of(refusal)), MEDIA_TYPE)
