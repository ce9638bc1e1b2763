"""A link that works once: to set the instance up, to accept an invitation, to choose a passphrase anew."""

from chimein.rules.audits import INSTANCE
from chimein.rules.identity import Link
from chimein.store.calls import Transaction, call, repeatable
from chimein.store.writes.acts import Doing
from chimein.store.writes.audit import Deed, note

NOBODY = 0


@repeatable
def make_link(link: Link, doing: Doing) -> Transaction[None]:
    """Keep the link. Those to set up, or to the same account for the same purpose, work no more."""
    if link.purpose == "setup" or link.account_id is not None:
        yield from call("end_links", purpose=link.purpose, account_id=link.account_id or NOBODY)
    yield from call(
        "add_link",
        mark=link.mark,
        purpose=link.purpose,
        account_id=link.account_id,
        site_id=link.site_id,
        role=link.role,
        created_at=link.created_at,
        expires_at=link.expires_at,
    )
    detail = {"purpose": link.purpose, "account": link.account_id, "role": link.role}
    site_id = INSTANCE if link.site_id is None else link.site_id
    yield from note(Deed(site_id, doing.at, doing.actor, "make_link", detail=detail), doing.seal)
