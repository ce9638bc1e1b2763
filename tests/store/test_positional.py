"""Named parameters become numbered ones, and nothing else of a query changes."""

from typing import Any

import pytest

from chimein.store.positional import Unstorable, numbered, positional
from chimein.store.statements import load_statements, sql_folder


@pytest.mark.parametrize(
    ("statement", "text", "names"),
    [
        ("select 1", "select 1", ()),
        ("select :a, :b", "select $1, $2", ("a", "b")),
        ("select :a, :b, :a", "select $1, $2, $1", ("a", "b")),
        ("select ':a', 'it''s :b', :c", "select ':a', 'it''s :b', $1", ("c",)),
        ("select :a::bigint, b::text", "select $1::bigint, b::text", ("a",)),
        ("select :a -- not :b\n, :c", "select $1 -- not :b\n, $2", ("a", "c")),
        ("select 'id:' where k >= 'id:' and s = :s", "select 'id:' where k >= 'id:' and s = $1", ("s",)),
        ("select (:a,:b_2)", "select ($1,$2)", ("a", "b_2")),
        ("select :a /* postgres: for update */ + :b", "select $1 for update + $2", ("a", "b")),
        ("select :a /* for :b */ + :b", "select $1 /* for $2 */ + $2", ("a", "b")),
    ],
)
def test_names_become_numbers(statement: str, text: str, names: tuple[str, ...]) -> None:
    """Each name has one number; strings, comments and casts stay as they are."""
    found = positional(statement)
    assert (found.text, found.names) == (text, names)


def test_values_come_in_the_order_of_their_numbers() -> None:
    """Parameters may be given in any order, and more than are asked for."""
    assert positional("select :b, :a").values({"a": 1, "b": b"x", "c": None}) == [b"x", 1]


@pytest.mark.parametrize(
    ("statement", "text", "values"),
    [
        ("select 1", "select 1", ()),
        ("select :b /* postgres: for update */", "select ?1 /* postgres: for update */", (b"x",)),
        ("select :b, ':c', :a, :b", "select ?1, ':c', ?2, ?1", (b"x", 1)),
    ],
)
def test_sqlite_is_asked_by_number_too(statement: str, text: str, values: tuple[Any, ...]) -> None:
    """Its texts keep what is only PostgreSQL's as a comment; values come in the order of their numbers."""
    found = numbered(statement)
    assert (found.text, found.values({"a": 1, "b": b"x", "c": None})) == (text, values)


def test_a_text_with_a_nul_is_found_nowhere() -> None:
    """PostgreSQL refuses NUL in texts; looking one up must be a miss, not a failure."""
    assert positional("select :a").values({"a": "site\x00"}) == ["site\ufffd"]


@pytest.mark.parametrize("text", load_statements(sql_folder() / "queries").values())
def test_no_name_is_left_in_a_query(text: str) -> None:
    """Every query of the house can be rewritten."""
    found = positional(text)
    assert all(f"${number}" in found.text for number in range(1, len(found.names) + 1))
    assert not any(f":{name}" in found.text for name in found.names)


@pytest.mark.parametrize(
    ("statement", "writes", "returns", "marked"),
    [
        ("select :a", False, True, "select q.*, cast($2 as bigint) from (select $1) q"),
        ("insert into t values (:a)", True, False, "insert into t values ($1), cast($2 as bigint)"),
        ("update t set a = :a\nreturning a", True, True, "update t set a = $1\nreturning a, cast($2 as bigint)"),
        ("with w as (select 1 for update)\ndelete from t\nreturning a", True, True, None),
    ],
)
def test_what_a_statement_does_is_known(statement: str, writes: bool, returns: bool, marked: str | None) -> None:
    """Whether it changes something and whether it has rows, whatever it begins with; rows can be marked."""
    found = positional(statement)
    assert (found.writes, found.returns) == (writes, returns)
    assert marked in (None, found.marked)


@pytest.mark.parametrize("value", [2**63, -(2**63) - 1, "\ud800", "né\udfff"])
def test_what_no_database_takes_is_told_before_it_is_sent(value: object) -> None:
    """More than 63 bits, or half a character."""
    with pytest.raises(Unstorable):
        positional("select :a").values({"a": value})
