"""The vocabulary of the table of operations: what a door is, and the answers that many doors share."""

from dataclasses import dataclass

JSON = "application/json"
HTML = "text/html"
ATOM = "application/atom+xml"
FORM = "application/x-www-form-urlencoded"
IMAGES = ("image/svg+xml", "image/png", "image/jpeg", "image/gif", "image/webp")


@dataclass(frozen=True, slots=True)
class Answer:
    """One status with what comes with it. `schemas` name components; without any, the body is not JSON."""

    status: int
    says: str
    media: tuple[str, ...] = (JSON,)
    schemas: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path. A `!` after a parameter's name says that it is needed."""

    method: str
    path: str
    name: str
    says: str
    answers: tuple[Answer, ...]
    query: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    takes: tuple[str, str] | None = None
    """Media type and component of the request's body."""
    proof: str = ""
    """optional or required: the edit token, as Bearer; token: a program's; visit: a moderator's on a page."""


def ok(schema: str, says: str, *headers: str, status: int = 200) -> Answer:
    """200, or another success, with a JSON body."""
    return Answer(status, says, (JSON,), (schema,), headers)


def page(says: str, status: int = 200) -> Answer:
    """A page for people."""
    return Answer(status, says, (HTML,), (), ("Cache-Control", "Content-Security-Policy"))


def see_other(says: str) -> Answer:
    """A form was taken; the browser is sent on."""
    return Answer(303, says, (HTML,), (), ("Location",))


SAME = Answer(304, "The reader's copy is good.", (), (), ("ETag",))
_EVERYWHERE = (400, 408, 413, 500, 503)  # what may happen before or around any handler


def problems(*statuses: int) -> tuple[Answer, ...]:
    """Problem details with these statuses and those that may come from any door."""
    return tuple(_problem(status) for status in sorted({*_EVERYWHERE, *statuses}))


def _problem(status: int) -> Answer:
    headers = ("Retry-After",) if status == 429 else ()
    return Answer(status, PROBLEMS[status], ("application/problem+json",), ("Problem",), headers)


def page_problems(*statuses: int) -> tuple[Answer, ...]:
    """Pages tell people; what the outermost door refuses is told in JSON or on a page."""
    return tuple(
        Answer(status, PROBLEMS[status], (HTML, "application/problem+json"), ("Problem",))
        for status in sorted({*_EVERYWHERE, *statuses})
    )


PROBLEMS: dict[int, str] = {
    400: "The request cannot be read.",
    401: "The edit token is missing.",
    403: "Not from this origin, not with this token, or too late.",
    404: "There is nothing here.",
    408: "The request took too long to arrive.",
    409: "The conversation is closed, or locked: `code` says which.",
    413: "The request is too large.",
    415: "Another content type is needed.",
    422: "Some values are not acceptable; `errors` names each field.",
    429: "Too many requests.",
    500: "Our own mistake.",
    503: "Not just now; nothing was stored.",
}
