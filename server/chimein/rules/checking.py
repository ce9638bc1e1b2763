"""Collects what is wrong with several fields, so that people learn of everything at once."""

from collections.abc import Callable, Mapping
from typing import Any

from chimein.rules.refusals import FieldError, Invalid


def checked(checks: Mapping[str, Callable[[], Any]]) -> dict[str, Any]:
    """Run every check and return the cleaned values by field. Raises one `Invalid` with the errors of all."""
    values: dict[str, Any] = {}
    errors: dict[str, FieldError] = {}
    for field, check in checks.items():
        try:
            values[field] = check()
        except Invalid as refused:
            errors.update(refused.errors)
    if errors:
        raise Invalid(errors)
    return values
