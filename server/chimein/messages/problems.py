"""What went wrong, as RFC 9457 problem details."""

from msgspec import Struct


class FieldProblem(Struct, frozen=True, kw_only=True):
    """What is wrong with one field."""

    code: str
    detail: str


class Problem(Struct, frozen=True, kw_only=True):
    """RFC 9457, with a stable `code` and the wrong fields."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: dict[str, FieldProblem]
