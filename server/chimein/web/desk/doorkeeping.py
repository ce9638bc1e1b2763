"""Finds out whether somebody is who they say, and lets them in. Every wrong answer is the same, and costs the same."""

import logging
from dataclasses import dataclass

from litestar import Response

from chimein.actions.choose_passphrase import keep_newer_hash
from chimein.actions.sign_in import SigningIn, sign_in
from chimein.actions.use_code import spend, use_code, use_recovery_code
from chimein.gateways.totp import recovery_word, step_of
from chimein.rules.accounts import Actor
from chimein.rules.browsers import browser_name
from chimein.rules.emails import clean_email
from chimein.rules.identity import HALF_MS, Credentials
from chimein.rules.refusals import FieldError, Invalid, LinkOver, TokenWrong
from chimein.store.reads.accounts import credentials_by_email, credentials_of, sealed_email_of
from chimein.store.writes.acts import Doing
from chimein.web.answers import Asked, instance_of
from chimein.web.desk.answers import back_to
from chimein.web.desk.cookies import keeping, new_word, session_word
from chimein.web.desk.guessing import KNOWN, KNOWN_SECONDS, Attempt, attempt, forgiven, known_word
from chimein.web.desk.outside import cookie

LOG = logging.getLogger("chimein.desk")
LONGEST_TRY = 1024


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who has shown one proof, and what is still wanted."""

    credentials: Credentials
    made: Attempt
    wants_code: bool


async def by_passphrase(request: Asked, typed_email: str, passphrase: str) -> Person:
    """Who has this address and this passphrase. Raises `Invalid` and `TooManyRequests`."""
    instance = instance_of(request)
    lookup = instance.keys.email_lookup(0, clean_email(typed_email))
    found = await instance.store.read(credentials_by_email(lookup))
    made = await attempt(request, lookup, found.account_id if found else None)
    stored = found.password_hash if found and not found.is_disabled else None
    checked = await instance.passwords.check(stored, passphrase[:LONGEST_TRY])
    if not checked.is_right or found is None or found.password_hash is None:
        LOG.warning("sign-in refused", extra={"by": "passphrase"})
        raise Invalid({"passphrase": FieldError("wrong", "This address and this passphrase do not belong together.")})
    if checked.new_hash is not None:
        await instance.store.write(keep_newer_hash(found.account_id, found.password_hash, checked.new_hash))
    if found.totp_secret is None:
        await forgiven(request, made)
    # With a second factor the try stays counted until that one is right too: guesses at codes are guesses.
    return Person(found, made, wants_code=found.totp_secret is not None)


def half_way(request: Asked, account_id: int, by: str) -> str:
    """What says for some minutes, once, that an account's first proof was given."""
    instance = instance_of(request)
    text = f"{account_id}|{by}|{instance.clock.now() + HALF_MS}|{instance.randomness.token(16)}"
    return instance.keys.signed("half", text)


async def by_code(request: Asked, half: str, code: str) -> tuple[int, str]:
    """Whose second factor this is, and what the first one was. Raises `Invalid`, `LinkOver`, `TooManyRequests`."""
    instance = instance_of(request)
    account_id, first = _opened_half(request, half)
    found = await instance.store.read(credentials_of(account_id))
    if found is None or found.is_disabled:
        raise LinkOver
    address = await instance.store.read(sealed_email_of(account_id))
    made = await attempt(request, address.lookup, account_id)
    by = await _used_code(request, found, code)
    # Last, so that a slip of the hand does not cost the first proof; and once, so that no copy is worth anything.
    if not await instance.store.write(spend(instance.keys.desk_mark("half", half), instance.clock.now() + HALF_MS)):
        raise LinkOver
    await forgiven(request, made)
    return account_id, f"{first}+{by}"


async def let_in(request: Asked, account_id: int, by: str, wanted: str) -> Response[bytes]:
    """A new session for the account in this browser, and on to the page that was wanted."""
    instance = instance_of(request)
    word, old = new_word(request), session_word(request)
    wish = SigningIn(
        account_id=account_id,
        mark=instance.keys.desk_mark("session", word),
        browser=browser_name(request.headers.get("user-agent", "")),
        by=by,
        old_mark=instance.keys.desk_mark("session", old) if old else None,
    )
    await instance.store.write(sign_in(wish, doing_as(request, account_id)))
    LOG.info("signed in", extra={"by": by})
    answer = back_to(wanted)
    answer.headers["Set-Cookie"] = keeping(word)
    answer.set_cookie(cookie(KNOWN, known_word(request, account_id), KNOWN_SECONDS))
    return answer


def doing_as(request: Asked, account_id: int) -> Doing:
    """What an account does to itself."""
    instance = instance_of(request)
    actor = Actor("account", account_id)
    return Doing(actor, instance.clock.now(), instance.mint.new, instance.keys.audit_seal)


def recovery_mark(request: Asked, account_id: int, code: str) -> bytes:
    """Under what the database knows a recovery code."""
    return instance_of(request).keys.desk_mark("recovery", f"{account_id}|{recovery_word(code)}")


async def _used_code(request: Asked, found: Credentials, code: str) -> str:
    instance = instance_of(request)
    account_id, now = found.account_id, instance.clock.now()
    if found.totp_secret is not None:
        secret = instance.keys.open_code_secret(account_id, found.totp_secret).decode()
        step = step_of(secret, code, now)
        if step is not None and await instance.store.write(use_code(account_id, step)):
            return "code"
    mark = recovery_mark(request, account_id, code)
    if await instance.store.write(use_recovery_code(account_id, mark, doing_as(request, account_id))):
        return "recovery"
    LOG.warning("sign-in refused", extra={"by": "code"})
    raise Invalid({"code": FieldError("code-wrong", "This code is not right, or was used already. Take the next one.")})


def _opened_half(request: Asked, half: str) -> tuple[int, str]:
    instance = instance_of(request)
    try:
        account_id, first, until, _ = instance.keys.text_signed("half", half).split("|")
    except TokenWrong:
        raise LinkOver from None
    if int(until) <= instance.clock.now():
        raise LinkOver
    return int(account_id), first
