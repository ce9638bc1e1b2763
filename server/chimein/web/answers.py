"""Responses in their plainest form: bytes, a media type, the headers that this answer needs."""

from litestar import Request, Response
from litestar.datastructures import State
from msgspec import Struct

from chimein.messages.comments import encoded
from chimein.wiring import Instance

Asked = Request[None, None, State]
JSON = "application/json"
NO_STORE = {"Cache-Control": "no-store"}


def instance_of(request: Asked) -> Instance:
    """The running instance that the application carries."""
    found: Instance = request.app.state.instance
    return found


def json_answer(message: Struct, status: int = 200, headers: dict[str, str] | None = None) -> Response[bytes]:
    """A message as JSON."""
    return Response(encoded(message), status_code=status, media_type=JSON, headers=headers or {})


def matches(request: Asked, etag: str) -> bool:
    """Whether the reader has these bytes (RFC 9110 §13.1.2, weak comparison)."""
    return is_among(request.headers.get("if-none-match", ""), etag)


def is_among(asked: str, etag: str) -> bool:
    """Whether an If-None-Match names this validator."""
    if asked.strip() == "*":
        return True
    return any(candidate.strip().removeprefix("W/") == etag for candidate in asked.split(","))


def not_modified(headers: dict[str, str]) -> Response[bytes]:
    """304: the reader's copy is good."""
    return Response(b"", status_code=304, headers=headers, media_type=JSON)
