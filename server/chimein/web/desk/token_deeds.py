"""What is done to programs' tokens at the desk: who, the right, the token and the verb at once.

Only a browser that is signed in does this: a token makes no tokens.
"""

from chimein.access.desk import check_any, site_for
from chimein.access.tokens import token_for
from chimein.actions.add_api_token import NewToken, add_api_token
from chimein.actions.revoke_api_token import revoke_api_token
from chimein.rules.tokens import PREFIX, WORD_BYTES, TokenWish
from chimein.store.calls import Transaction, repeatable
from chimein.web.desk.deeds import Hand, done_by


async def make_token(hand: Hand, wish: TokenWish, key: str | None) -> str:
    """A token in one's own name, for one site or for all; its word, which is known this once.

    Raises `RoleTooSmall` for who administers nothing there, and `NotFound` for a site that does not exist for them.
    """
    instance = hand.instance
    word = PREFIX + instance.randomness.token(WORD_BYTES)
    token_id, mark = instance.mint.new(), instance.keys.desk_mark("token", word)

    @repeatable
    def made() -> Transaction[None]:
        staff = yield from hand.who()
        site = None if key is None else (yield from site_for(staff, key, "administer"))
        if site is None:
            check_any(staff, "administer")
        new = NewToken(token_id, mark, staff.account.id, None if site is None else site.site_id, wish)
        yield from add_api_token(new, hand.doing(staff))

    await done_by(hand, made())
    return word


async def revoke_token(hand: Hand, token_id: int) -> bool:
    """Whether it was still one. Raises `NotFound` for another's, but not for who owns the instance."""

    @repeatable
    def revoked() -> Transaction[bool]:
        staff = yield from hand.who()
        token = yield from token_for(staff, token_id)
        return (yield from revoke_api_token(token, hand.doing(staff)))

    return await done_by(hand, revoked())
