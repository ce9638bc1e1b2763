"""Several checks, one refusal."""

import pytest

from chimein.rules.checking import checked
from chimein.rules.refusals import FieldError, Invalid, NotFound


def _wrong(*fields: str) -> str:
    raise Invalid({field: FieldError("bad", f"{field} is bad.") for field in fields})


def _missing() -> str:
    raise NotFound


def test_good_values_come_back_by_field() -> None:
    """Without errors every value is there, in order."""
    assert checked({"a": lambda: 1, "b": lambda: None}) == {"a": 1, "b": None}


def test_every_check_runs_and_all_errors_are_told() -> None:
    """A wrong field does not hide another; a check may name several fields."""
    with pytest.raises(Invalid) as refused:
        checked({"a": lambda: _wrong("a"), "b": lambda: 2, "c": lambda: _wrong("c", "d")})
    assert list(refused.value.errors) == ["a", "c", "d"]


def test_another_refusal_is_not_swallowed() -> None:
    """Only wrong fields are collected."""
    with pytest.raises(NotFound):
        checked({"a": _missing, "b": lambda: _wrong("b")})
