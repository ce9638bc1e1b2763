"""Reads a plain HTML form, as browsers send it (WHATWG URL, application/x-www-form-urlencoded)."""

from collections.abc import Iterable
from urllib.parse import parse_qsl

from chimein.rules.refusals import Malformed, UnsupportedMediaType
from chimein.web.answers import Asked

MOST_FIELDS = 30


async def form_of(request: Asked, names: Iterable[str]) -> dict[str, str]:
    """The named fields, empty where the form has none. Raises `Malformed`, `UnsupportedMediaType`."""
    found = await form_fields(request)
    return {name: found.get(name, [""])[0] for name in names}


async def form_fields(request: Asked, most: int = MOST_FIELDS) -> dict[str, list[str]]:
    """Every field with all its values, in order. Raises `Malformed`, `UnsupportedMediaType`."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise UnsupportedMediaType("This address takes a form.")
    body = await request.body()
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=most)
    except (UnicodeDecodeError, ValueError) as problem:
        raise Malformed("This is not a readable form.") from problem
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(_with_plain_lines(value))
    return found


def _with_plain_lines(value: str) -> str:
    return value.replace("\r\n", "\n").replace("\r", "\n")
