"""Requests as spans: their method, their route and their status, and nothing of the address that was asked for.

Ready answers are none: a span would cost several times what they do. The figures count them.
"""

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

from chimein.figures import METHODS
from chimein.spans import Fact, Span, Spans

_KEY = "chimein.span"


class Traced:
    """Begins a span around each request that comes to the application."""

    def __init__(self, app: ASGIApp, spans: Spans) -> None:
        self._app = app
        self._spans = spans

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        with self._spans.begin("request", "server") as span:
            told = scope.copy()
            told[_KEY] = span  # type: ignore[literal-required]
            await self._app(told, receive, send)


def tell_span(scope: Scope, asked: tuple[str, str], status: int, outcome: str | None) -> None:
    """How the request for (route, method) was answered, to whoever traces it."""
    span: Span | None = scope.get(_KEY)  # type: ignore[assignment]
    if span is None:
        return
    route, method = asked
    known = method if method in METHODS else "_OTHER"
    facts: dict[str, Fact] = {"http.request.method": known, "http.response.status_code": status}
    if route != "-":
        facts["http.route"] = route
    if outcome is not None:
        facts["chimein.outcome"] = outcome
    span.tell(facts, f"{known} {route}" if route != "-" else known)
    if status >= 500:
        span.fail(outcome or str(status))
