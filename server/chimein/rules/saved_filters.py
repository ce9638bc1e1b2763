"""Filters of the queue that somebody comes back to: what they may be called, and how many there may be."""

from dataclasses import dataclass

from chimein.rules.refusals import FieldError, Invalid
from chimein.rules.texts import clean_title

LONGEST_NAME = 40
MOST_FILTERS = 20
"""Of one account: more links than that are no short cut."""


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """A name, and the queue's query string that it stands for."""

    name: str
    query: str


def clean_filter_name(raw: str) -> str:
    """The name as it is kept. Raises `Invalid` for the field `name`, with a sentence."""
    name = clean_title(raw[: 4 * LONGEST_NAME])
    if not 1 <= len(name) <= LONGEST_NAME:
        raise _refused("invalid-name", f"Give it a name of 1 to {LONGEST_NAME} characters.")
    return name


def check_room(kept: list[SavedFilter], name: str) -> None:
    """One more, or another under a known name. Raises `Invalid`."""
    if len(kept) >= MOST_FILTERS and name not in {each.name for each in kept}:
        raise _refused("out-of-range", f"There are {MOST_FILTERS} already. Drop one first.")


def _refused(code: str, sentence: str) -> Invalid:
    return Invalid({"name": FieldError(code, sentence)}, sentence)
