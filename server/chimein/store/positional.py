"""Rewrites `:name` to `$1` for PostgreSQL, once at start: a query has one text for both engines.

SQLite knows names, but its driver looks each of them up each time; its writer is asked by number, too.

What only PostgreSQL can do stands in the text as `/* postgres: … */`, a comment to SQLite. It may change how rows are
locked, never which rows come: tests/promises/test_dialect.py names every such query and compares the answers.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, NamedTuple

_TOKEN = re.compile(
    r"""(?P<kept>'(?:[^']|'')*'      # a string
    | --[^\n]*                       # a comment
    | ::\w+)                         # a cast
    | /\*\ postgres:(?P<own>[^*:]*)\*/ # what SQLite does not see
    | :(?P<name>[a-z_][a-z0-9_]*)""",
    re.VERBOSE,
)
_WRITES = re.compile(r"^\s*(insert into|update|delete from)\b", re.MULTILINE)
_RETURNS = re.compile(r"\breturning\b")
_HALF = re.compile("[\ud800-\udfff]")
LARGEST = 2**63
NOWHERE = "\N{REPLACEMENT CHARACTER}"


class Unstorable(ValueError):
    """A value that no database takes: half a surrogate pair, or more than 63 bits."""


@dataclass(frozen=True, slots=True)
class Positional:
    """A query with numbered parameters, and which name each number stands for."""

    text: str
    names: tuple[str, ...]
    writes: bool
    returns: bool
    """Whether it has rows to give."""
    marked: str
    """The same with one more parameter, a number that ends each row: so rows of many askers are told apart."""

    def values(self, params: Mapping[str, Any]) -> list[Any]:
        """The parameters in the order of their numbers. Raises `Unstorable`."""
        return [_storable(params[name]) for name in self.names]


def positional(statement: str) -> Positional:
    """The statement with a number for each name; a name that stands there twice has one number."""
    numbers: dict[str, int] = {}

    def numbered(token: re.Match[str]) -> str:
        if token["own"] is not None:
            return token["own"].strip()
        name = token["name"]
        return token[0] if name is None else f"${numbers.setdefault(name, len(numbers) + 1)}"

    text = _TOKEN.sub(numbered, statement)
    writes = _WRITES.search(text) is not None
    mark = f"cast(${len(numbers) + 1} as bigint)"
    return Positional(
        text=text,
        names=tuple(numbers),
        writes=writes,
        returns=not writes or _RETURNS.search(text) is not None,
        marked=f"{text}, {mark}" if writes else f"select q.*, {mark} from ({text}) q",  # noqa: S608 - both are ours
    )


class Numbered(NamedTuple):
    """A query as SQLite's writer is asked it."""

    text: str
    values: Callable[[Mapping[str, Any]], tuple[Any, ...]]
    """The parameters in the order of their numbers."""


def numbered(statement: str) -> Numbered:
    """The statement with a number for each name, for SQLite."""
    names: dict[str, int] = {}

    def number(token: re.Match[str]) -> str:
        name = token["name"]
        return token[0] if name is None else f"?{names.setdefault(name, len(names) + 1)}"

    text, order = _TOKEN.sub(number, statement), tuple(names)
    if len(order) > 1:
        return Numbered(text, itemgetter(*order))
    return Numbered(text, lambda params: tuple(params[name] for name in order))


def _storable(value: Any) -> Any:  # noqa: ANN401 - parameters are whatever the query takes
    # PostgreSQL has no NUL in texts. The door lets none in; what somebody looks up with one is not there.
    if isinstance(value, str):
        if not value.isascii() and _HALF.search(value):
            raise Unstorable(value)
        return value.replace("\x00", NOWHERE) if "\x00" in value else value
    if isinstance(value, int) and not -LARGEST <= value < LARGEST:
        raise Unstorable(value)
    return value
