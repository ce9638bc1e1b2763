"""Query parameters as the handlers need them. Junk is a 400, an unacceptable value a 422."""

import re
from typing import Literal, Protocol

from chimein.access.threads import Wanted
from chimein.render.comments import BodyKind
from chimein.rules.refusals import FieldError, Invalid, Malformed
from chimein.rules.site_settings import Order
from chimein.rules.whole_numbers import LARGEST, is_whole_number

MOST_COUNTS = 100
LARGEST_VERSION = 10**15 - 1
"""Far above any version that a thread can reach."""
MOST_DIGITS = 10
_HALF = re.compile("[\ud800-\udfff]")
"""Of a surrogate pair: no text has one alone."""


class Parameters(Protocol):
    """A query's parameters."""

    def getall(self, key: str, default: list[str], /) -> list[str]:
        """Every value of one parameter, in order."""
        ...


class Asks(Protocol):
    """A request as far as its query goes."""

    @property
    def query_params(self) -> Parameters:
        """What stands behind the question mark."""
        ...


def needed(request: Asks, name: str) -> str:
    """A parameter that must be there once. Raises `Malformed` when doubled, `Invalid` when missing."""
    value = optional(request, name)
    if not value:
        raise Invalid({name: FieldError("required", f"The parameter {name} is needed.")})
    return value


def optional(request: Asks, name: str) -> str | None:
    """A parameter that may be there, once."""
    values = request.query_params.getall(name, [])
    if len(values) > 1:
        raise Malformed(f"The parameter {name} was given twice.")
    value: str | None = values[0] if values else None
    if value is not None and ("\x00" in value or (not value.isascii() and _HALF.search(value))):
        raise Malformed(f"The parameter {name} is not readable.")
    return value or None


def number_before(request: Asks) -> int:
    """Before which entry a list goes on; without one that can be read, from its beginning."""
    value = optional(request, "before") or ""
    return int(value) if is_whole_number(value) else LARGEST


def wanted_page(request: Asks) -> Wanted:
    """Which page of a thread is asked for."""
    return Wanted(page=_page(optional(request, "page")), order=order_of(request), around=optional(request, "around"))


def body_kind(request: Asks) -> BodyKind:
    """In which form comments' bodies are wanted; without a wish, in both."""
    value = optional(request, "body")
    if value is None:
        return "both"
    if value not in ("tree", "html"):
        raise Malformed("The parameter body takes tree or html.")
    return "tree" if value == "tree" else "html"


def min_version(request: Asks) -> int:
    """The oldest version of the thread that the reader can use."""
    value = optional(request, "min_version")
    if value is None:
        return 0
    if not is_whole_number(value, high=LARGEST_VERSION):
        raise Malformed("The parameter min_version takes a number.")
    return int(value)


def _page(value: str | None) -> int | Literal["last"]:
    if value is None:
        return 1
    if value == "last":
        return "last"
    digits = value.lstrip("0")
    if not value.isascii() or not value.isdigit() or not digits:
        raise Malformed("The parameter page takes a number from 1, or last.")
    return int(digits) if len(digits) < MOST_DIGITS else "last"


def order_of(request: Asks) -> Order | None:
    """The order that is asked for, if any. Raises `Malformed`."""
    value = optional(request, "order")
    if value is None:
        return None
    if value not in ("oldest", "newest"):
        raise Malformed("The parameter order takes oldest or newest.")
    return "oldest" if value == "oldest" else "newest"
