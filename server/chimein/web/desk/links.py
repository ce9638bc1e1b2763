"""The pages behind links that work once: an invitation, and a new way in for whoever lost theirs.

A link's word is in the address, so these pages send it to nobody, and nothing keeps them.
"""

from litestar import Response, get, post
from litestar.params import FromPath

from chimein.actions.take_link import WayIn, accept_as_known, accept_as_new, accept_way_in
from chimein.rules.browsers import browser_name
from chimein.rules.identity import Link, Passkey
from chimein.rules.refusals import LinkOver, Refusal, SignInFirst
from chimein.store.reads.accounts import account_by_id, link_by_mark
from chimein.store.reads.sites import site_by_id
from chimein.web.answers import Asked, instance_of
from chimein.web.desk.answers import DESK_HANDLERS, back_to
from chimein.web.desk.doorkeeping import doing_as, half_way, let_in
from chimein.web.desk.guard import at_work, form_at_work, form_token
from chimein.web.desk.new_accounts import checked_account, checked_passphrase
from chimein.web.desk.outside import outside_form, outside_page
from chimein.web.desk.passkey_forms import Given, ask_to_register, new_passkey
from chimein.web.desk.signing_in import code_page, wrong_of_fields

LINK = "/admin/link/{word:str}"
FIELDS = ("name", "email", "passphrase", "challenge", "credential")


@get(LINK, exception_handlers=DESK_HANDLERS)
async def get_link(request: Asked, word: FromPath[str]) -> Response[bytes]:
    """What the link is for."""
    return await _page(request, await _link(request, word), {})


@post(LINK, exception_handlers=DESK_HANDLERS)
async def post_link(request: Asked, word: FromPath[str]) -> Response[bytes]:
    """Taken: an account is made, or gets a new way in."""
    form = await outside_form(request, FIELDS)
    link = await _link(request, word)
    try:
        if link.account_id is None:
            return await _joined(request, link, form)
        return await _found_way_in(request, link, link.account_id, form)
    except LinkOver:
        raise
    except Refusal as refusal:
        return await _page(request, link, form, refusal)


@post(f"{LINK}/join", exception_handlers=DESK_HANDLERS)
async def post_join(request: Asked, word: FromPath[str]) -> Response[bytes]:
    """Taken by somebody who is signed in."""
    somebody, _ = await form_at_work(request, ())
    link, account_id = await _link(request, word), somebody.staff.account.id
    await instance_of(request).store.write(accept_as_known(link.mark, account_id, doing_as(request, account_id)))
    return back_to("/admin")


@post(f"{LINK}/question", exception_handlers=DESK_HANDLERS, status_code=200)
async def post_link_question(request: Asked, word: FromPath[str]) -> Response[bytes]:
    """What the script asks a device that is to make a passkey."""
    form = await outside_form(request, ("name", "email"))
    link = await _link(request, word)
    if link.account_id is None:
        return ask_to_register(request, instance_of(request).mint.new(), form["email"] or form["name"], [])
    account = await instance_of(request).store.read(account_by_id(link.account_id))
    return ask_to_register(request, account.id, account.name, [])


async def _joined(request: Asked, link: Link, form: dict[str, str]) -> Response[bytes]:
    instance = instance_of(request)
    passkey = await _passkey(request, form)
    new = await checked_account(request, form, passkey)
    await instance.store.write(accept_as_new(link.mark, new, passkey, doing_as(request, new.id)))
    return await let_in(request, new.id, "invitation", "/admin")


async def _found_way_in(request: Asked, link: Link, account_id: int, form: dict[str, str]) -> Response[bytes]:
    instance = instance_of(request)
    account = await instance.store.read(account_by_id(account_id))
    passkey = await _passkey(request, form)
    if passkey is not None and passkey.account_id != account_id:
        raise LinkOver
    hashed = None if passkey else await checked_passphrase(request, form["passphrase"], [account.name])
    await instance.store.write(accept_way_in(link.mark, WayIn(hashed, passkey), doing_as(request, account_id)))
    if account.has_totp:
        # A link that somebody intercepted is not enough: the second factor stays.
        return code_page(request, half_way(request, account_id, "link"), "/admin")
    return await let_in(request, account_id, "link", "/admin")


async def _passkey(request: Asked, form: dict[str, str]) -> Passkey | None:
    if not form["credential"]:
        return None
    browser = browser_name(request.headers.get("user-agent", ""))
    return await new_passkey(request, Given(form["challenge"], form["credential"]), browser)


async def _link(request: Asked, word: str) -> Link:
    instance = instance_of(request)
    link = await instance.store.read(link_by_mark(instance.keys.desk_mark("link", word), instance.clock.now()))
    if link is None or link.purpose == "setup":
        raise LinkOver
    return link


async def _page(request: Asked, link: Link, form: dict[str, str], refusal: Refusal | None = None) -> Response[bytes]:
    store = instance_of(request).store
    site = None if link.site_id is None else await store.read(site_by_id(link.site_id))
    account = None if link.account_id is None else await store.read(account_by_id(link.account_id))
    context = {
        "title": "Welcome" if link.purpose == "invitation" else "A new passphrase",
        **wrong_of_fields(refusal),
        "form": {"name": form.get("name", ""), "email": form.get("email", "")},
        "address": request.url.path,
        "site": site,
        "role": link.role,
        "whose": account,
        "me": await _signed_in_as(request),
    }
    return outside_page(request, "link.html", context, refusal.status if refusal else 200)


async def _signed_in_as(request: Asked) -> dict[str, str] | None:
    try:
        somebody = await at_work(request)
    except SignInFirst:
        return None
    return {"name": somebody.staff.account.name, "form_token": form_token(request, somebody)}
