"""Stamps a new database, and tells what an old one was stamped with."""

from dataclasses import dataclass

from chimein.store.calls import Transaction, call, repeatable


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a database says of itself."""

    hashids_salt: str
    secret_fingerprint: str
    created_at: int


@repeatable
def begin_instance(fresh: Stamp) -> Transaction[Stamp]:
    """Keep `fresh` if the database is new; return what it holds."""
    yield from call(
        "make_instance",
        hashids_salt=fresh.hashids_salt,
        secret_fingerprint=fresh.secret_fingerprint,
        created_at=fresh.created_at,
    )
    rows = yield from call("instance")
    return Stamp(*rows[0])
