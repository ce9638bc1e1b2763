"""From bytes to a message, with every wrong field named at once (msgspec alone stops at the first)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any, Generic, TypeVar, get_type_hints

import msgspec

from chimein.rules.refusals import FieldError, Invalid, Malformed

T = TypeVar("T", bound=msgspec.Struct)
MOST_UNKNOWN = 10
LONGEST_NAME = 64


@dataclass(frozen=True, slots=True)
class Loose(Generic[T]):
    """A message, and what was wrong with its shape; wrong fields hold a harmless value, so that rules can go on."""

    message: T
    errors: Mapping[str, FieldError]


def loose_from_json(kind: type[T], raw: bytes) -> Loose[T]:
    """Read a JSON object as `kind`. Raises `Malformed` for what is no JSON object."""
    try:
        # Nearly always nothing is wrong, and that is quickly found out.
        return Loose(msgspec.json.decode(raw, type=kind), {})
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return _loose(kind, _object(raw))


def _object(raw: bytes) -> dict[str, Any]:
    try:
        found = msgspec.json.decode(raw)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as problem:
        raise Malformed("This is not readable JSON.") from problem
    if not isinstance(found, dict):
        raise Malformed("A JSON object is expected.")
    return found


def message_from_json(kind: type[T], raw: bytes) -> T:
    """Read a JSON object as `kind`, where no further rule follows. Raises `Malformed`, `Invalid`."""
    loose = loose_from_json(kind, raw)
    if loose.errors:
        raise Invalid(loose.errors)
    return loose.message


def merged(shape: Mapping[str, FieldError], found: Mapping[str, FieldError]) -> dict[str, FieldError]:
    """All that is wrong: a wrong shape explains a field better than the rule it then broke.

    Only of what is missing may the rule speak, if it says so too: it knows the better sentence.
    """
    better = {name: error for name, error in found.items() if name not in shape or error.code == shape[name].code}
    return {**shape, **better}


@cache
def _hints(kind: type[msgspec.Struct]) -> Mapping[str, Any]:
    return get_type_hints(kind, include_extras=True)


@cache
def _fields(kind: type[msgspec.Struct]) -> Mapping[str, msgspec.structs.FieldInfo]:
    return {field.name: field for field in msgspec.structs.fields(kind)}


def _unknown(names: Iterable[str]) -> dict[str, FieldError]:
    # A few of them, cut short: an answer must not be many times what provoked it.
    few = islice(names, MOST_UNKNOWN)
    return {name[:LONGEST_NAME]: FieldError("unknown-field", "This field is not known.") for name in few}


def _loose(kind: type[T], found: dict[str, Any]) -> Loose[T]:
    hints, known = _hints(kind), _fields(kind)
    errors = _unknown(name for name in found if name not in known)
    values: dict[str, Any] = {}
    for name, field in known.items():
        if name not in found:
            if field.required:
                errors[name] = FieldError("required", "This field is needed.")
                values[name] = ""
            continue
        try:
            values[name] = msgspec.convert(found[name], hints[name])
        except msgspec.ValidationError as problem:
            errors[name] = FieldError("wrong-type", f"{str(problem).rstrip('.')}.")
            values[name] = "" if field.required else field.default
    return Loose(kind(**values), errors)
