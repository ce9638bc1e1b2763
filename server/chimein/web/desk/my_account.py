"""One's own account: what one is called, how one signs in, and where one is signed in."""

import base64

from litestar import Response, get, post

from chimein.actions.change_account import readdress_account, rename_account
from chimein.actions.choose_passphrase import choose_passphrase
from chimein.actions.end_session import end_other_sessions, end_session
from chimein.actions.keep_passkey import add_passkey, remove_passkey
from chimein.gateways.keys import SealedEmail
from chimein.rules.emails import clean_email
from chimein.rules.names import clean_name
from chimein.rules.refusals import Invalid, NotFound, Refusal
from chimein.store.reads.accounts import passkeys_of, recoveries_left, sealed_email_of, sessions_of
from chimein.web.answers import Asked, instance_of
from chimein.web.desk.answers import DESK_HANDLERS, Screen, back_to, desk_answer
from chimein.web.desk.doorkeeping import doing_as
from chimein.web.desk.guard import AtWork, at_work, form_at_work
from chimein.web.desk.new_accounts import checked_passphrase, sealed_address
from chimein.web.desk.passkey_forms import Given, ask_to_register, new_passkey
from chimein.web.desk.signing_in import check_proven, wrong_of_fields

ME = "/admin/me"
DONE = {
    "name": "You are called something else now.",
    "email": "You sign in with the new address from now on.",
    "passphrase": "The new passphrase counts. Other browsers were signed out.",
    "passkey": "The passkey works from now on.",
    "removed": "The passkey works no more.",
    "sessions": "Signed out there.",
    "dropped": "No code is asked for any more.",
}
SHOWN = 12
"""So many letters of a session's mark name it in the list."""


@get(ME, exception_handlers=DESK_HANDLERS)
async def get_me(request: Asked) -> Response[bytes]:
    """The page."""
    return await _page(request, await at_work(request))


@post(f"{ME}/name", exception_handlers=DESK_HANDLERS)
async def post_name(request: Asked) -> Response[bytes]:
    """Another name."""
    somebody, form = await form_at_work(request, ("name",))
    try:
        name = clean_name(form["name"])
    except Invalid as refusal:
        return await _page(request, somebody, refusal)
    account_id = somebody.staff.account.id
    await instance_of(request).store.write(rename_account(account_id, name, doing_as(request, account_id)))
    return back_to(f"{ME}?done=name")


@post(f"{ME}/email", exception_handlers=DESK_HANDLERS)
async def post_email(request: Asked) -> Response[bytes]:
    """Another address, of whoever has just proven who they are."""
    somebody, form = await form_at_work(request, ("email",))
    check_proven(request, somebody)
    account_id = somebody.staff.account.id
    try:
        address = sealed_address(request, account_id, clean_email(form["email"]))
        change = readdress_account(account_id, address, doing_as(request, account_id), mark_of(request, somebody))
        await instance_of(request).store.write(change)
    except Invalid as refusal:
        return await _page(request, somebody, refusal)
    return back_to(f"{ME}?done=email")


@post(f"{ME}/passphrase", exception_handlers=DESK_HANDLERS)
async def post_passphrase(request: Asked) -> Response[bytes]:
    """Another passphrase; every other browser is signed out."""
    somebody, form = await form_at_work(request, ("new_passphrase",))
    check_proven(request, somebody)
    account = somebody.staff.account
    try:
        hashed = await checked_passphrase(
            request, form["new_passphrase"], [account.name, await email_of(request, account.id)]
        )
    except Invalid as refusal:
        return await _page(request, somebody, refusal)
    doing, but = doing_as(request, account.id), mark_of(request, somebody)
    await instance_of(request).store.write(choose_passphrase(account.id, hashed, doing, but))
    return back_to(f"{ME}?done=passphrase")


@post(f"{ME}/passkeys/question", exception_handlers=DESK_HANDLERS, status_code=200)
async def post_passkey_question(request: Asked) -> Response[bytes]:
    """What the script asks a device that is to make a passkey."""
    somebody, _ = await form_at_work(request, ())
    check_proven(request, somebody)
    account = somebody.staff.account
    known = await instance_of(request).store.read(passkeys_of(account.id))
    return ask_to_register(request, account.id, await email_of(request, account.id), known)


@post(f"{ME}/passkeys", exception_handlers=DESK_HANDLERS)
async def post_passkey(request: Asked) -> Response[bytes]:
    """One more passkey."""
    somebody, form = await form_at_work(request, ("challenge", "credential", "name"))
    check_proven(request, somebody)
    account_id = somebody.staff.account.id
    try:
        passkey = await new_passkey(request, Given(form["challenge"], form["credential"]), form["name"])
        if passkey.account_id != account_id:
            raise NotFound
        await instance_of(request).store.write(add_passkey(passkey, doing_as(request, account_id)))
    except Invalid as refusal:
        return await _page(request, somebody, refusal)
    return back_to(f"{ME}?done=passkey")


@post(f"{ME}/passkeys/remove", exception_handlers=DESK_HANDLERS)
async def post_remove_passkey(request: Asked) -> Response[bytes]:
    """One passkey less."""
    somebody, form = await form_at_work(request, ("passkey",))
    check_proven(request, somebody)
    account_id = somebody.staff.account.id
    try:
        wanted = remove_passkey(account_id, _bytes(form["passkey"]), doing_as(request, account_id))
        await instance_of(request).store.write(wanted)
    except Invalid as refusal:
        return await _page(request, somebody, refusal)
    return back_to(f"{ME}?done=removed")


@post(f"{ME}/sessions/end", exception_handlers=DESK_HANDLERS)
async def post_end_session(request: Asked) -> Response[bytes]:
    """Signed out in one other browser, or in all of them."""
    somebody, form = await form_at_work(request, ("session",))
    instance, account_id = instance_of(request), somebody.staff.account.id
    if form["session"] == "all":
        await instance.store.write(end_other_sessions(account_id, mark_of(request, somebody)))
        return back_to(f"{ME}?done=sessions")
    for each in await instance.store.read(sessions_of(account_id)):
        if each.mark.hex().startswith(form["session"]) and len(form["session"]) == SHOWN:
            await instance.store.write(end_session(account_id, each.mark))
    return back_to(f"{ME}?done=sessions")


def mark_of(request: Asked, somebody: AtWork) -> bytes:
    """Under what the database knows the session of this request."""
    return instance_of(request).keys.desk_mark("session", somebody.word)


async def email_of(request: Asked, account_id: int) -> str:
    """One's own address."""
    instance = instance_of(request)
    found = await instance.store.read(sealed_email_of(account_id))
    return instance.keys.open_email(0, account_id, SealedEmail(found.cipher, found.wrapped_key, found.key_version))


async def _page(request: Asked, somebody: AtWork, refusal: Refusal | None = None) -> Response[bytes]:
    instance, account = instance_of(request), somebody.staff.account
    now, own = instance.clock.now(), mark_of(request, somebody)
    sessions = [each for each in await instance.store.read(sessions_of(account.id)) if not each.is_over(now)]
    keys = await instance.store.read(passkeys_of(account.id))
    context = {
        **wrong_of_fields(refusal),
        "me": account,
        "email": await email_of(request, account.id),
        "done": DONE.get(request.query_params.get("done", ""), ""),
        "passkeys": [{"id": _text(each.credential_id), "key": each} for each in keys],
        "recoveries": await instance.store.read(recoveries_left(account.id)),
        "sessions": [{"id": each.mark.hex()[:SHOWN], "it": each, "is_this": each.mark == own} for each in sessions],
    }
    return await desk_answer(
        request, somebody, Screen("me.html", "My account"), context, refusal.status if refusal else 200
    )


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode("ascii")


def _bytes(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text)
    except ValueError:
        return b""
