"""What is too large for one request: a page that says how far it came, and goes on.

With script it asks for the rest by itself, without script by a button; both send the same form again.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from litestar import Response

from chimein.rules.whole_numbers import is_whole_number
from chimein.web.answers import Asked
from chimein.web.desk.answers import HEADERS, Screen, back_to, desk_answer, is_part, local_address
from chimein.web.desk.guard import AtWork


@dataclass(frozen=True, slots=True)
class GoingOn:
    """How far it has come, and how the next request goes on."""

    action: str
    again: Mapping[str, str]
    """What the next one sends."""
    said: str
    """What is being done, as a verb that is done."""
    done: int
    stop: str
    """Where somebody goes who lets it be."""
    total: int = 0
    """Of how many; 0: nobody knows."""


async def go_on(request: Asked, somebody: AtWork, way: GoingOn) -> Response[bytes]:
    """The page in between."""
    total = way.total if way.total >= way.done else 0
    context = {
        "words": f"{way.said} {way.done:,}{f' of {total:,}' if total else ''} so far.",
        "done": way.done,
        "total": total,
        "action": way.action,
        "fields": list(way.again.items()),
        "stop": way.stop,
    }
    return await desk_answer(request, somebody, Screen("going_on.html", "Working", "queue"), context)


def on_to(request: Asked, wanted: str) -> Response[bytes]:
    """To an address of the desk when all is done; a script that asked is told to go there as a whole."""
    if not is_part(request):
        return back_to(wanted)
    return Response(
        b"", status_code=200, headers={**HEADERS, "HX-Redirect": local_address(wanted)}, media_type="text/html"
    )


def number_in(text: str) -> int:
    """A number that a form carried along, or 0."""
    return int(text) if is_whole_number(text) else 0
