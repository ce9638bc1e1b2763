"""A program gets a key to the desk's API: less than its account may, or as much, never more."""

from dataclasses import dataclass

from chimein.rules.audits import INSTANCE
from chimein.rules.tokens import SCOPES, TokenWish
from chimein.store.calls import Transaction, call, repeatable
from chimein.store.writes.acts import Doing
from chimein.store.writes.audit import Deed, note


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token under a mark that nobody has; the word of which the mark was made is its holder's alone."""

    id: int
    mark: bytes
    account_id: int
    site_id: int | None
    wish: TokenWish


@repeatable
def add_api_token(new: NewToken, doing: Doing) -> Transaction[None]:
    """Keep the token's mark, and say so in the audit: of its site, or of the instance."""
    scopes = " ".join(scope for scope in SCOPES if scope in new.wish.scopes)
    yield from call(
        "add_api_token",
        mark=new.mark,
        token_id=new.id,
        account_id=new.account_id,
        site_id=new.site_id,
        scopes=scopes,
        name=new.wish.name,
        created_at=doing.at,
        expires_at=new.wish.expires_at(doing.at),
    )
    where = INSTANCE if new.site_id is None else new.site_id
    detail: dict[str, str | int | None] = {"token": str(new.id), "account": new.account_id, "scopes": scopes}
    yield from note(Deed(where, doing.at, doing.actor, "add_token", detail=detail), doing.seal)
