"""Reads a plain HTML form, as browsers send it (WHATWG URL, application/x-www-form-urlencoded)."""

from collections.abc import Iterable
from urllib.parse import parse_qsl

from chimein.rules.refusals import Malformed, UnsupportedMediaType
from chimein.web.answers import Asked

MOST_FIELDS = 30


async def form_of(request: Asked, names: Iterable[str]) -> dict[str, str]:
    """The named fields, empty where the form has none. Raises `Malformed`, `UnsupportedMediaType`."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise UnsupportedMediaType("This address takes a form.")
    body = await request.body()
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except (UnicodeDecodeError, ValueError) as problem:
        raise Malformed("This is not a readable form.") from problem
    found = dict(reversed(pairs))
    return {name: _with_plain_lines(found.get(name, "")) for name in names}


def _with_plain_lines(value: str) -> str:
    return value.replace("\r\n", "\n").replace("\r", "\n")
