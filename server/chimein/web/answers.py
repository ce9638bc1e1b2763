"""Responses in their plainest form: bytes, a media type, the headers that this answer needs."""

from dataclasses import dataclass
from typing import Any, Protocol

from litestar import Request, Response
from litestar.datastructures import State
from msgspec import Struct

from chimein.messages.comments import encoded
from chimein.wiring import Instance

Asked = Request[None, None, State]
JSON = "application/json"
NO_STORE = {"Cache-Control": "no-store"}


class HeaderLines(Protocol):
    """A request's headers by their names in small letters."""

    def get(self, name: str, default: str, /) -> str:
        """The first line of this name."""
        ...

    def getall(self, name: str, default: list[str], /) -> list[str]:
        """Every line of this name, in order."""
        ...


class Carrier(Protocol):
    """The application, as far as it carries things."""

    @property
    def state(self) -> State:
        """What it carries."""
        ...


class Arrival(Protocol):
    """As much of a request as a new comment depends on: the framework's requests have it, those of others too."""

    @property
    def app(self) -> Carrier:
        """What takes it."""
        ...

    @property
    def headers(self) -> HeaderLines:
        """What came before the body."""
        ...

    @property
    def scope(self) -> Any:  # noqa: ANN401 - ASGI's dictionary, whoever made it
        """What the server and the layers before have to say."""
        ...

    async def body(self) -> bytes:
        """All of it."""
        ...


@dataclass(frozen=True, slots=True)
class Told:
    """An answer before it is sent."""

    status: int
    headers: dict[str, str]
    content: bytes
    media_type: str = JSON


def sent(told: Told) -> Response[bytes]:
    """The answer as the framework sends it."""
    return Response(told.content, status_code=told.status, media_type=told.media_type, headers=told.headers)


def raw_headers(told: Told) -> list[tuple[bytes, bytes]]:
    """Its headers as they go over the wire, in the order in which the framework has them."""
    raw = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in told.headers.items()]
    if told.status == 304:
        return raw
    return [*raw, (b"content-type", told.media_type.encode()), (b"content-length", b"%d" % len(told.content))]


def instance_of(request: Arrival) -> Instance:
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
