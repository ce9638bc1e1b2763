"""Moments as the wire writes them."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def iso(moment: int) -> str:
    """Epoch milliseconds as RFC 3339 in UTC with milliseconds: `2026-11-23T13:40:00.123Z`."""
    return (_EPOCH + timedelta(milliseconds=moment)).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment % 1000:03d}Z"
