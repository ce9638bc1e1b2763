"""What the shell does about those who sign in. Addresses are opened here, for who holds the secret's file anyway."""

from collections.abc import Awaitable, Callable
from typing import Any

from chimein.actions.add_account import add_account
from chimein.actions.disable_account import disable_account, enable_account
from chimein.actions.drop_code import drop_code
from chimein.actions.grant_role import grant_ownership, grant_role
from chimein.actions.make_link import make_link
from chimein.gateways.keys import SealedEmail
from chimein.office.account_verbs import (
    AccountView,
    AddAccount,
    AddedAccount,
    DisableAccount,
    GrantRole,
    MadeLink,
    ResetAccount,
    ShowAccounts,
)
from chimein.office.verbs import Done
from chimein.render.times import iso
from chimein.rules.accounts import SHELL, Account
from chimein.rules.emails import clean_email
from chimein.rules.identity import INVITATION_MS, RESET_MS, Link, LinkPurpose, SealedAccountEmail
from chimein.rules.names import clean_name
from chimein.rules.refusals import NotFound
from chimein.store.calls import Transaction, repeatable
from chimein.store.reads.accounts import all_accounts, credentials_by_email, roles_of, sealed_email_of
from chimein.store.reads.sites import all_sites, site_by_key
from chimein.store.writes.accounts import NewAccount
from chimein.store.writes.acts import Doing
from chimein.wiring import Instance

WORD_BYTES = 32
EVERYWHERE = "*"


async def _add_account(instance: Instance, verb: AddAccount) -> AddedAccount:
    email = clean_email(verb.email)
    name = clean_name(verb.name or email.partition("@")[0])
    password_hash = None
    if verb.passphrase is not None:
        sites = await instance.store.read(all_sites())
        await instance.passwords.check_new(verb.passphrase, [name, email, *(site.name for site in sites)])
        password_hash = await instance.passwords.hashed(verb.passphrase)
    account_id, lookup = instance.mint.new(), instance.keys.email_lookup(0, email)
    sealed = instance.keys.seal_email(0, account_id, email)
    address = SealedAccountEmail(lookup, sealed.cipher, sealed.wrapped_key, sealed.key_version)
    new, doing = NewAccount(account_id, address, name, password_hash, is_owner=verb.is_owner), _doing(instance)
    word, link = _new_link(instance, "invitation", account_id)

    @repeatable
    def with_its_link() -> Transaction[None]:
        yield from add_account(new, doing)
        if password_hash is None:
            yield from make_link(link, doing)

    await instance.store.write(with_its_link())
    address_of_link = None if password_hash else _address(instance, word)
    return AddedAccount(email=email, name=name, owner=verb.is_owner, link=address_of_link)


async def _grant_role(instance: Instance, verb: GrantRole) -> Done:
    account_id = await _known(instance, verb.email)
    if verb.key in (None, EVERYWHERE):
        if verb.role not in ("owner", "none"):
            raise NotFound("Of the whole instance somebody is owner, or none; other roles are those of a site.")
        owning = grant_ownership(account_id, _doing(instance), is_owner=verb.role == "owner")
        return Done(changed=int(await instance.store.write(owning)))
    site = await instance.store.read(site_by_key(str(verb.key)))
    role = None if verb.role == "none" else verb.role
    return Done(changed=int(await instance.store.write(grant_role(account_id, site.site_id, role, _doing(instance)))))


async def _show_accounts(instance: Instance, _: ShowAccounts) -> list[AccountView]:
    def everybody() -> Transaction[list[AccountView]]:
        keys = {site.site_id: site.key for site in (yield from all_sites())}
        shown = []
        for account in (yield from all_accounts()):
            roles = yield from roles_of(account.id)
            sealed = yield from sealed_email_of(account.id)
            named: dict[str, str] = {keys[site_id]: role for site_id, role in roles.items()}
            shown.append(_view(account, opened_email(instance, account.id, sealed), named))
        return shown

    return await instance.store.read(everybody())


async def _disable_account(instance: Instance, verb: DisableAccount) -> Done:
    account_id = await _known(instance, verb.email)
    if verb.is_disabled:
        return Done(changed=int(await instance.store.write(disable_account(account_id, _doing(instance)))))
    return Done(changed=int(await instance.store.write(enable_account(account_id, _doing(instance)))))


async def _reset_account(instance: Instance, verb: ResetAccount) -> MadeLink:
    account_id, doing = await _known(instance, verb.email), _doing(instance)
    word, link = _new_link(instance, "reset", account_id)

    @repeatable
    def with_or_without_the_factor() -> Transaction[None]:
        if verb.drops_second_factor:
            yield from drop_code(account_id, doing)
        yield from make_link(link, doing)

    await instance.store.write(with_or_without_the_factor())
    return MadeLink(link=_address(instance, word), expires_at=iso(link.expires_at))


ACCOUNT_PERFORMERS: dict[type[Any], Callable[[Instance, Any], Awaitable[Any]]] = {
    AddAccount: _add_account,
    GrantRole: _grant_role,
    ShowAccounts: _show_accounts,
    DisableAccount: _disable_account,
    ResetAccount: _reset_account,
}


def opened_email(instance: Instance, account_id: int, sealed: SealedAccountEmail) -> str:
    """An account's address."""
    stored = SealedEmail(sealed.cipher, sealed.wrapped_key, sealed.key_version)
    return instance.keys.open_email(0, account_id, stored)


async def _known(instance: Instance, typed: str) -> int:
    found = await instance.store.read(credentials_by_email(instance.keys.email_lookup(0, clean_email(typed))))
    if found is None:
        raise NotFound(f"There is no account with the address {typed} here.")
    return found.account_id


def _doing(instance: Instance) -> Doing:
    return Doing(SHELL, instance.clock.now(), instance.mint.new, instance.keys.audit_seal)


def _new_link(instance: Instance, purpose: LinkPurpose, account_id: int) -> tuple[str, Link]:
    word, now = instance.randomness.token(WORD_BYTES), instance.clock.now()
    lasts = RESET_MS if purpose == "reset" else INVITATION_MS
    mark = instance.keys.desk_mark("link", word)
    return word, Link(mark, purpose, account_id, None, None, now, now + lasts)


def _address(instance: Instance, word: str) -> str:
    return f"{instance.public_url}/admin/link/{word}"


def _view(account: Account, email: str, roles: dict[str, str]) -> AccountView:
    return AccountView(
        id=account.id,
        email=email,
        name=account.name,
        owner=account.is_owner,
        roles=roles,
        second_factor=account.has_totp,
        disabled=account.is_disabled,
        created_at=iso(account.created_at),
        signed_in_at=None if account.signed_in_at is None else iso(account.signed_in_at),
    )
