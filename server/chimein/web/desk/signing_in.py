"""The pages by which somebody signs in, by a passphrase and a code or by a passkey; proves it once more; signs out."""

from litestar import Response, get, post

from chimein.actions.end_session import end_session
from chimein.actions.sign_in import prove_again
from chimein.rules.accounts import PROOF_MS
from chimein.rules.refusals import FieldError, Invalid, ProveAgain, Refusal
from chimein.store.reads.accounts import credentials_of, is_anybody_there, passkeys_of, sealed_email_of
from chimein.web.answers import Asked, instance_of
from chimein.web.desk.answers import DESK_HANDLERS, SIGN_IN, Screen, back_to, desk_answer, local_address
from chimein.web.desk.cookies import ending, keeping, new_word
from chimein.web.desk.doorkeeping import by_code, by_passphrase, half_way, let_in
from chimein.web.desk.guard import AtWork, at_work, check_same_origin, form_at_work
from chimein.web.desk.guessing import attempt, forgiven
from chimein.web.desk.outside import outside_form, outside_page
from chimein.web.desk.passkey_forms import Given, ask_to_sign_in, shown_passkey

SET_UP = "/admin/set-up"
FIELDS = ("email", "passphrase", "next")


@get(SIGN_IN, exception_handlers=DESK_HANDLERS)
async def get_sign_in(request: Asked) -> Response[bytes]:
    """The page; while nobody can sign in at all, the one that sets the instance up."""
    if not await instance_of(request).store.read(is_anybody_there()):
        return back_to(SET_UP)
    return _page(request, request.query_params.get("next", ""))


@post(SIGN_IN, exception_handlers=DESK_HANDLERS)
async def post_sign_in(request: Asked) -> Response[bytes]:
    """An address and a passphrase."""
    form = await outside_form(request, FIELDS)
    try:
        person = await by_passphrase(request, form["email"], form["passphrase"])
    except Refusal as refusal:
        return _page(request, form["next"], refusal, form["email"])
    account_id = person.credentials.account_id
    if person.wants_code:
        return code_page(request, half_way(request, account_id, "passphrase"), form["next"])
    return await let_in(request, account_id, "passphrase", form["next"])


@post(f"{SIGN_IN}/code", exception_handlers=DESK_HANDLERS)
async def post_code(request: Asked) -> Response[bytes]:
    """The second factor."""
    form = await outside_form(request, ("half", "code", "next"))
    try:
        account_id, by = await by_code(request, form["half"], form["code"])
    except Invalid as refusal:
        return code_page(request, form["half"], form["next"], refusal)
    except Refusal as refusal:
        return _page(request, form["next"], refusal)
    return await let_in(request, account_id, by, form["next"])


@post(f"{SIGN_IN}/passkey", exception_handlers=DESK_HANDLERS)
async def post_passkey(request: Asked) -> Response[bytes]:
    """A passkey; where its device did not make sure of who holds it, a second factor is still asked for."""
    form = await outside_form(request, ("challenge", "credential", "next"))
    try:
        shown = await shown_passkey(request, Given(form["challenge"], form["credential"]))
    except Invalid as refusal:
        return _page(request, form["next"], refusal)
    account_id = shown.credentials.account_id
    if shown.credentials.totp_secret is not None and not shown.is_person_verified:
        return code_page(request, half_way(request, account_id, "passkey"), form["next"])
    return await let_in(request, account_id, "passkey", form["next"])


@post("/admin/passkeys/question", exception_handlers=DESK_HANDLERS, status_code=200)
async def post_question(request: Asked) -> Response[bytes]:
    """What the script asks a device, for signing in or for proving it once more."""
    check_same_origin(request)
    return ask_to_sign_in(request)


@post("/admin/sign-out", exception_handlers=DESK_HANDLERS)
async def post_sign_out(request: Asked) -> Response[bytes]:
    """The session is over, here and in the database."""
    somebody, _ = await form_at_work(request, ())
    instance = instance_of(request)
    mark = instance.keys.desk_mark("session", somebody.word)
    await instance.store.write(end_session(somebody.staff.account.id, mark))
    answer = back_to(SIGN_IN)
    answer.headers["Set-Cookie"] = ending()
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@get("/admin/prove", exception_handlers=DESK_HANDLERS)
async def get_prove(request: Asked) -> Response[bytes]:
    """The passphrase or passkey once more, before what must not be done with a browser that was left alone."""
    return await _prove_page(request, await at_work(request), request.query_params.get("next", ""))


@post("/admin/prove", exception_handlers=DESK_HANDLERS)
async def post_prove(request: Asked) -> Response[bytes]:
    """Proven: the session goes on under a new word."""
    somebody, form = await form_at_work(request, ("passphrase", "challenge", "credential", "next"))
    try:
        await _prove(request, somebody, form)
    except Refusal as refusal:
        return await _prove_page(request, somebody, form["next"], refusal)
    instance, word = instance_of(request), new_word(request)
    old, new = (instance.keys.desk_mark("session", each) for each in (somebody.word, word))
    await instance.store.write(prove_again(old, new, instance.clock.now()))
    answer = back_to(local_address(form["next"], "/admin/me"))
    answer.headers["Set-Cookie"] = keeping(word)
    return answer


def check_proven(request: Asked, somebody: AtWork) -> None:
    """Raises `ProveAgain` where the passphrase or passkey was given too long ago."""
    session = somebody.staff.session
    if session is None or instance_of(request).clock.now() - session.proven_at > PROOF_MS:
        raise ProveAgain


async def _prove(request: Asked, somebody: AtWork, form: dict[str, str]) -> None:
    account_id = somebody.staff.account.id
    if form["credential"]:
        shown = await shown_passkey(request, Given(form["challenge"], form["credential"]))
        if shown.credentials.account_id == account_id:
            return
        raise Invalid({"passkey": FieldError("passkey-wrong", "This passkey belongs to another account.")})
    store = instance_of(request).store
    credentials = await store.read(credentials_of(account_id))
    address = await store.read(sealed_email_of(account_id))
    made = await attempt(request, address.lookup, account_id)
    stored = credentials.password_hash if credentials else None
    if not (await instance_of(request).passwords.check(stored, form["passphrase"])).is_right:
        raise Invalid({"passphrase": FieldError("wrong", "This is not your passphrase.")})
    await forgiven(request, made)


async def _prove_page(request: Asked, somebody: AtWork, wanted: str, refusal: Refusal | None = None) -> Response[bytes]:
    keys = await instance_of(request).store.read(passkeys_of(somebody.staff.account.id))
    context = {**wrong_of_fields(refusal), "next": local_address(wanted, "/admin/me"), "has_passkeys": bool(keys)}
    status = refusal.status if refusal else 200
    return await desk_answer(request, somebody, Screen("prove.html", "Once more, please"), context, status)


def _page(request: Asked, wanted: str, refusal: Refusal | None = None, email: str = "") -> Response[bytes]:
    context = {"title": "Sign in", **wrong_of_fields(refusal), "next": local_address(wanted), "email": email}
    return _outside(request, "sign_in.html", context, refusal)


def code_page(request: Asked, half: str, wanted: str, refusal: Refusal | None = None) -> Response[bytes]:
    """Asks for the second factor of whoever has given the first."""
    context = {"title": "Second factor", **wrong_of_fields(refusal), "half": half, "next": local_address(wanted)}
    return _outside(request, "code.html", context, refusal)


def _outside(request: Asked, template: str, context: dict[str, object], refusal: Refusal | None) -> Response[bytes]:
    answer = outside_page(request, template, context, refusal.status if refusal else 200)
    if refusal is not None and refusal.retry_after is not None:
        answer.headers["Retry-After"] = str(refusal.retry_after)
    return answer


def wrong_of_fields(refusal: Refusal | None) -> dict[str, object]:
    """What is wrong with which field, for a page; what no field is to blame for stands above them."""
    if refusal is None:
        return {"wrong": {}, "says": ""}
    fields = {name: error.detail for name, error in refusal.errors.items()}
    return {"wrong": fields, "says": "" if fields else refusal.detail}
