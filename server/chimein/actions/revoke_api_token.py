"""A program's key is taken back: it opens nothing any more, and stays in the list of what there was."""

from chimein.rules.audits import INSTANCE
from chimein.rules.tokens import ApiToken
from chimein.store.calls import Transaction, call, repeatable
from chimein.store.writes.acts import Doing
from chimein.store.writes.audit import Deed, note


@repeatable
def revoke_api_token(token: ApiToken, doing: Doing) -> Transaction[bool]:
    """End the token; whether it was still one."""
    if not (yield from call("revoke_api_token", token_id=token.id, revoked_at=doing.at)):
        return False
    where = INSTANCE if token.site_id is None else token.site_id
    detail: dict[str, str | int | None] = {"token": str(token.id), "account": token.account_id}
    yield from note(Deed(where, doing.at, doing.actor, "revoke_token", detail=detail), doing.seal)
    return True
