"""What passkeys need of the web: to which host they belong, challenges that work once, and the answers in forms."""

from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit

from litestar import Response

from chimein.actions.keep_passkey import use_passkey
from chimein.actions.use_code import spend
from chimein.gateways.passkeys import (
    Holder,
    Party,
    answered,
    credential_id_of,
    registered,
    registration_options,
    sign_in_options,
)
from chimein.rules.identity import HALF_MS, Credentials, Passkey
from chimein.rules.refusals import FieldError, Invalid, TokenWrong
from chimein.store.reads.accounts import credentials_of, passkey_by_id
from chimein.web.answers import JSON, Asked, instance_of
from chimein.web.arrivals import origin_of

LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Shown:
    """A passkey that was used rightly, and whether the device made sure of who holds it."""

    credentials: Credentials
    is_person_verified: bool


@dataclass(frozen=True, slots=True)
class Given:
    """What the script puts into a form: our challenge, and the device's answer, as JSON."""

    challenge: str = field(repr=False)
    credential: str = field(repr=False)


def ask_to_sign_in(request: Asked) -> Response[bytes]:
    """The question for any passkey of this host."""
    party = party_of(request)
    word, challenge = _new_challenge(request, "sign-in", 0)
    return _question(word, sign_in_options(party, challenge))


def ask_to_register(request: Asked, account_id: int, label: str, known: list[Passkey]) -> Response[bytes]:
    """The question for a new passkey of an account."""
    holder = Holder(handle_of(request, account_id), label, label)
    word, challenge = _new_challenge(request, "register", account_id)
    options = registration_options(party_of(request), holder, challenge, [each.credential_id for each in known])
    return _question(word, options)


async def new_passkey(request: Asked, given: Given, name: str) -> Passkey:
    """The passkey that a device has made; the account is the one that the challenge was for. Raises `Invalid`."""
    account_id, challenge = await _spent(request, "register", given.challenge)
    made = registered(party_of(request), challenge, given.credential)
    now = instance_of(request).clock.now()
    called = " ".join(name.split())[:LONGEST_NAME] or "Passkey"
    return Passkey(account_id, made.credential_id, made.public_key, made.sign_count, called, now, None)


async def shown_passkey(request: Asked, given: Given) -> Shown:
    """Who has answered with a passkey. Raises `Invalid`, the same for an unknown one and a wrong signature."""
    instance = instance_of(request)
    _, challenge = await _spent(request, "sign-in", given.challenge)
    credential_id, handle = credential_id_of(given.credential)
    passkey = await instance.store.read(passkey_by_id(credential_id))
    if passkey is None:
        raise _wrong()
    credentials = await instance.store.read(credentials_of(passkey.account_id))
    if credentials is None or credentials.is_disabled:
        raise _wrong()
    if handle and handle != handle_of(request, passkey.account_id):
        raise _wrong()
    answer = answered(party_of(request), challenge, given.credential, passkey)
    await instance.store.write(use_passkey(credential_id, answer.sign_count, instance.clock.now()))
    return Shown(credentials, answer.is_person_verified)


def handle_of(request: Asked, account_id: int) -> bytes:
    """How a device knows the account: 32 bytes that say nothing to anybody else."""
    return instance_of(request).keys.desk_mark("passkey", str(account_id))


def party_of(request: Asked) -> Party:
    """The host that passkeys are bound to. Raises `Invalid` where browsers keep none: at a bare IP address."""
    origin, own = origin_of(request)
    if origin is None or origin not in own:
        raise _wrong()
    host = urlsplit(origin).hostname or ""
    if not may_keep_passkeys(host):
        raise Invalid({"passkey": FieldError("passkey-wrong", "Passkeys need a host with a name, not a bare address.")})
    return Party(host, origin)


def may_keep_passkeys(host: str) -> bool:
    """Whether browsers bind passkeys to it: to names, not to IP addresses."""
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return bool(host)
    return False


def _new_challenge(request: Asked, purpose: str, account_id: int) -> tuple[str, bytes]:
    instance = instance_of(request)
    text = f"{purpose}|{account_id}|{instance.clock.now() + HALF_MS}|{instance.randomness.token(32)}"
    word = instance.keys.signed("challenge", text)
    return word, instance.keys.desk_mark("challenge", word)


async def _spent(request: Asked, purpose: str, word: str) -> tuple[int, bytes]:
    instance = instance_of(request)
    try:
        asked_for, account_id, until, _ = instance.keys.text_signed("challenge", word).split("|")
    except TokenWrong:
        raise _wrong() from None
    challenge = instance.keys.desk_mark("challenge", word)
    if asked_for != purpose or int(until) <= instance.clock.now():
        raise _wrong()
    if not await instance.store.write(spend(challenge, int(until))):
        raise _wrong()
    return int(account_id), challenge


def _question(word: str, options: str) -> Response[bytes]:
    body = f'{{"challenge":"{word}","options":{options}}}'.encode()
    return Response(body, media_type=JSON, headers={"Cache-Control": "no-store"})


def _wrong() -> Invalid:
    return Invalid({"passkey": FieldError("passkey-wrong", "This passkey could not be used here. Please try again.")})
