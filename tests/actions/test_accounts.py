"""What is kept of those who sign in: used up once, ended for good, and the same on both engines."""

from collections.abc import AsyncIterator
from itertools import count

import pytest

from chimein.actions.add_account import add_account
from chimein.actions.attempt import Gate, begin_attempt, forgive_attempt
from chimein.actions.begin_session import begin_session
from chimein.actions.change_account import readdress_account
from chimein.actions.disable_account import disable_account
from chimein.actions.enrol_code import enrol_code
from chimein.actions.forget import forget_sign_ins
from chimein.actions.grant_role import grant_ownership, grant_role
from chimein.actions.keep_passkey import add_passkey, remove_passkey, use_passkey
from chimein.actions.make_link import make_link
from chimein.actions.sign_in import SigningIn, prove_again, sign_in
from chimein.actions.take_link import WayIn, accept_as_new, accept_way_in
from chimein.actions.use_code import spend, use_code, use_recovery_code
from chimein.rules.accounts import IDLE_MS, SHELL
from chimein.rules.attempts import FREE
from chimein.rules.identity import Link, Passkey, SealedAccountEmail
from chimein.rules.refusals import Invalid, LastOwner, LinkOver
from chimein.store.calls import Store, call
from chimein.store.reads.accounts import (
    account_by_id,
    credentials_of,
    passkey_by_id,
    passkeys_of,
    recoveries_left,
    roles_of,
    session_by_mark,
    sessions_of,
    team_of,
)
from chimein.store.writes.accounts import NewAccount
from chimein.store.writes.acts import Doing
from engines import Database

pytestmark = pytest.mark.anyio
NOW = 1_700_000_000_000
_NUMBERS = count(1)
DOING = Doing(SHELL, NOW, lambda: next(_NUMBERS), lambda row: row[:8])


@pytest.fixture
async def store(database: Database) -> AsyncIterator[Store]:
    """A database with a site and an owner, number 1."""
    opened = await database.opened()
    await opened.write(call("add_site", key="blog", name="", settings="{}", created_at=1))
    await opened.write(add_account(new(1, is_owner=True), DOING))
    yield opened
    await opened.close()


def address(number: int) -> SealedAccountEmail:
    """An address as it is stored."""
    return SealedAccountEmail(bytes([number]) * 32, b"cipher", b"key", 1)


def new(number: int, *, is_owner: bool = False) -> NewAccount:
    """Somebody."""
    return NewAccount(number, address(number), f"Person {number}", "a hash", is_owner)


def link(mark: bytes, account_id: int | None, site_id: int | None = None) -> Link:
    """A link that works for a minute."""
    purpose, role = ("invitation", "moderator") if account_id is None else ("reset", None)
    return Link(mark, purpose, account_id, site_id, role, NOW, NOW + 60_000)  # type: ignore[arg-type] # both are right


def passkey(number: int, account_id: int) -> Passkey:
    """A public key."""
    return Passkey(account_id, bytes([number]) * 16, b"public", 0, "Phone", NOW, None)


async def test_an_account_is_read_as_it_was_added(store: Store) -> None:
    """With what it is signed in to, and without what nobody needs to see; an address has one account."""
    account = await store.read(account_by_id(1))
    assert (account.name, account.is_owner, account.has_password, account.has_totp) == ("Person 1", True, True, False)
    with pytest.raises(Invalid):
        await store.write(add_account(NewAccount(2, address(1), "Two", None), DOING))
    await store.write(add_account(new(2), DOING))
    with pytest.raises(Invalid):
        await store.write(readdress_account(2, address(1), DOING, b""))
    await store.write(readdress_account(2, address(3), DOING, b""))


async def test_roles_are_those_of_the_moment(store: Store) -> None:
    """Given, changed and taken; each change ends the sessions, and the last owner stays."""
    await store.write(add_account(new(2), DOING))
    await store.write(begin_session(2, b"m", "A browser", NOW))
    assert await store.write(grant_role(2, 1, "admin", DOING))
    assert await store.read(session_by_mark(b"m")) is None
    assert not await store.write(grant_role(2, 1, "admin", DOING))
    assert await store.write(grant_role(2, 1, "reader", DOING))
    assert [(account.id, role) for account, role in await store.read(team_of(1))] == [(2, "reader")]
    assert await store.write(grant_role(2, 1, None, DOING))
    assert await store.read(roles_of(2)) == {}
    for change in (disable_account(1, DOING), grant_ownership(1, DOING, is_owner=False)):
        with pytest.raises(LastOwner):
            await store.write(change)


async def test_a_session_is_renewed_and_ends(store: Store) -> None:
    """Signing in ends the one before, proving gives another word, and what is over is forgotten."""
    await store.write(sign_in(SigningIn(1, b"first", "A browser", "passphrase"), DOING))
    await store.write(sign_in(SigningIn(1, b"second", "A browser", "passphrase", b"first"), DOING))
    await store.write(prove_again(b"second", b"third", NOW + 5))
    (only,) = await store.read(sessions_of(1))
    assert (only.mark, only.proven_at) == (b"third", NOW + 5)
    await store.write(forget_sign_ins(NOW + 5 + IDLE_MS))
    assert len(await store.read(sessions_of(1))) == 1
    await store.write(forget_sign_ins(NOW + 6 + IDLE_MS))
    assert await store.read(sessions_of(1)) == []


async def test_what_works_once_works_once(store: Store) -> None:
    """A step of the clock and those before it, a recovery code, a challenge, and a link."""
    await store.write(enrol_code(1, b"sealed", 100, [b"r1", b"r2"], DOING))
    assert [await store.write(use_code(1, step)) for step in (100, 99, 101, 101)] == [False, False, True, False]
    assert [await store.write(use_recovery_code(1, b"r1", DOING)) for _ in range(2)] == [True, False]
    assert await store.read(recoveries_left(1)) == 1
    assert [await store.write(spend(b"challenge", NOW)) for _ in range(2)] == [True, False]
    await store.write(make_link(link(b"invite", None, 1), DOING))
    await store.write(accept_as_new(b"invite", new(2), passkey(2, 2), DOING))
    assert await store.read(roles_of(2)) == {1: "moderator"}
    with pytest.raises(LinkOver):
        await store.write(accept_as_new(b"invite", new(3), None, DOING))


async def test_a_link_for_a_new_way_in_keeps_the_second_factor(store: Store) -> None:
    """And replaces the one before; a link of no account is not one for this."""
    await store.write(enrol_code(1, b"sealed", 100, [], DOING))
    await store.write(make_link(link(b"old", 1), DOING))
    await store.write(make_link(link(b"new", 1), DOING))
    with pytest.raises(LinkOver):
        await store.write(accept_way_in(b"old", WayIn("another"), DOING))
    assert await store.write(accept_way_in(b"new", WayIn("another"), DOING)) == 1
    kept = await store.read(credentials_of(1))
    assert kept is not None
    assert (kept.password_hash, kept.totp_secret) == ("another", b"sealed")


async def test_passkeys_belong_to_one_account(store: Store) -> None:
    """One is known once, remembers its use, and the only way in is not taken away."""
    await store.write(add_account(NewAccount(2, address(2), "Two", None), DOING))
    await store.write(add_passkey(passkey(7, 2), DOING))
    with pytest.raises(Invalid):
        await store.write(add_passkey(passkey(7, 1), DOING))
    await store.write(use_passkey(bytes([7]) * 16, 4, NOW + 1))
    found = await store.read(passkey_by_id(bytes([7]) * 16))
    assert found is not None
    assert (found.account_id, found.sign_count, found.used_at) == (2, 4, NOW + 1)
    with pytest.raises(Invalid):
        await store.write(remove_passkey(2, bytes([7]) * 16, DOING))
    await store.write(add_passkey(passkey(8, 2), DOING))
    await store.write(remove_passkey(2, bytes([7]) * 16, DOING))
    assert [each.credential_id for each in await store.read(passkeys_of(2))] == [bytes([8]) * 16]


async def test_tries_are_counted_and_given_back(store: Store) -> None:
    """A shut gate counts nothing at the others, and what was right is as if it had not been."""
    gates = (Gate("pair", b"pair"), Gate("network", b"network"))
    waits = [await store.write(begin_attempt(gates, NOW)) for _ in range(FREE + 3)]
    assert [wait > 0 for wait in waits] == [False] * FREE + [True] * 3
    await store.write(forgive_attempt(gates))
    assert await store.write(begin_attempt(gates, NOW)) == 0
