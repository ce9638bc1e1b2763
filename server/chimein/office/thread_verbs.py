"""What can be asked from the shell about conversations and persons, and what is answered."""

from typing import Literal

from msgspec import Struct

from chimein.office.moderating_verbs import ActRef


class SetDoors(Struct, tag=True, tag_field="verb", frozen=True, kw_only=True):
    """A conversation is open, takes no comments, or does not move at all."""

    thread: str
    doors: Literal["open", "closed", "locked"]
    site: str | None = None


class AliasThread(Struct, tag=True, tag_field="verb", frozen=True, kw_only=True):
    """One more page's address, or `id:` of its owner's, leads to a conversation."""

    thread: str
    name: str
    site: str | None = None


class MergeThreads(Struct, tag=True, tag_field="verb", frozen=True, kw_only=True):
    """A conversation's comments and addresses go to another."""

    thread: str
    into: str
    site: str | None = None


class SplitThread(Struct, tag=True, tag_field="verb", frozen=True, kw_only=True):
    """A comment begins a conversation of its own on a page that has none."""

    comment: str
    url: str
    title: str = ""
    site: str | None = None


class MoveComment(Struct, tag=True, tag_field="verb", frozen=True, kw_only=True):
    """A comment goes to another conversation."""

    comment: str
    to: str
    site: str | None = None


class MergePersons(Struct, tag=True, tag_field="verb", frozen=True, kw_only=True):
    """Two persons are one. Each is named by its number, or by a comment that it wrote."""

    person: str
    into: str
    site: str | None = None


ThreadVerb = SetDoors | AliasThread | MergeThreads | SplitThread | MoveComment | MergePersons


class ThreadChanged(Struct, frozen=True, kw_only=True):
    """Whether anything changed, under which act, and the conversation in which it can be seen."""

    changed: int
    act: ActRef | None
    thread: str
    url: str


class PersonsMerged(Struct, frozen=True, kw_only=True):
    """The number of the person that both are now, and the act."""

    person: str
    act: ActRef
