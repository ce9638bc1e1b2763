"""What somebody types who becomes an account: name, address, passphrase, all that is wrong with them at once."""

from chimein.rules.emails import clean_email
from chimein.rules.identity import Passkey, SealedAccountEmail
from chimein.rules.names import clean_name
from chimein.rules.refusals import FieldError, Invalid
from chimein.store.reads.sites import all_sites
from chimein.store.writes.accounts import NewAccount
from chimein.web.answers import Asked, instance_of


async def checked_account(request: Asked, form: dict[str, str], passkey: Passkey | None = None) -> NewAccount:
    """The account to be: that of a passkey which was made for it, or with its passphrase hashed.

    Raises `Invalid` with every field that is wrong.
    """
    instance, wrong = instance_of(request), dict[str, FieldError]()
    name = email = ""
    try:
        name = clean_name(form["name"])
    except Invalid as refusal:
        wrong.update(refusal.errors)
    try:
        email = clean_email(form["email"])
    except Invalid as refusal:
        wrong.update(refusal.errors)
    if passkey is None:
        wrong.update(await _faults_of(request, form["passphrase"], [name, email]))
    if wrong:
        raise Invalid(wrong)
    account_id = passkey.account_id if passkey else instance.mint.new()
    hashed = None if passkey else await instance.passwords.hashed(form["passphrase"])
    return NewAccount(account_id, sealed_address(request, account_id, email), name, hashed)


async def checked_passphrase(request: Asked, passphrase: str, known: list[str]) -> str:
    """Its hash. Raises `Invalid` where it is too short or too easy to guess."""
    wrong = await _faults_of(request, passphrase, known)
    if wrong:
        raise Invalid(wrong)
    return await instance_of(request).passwords.hashed(passphrase)


def sealed_address(request: Asked, account_id: int, email: str) -> SealedAccountEmail:
    """A clean address as it is stored for this account."""
    keys = instance_of(request).keys
    sealed = keys.seal_email(0, account_id, email)
    return SealedAccountEmail(keys.email_lookup(0, email), sealed.cipher, sealed.wrapped_key, sealed.key_version)


async def _faults_of(request: Asked, passphrase: str, known: list[str]) -> dict[str, FieldError]:
    instance = instance_of(request)
    sites = await instance.store.read(all_sites())
    try:
        await instance.passwords.check_new(passphrase, [*known, *(site.name for site in sites)])
    except Invalid as refusal:
        return dict(refusal.errors)
    return {}
