"""Refusals as problem details."""

import pytest
from litestar.exceptions import HTTPException

from chimein.rules.refusals import (
    FieldError,
    IdempotencyMismatch,
    Invalid,
    NotReady,
    Refusal,
    TokenMissing,
    Unavailable,
)
from chimein.web.problems import MEDIA_TYPE, problem_of, problem_response

KINDS = sorted(Refusal.__subclasses__(), key=lambda kind: kind.code)


def made(kind: type[Refusal]) -> Refusal:
    """One refusal of a kind."""
    return kind({"name": FieldError("required", "Please.")}) if kind in (Invalid, NotReady) else kind()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_a_refusal_is_told_by_the_table(kind: type[Refusal]) -> None:
    """Type, title, status, sentence and code come from the one table of refusals (RFC 9457)."""
    problem = problem_of(made(kind))
    assert (problem.type, problem.code) == (f"urn:chimein:problem:{kind.code}", kind.code)
    assert problem.status == kind.status
    assert problem.detail.endswith(".") or problem.detail.endswith(").")
    assert problem_response(made(kind)).status_code == kind.status


def test_codes_are_unique() -> None:
    """A code means one thing, and is none of the framework's words."""
    codes = [kind.code for kind in KINDS]
    assert len(set(codes)) == len(codes)
    assert not any(issubclass(kind, HTTPException) for kind in KINDS)
    assert IdempotencyMismatch in KINDS


def test_wrong_fields_and_waits_are_told() -> None:
    """Errors go by field; the time to wait is a header in whole seconds; nothing of it may be kept by a cache."""
    problem = problem_of(made(Invalid))
    assert {name: (error.code, error.detail) for name, error in problem.errors.items()} == {
        "name": ("required", "Please.")
    }
    answer = problem_response(Refusal("Wait.", retry_after=7))
    assert answer.headers["Retry-After"] == "7"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.media_type == MEDIA_TYPE


def test_an_unavailable_service_always_says_when_to_come_back() -> None:
    """A 503 has Retry-After, also where nobody can know the wait."""
    assert int(problem_response(Unavailable("The text takes too long.")).headers["Retry-After"]) > 0


def test_a_missing_token_is_asked_for_by_its_scheme() -> None:
    """A 401 says which credentials would do (RFC 9110, section 11.6.1); no other refusal asks for any."""
    asking = [kind.code for kind in KINDS if "WWW-Authenticate" in problem_response(made(kind)).headers]
    assert asking == ["api-token-missing", "api-token-wrong", "token-missing"]
    assert problem_response(TokenMissing()).headers["WWW-Authenticate"] == "Bearer"
