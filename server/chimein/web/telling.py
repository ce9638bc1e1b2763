"""What became of a request, in one word for the log and the figures: a state or a code, nothing personal."""

from typing import Any

_KEY = "chimein.outcome"
POST_ROUTES = frozenset({"/api/v1/sites/{site}/comments", "/t", "/t/{thread}"})


Scope = Any
"""ASGI's dictionary, or another that came with a request."""


def tell(scope: Scope, outcome: str) -> None:
    """Say what became of this request; whoever knows better says it later."""
    scope[_KEY] = outcome


def outcome_of(scope: Scope) -> str | None:
    """What was said, if anything was."""
    told: Any = scope.get(_KEY)
    return str(told) if told is not None else None
