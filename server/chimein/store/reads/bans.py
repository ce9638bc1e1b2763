"""Bans as facts, and the keyed hash of a network that one may be made of."""

from dataclasses import replace

from chimein.rules.bans import Ban
from chimein.rules.facts import Comment
from chimein.rules.refusals import NotFound
from chimein.store.calls import Row, Transaction, call


def bans_of_site(site_id: int) -> Transaction[list[Ban]]:
    """All that a site has, the newest first."""
    return [_ban(row) for row in (yield from call("bans_of_site", site_id=site_id))]


def bans_standing(site_id: int) -> Transaction[tuple[Ban, ...]]:
    """Those that were not lifted; the clock says which are over."""
    return tuple(_ban(row) for row in (yield from call("bans_standing", site_id=site_id)))


def ban_by_id(site_id: int, ban_id: int) -> Transaction[Ban]:
    """One of a site's. Raises `NotFound`."""
    rows = yield from call("ban_by_id", site_id=site_id, id=ban_id)
    if not rows:
        raise NotFound("There is no such ban here.")
    return _ban(rows[0])


def network_of_comment(comment: Comment) -> Transaction[bytes]:
    """The keyed hash of the network from which a comment came. Raises `NotFound` where it is not kept."""
    rows = yield from call("network_of_comment", site_id=comment.site_id, comment_id=comment.id)
    if not rows:
        raise NotFound(
            f"From where {comment.public_id} came is not kept. The site's setting network_days says for how long it is."
        )
    return bytes(rows[0][0])


def _ban(row: Row) -> Ban:
    made = Ban(*row)
    return replace(made, is_shadow=bool(made.is_shadow))
