"""Rewrites `:name` to `$1` for PostgreSQL, once at start: a query has one text for both engines.

What only PostgreSQL can do stands in the text as `/* postgres: … */`, a comment to SQLite. It may change how rows are
locked, never which rows come: tests/promises/test_dialect.py names every such query and compares the answers.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_TOKEN = re.compile(
    r"""(?P<kept>'(?:[^']|'')*'      # a string
    | --[^\n]*                       # a comment
    | ::\w+)                         # a cast
    | /\*\ postgres:(?P<own>[^*:]*)\*/ # what SQLite does not see
    | :(?P<name>[a-z_][a-z0-9_]*)""",
    re.VERBOSE,
)
NOWHERE = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True, slots=True)
class Positional:
    """A query with numbered parameters, and which name each number stands for."""

    text: str
    names: tuple[str, ...]

    def values(self, params: Mapping[str, Any]) -> list[Any]:
        """The parameters in the order of their numbers."""
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
    return Positional(text, tuple(numbers))


def _storable(value: Any) -> Any:  # noqa: ANN401 - parameters are whatever the query takes
    # PostgreSQL has no NUL in texts. The door lets none in; what somebody looks up with one is not there.
    return value.replace("\x00", NOWHERE) if isinstance(value, str) and "\x00" in value else value
