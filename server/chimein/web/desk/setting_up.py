"""The first page of all: whoever has read the server's console becomes the owner, and gets the first site's snippet."""

from litestar import Response, get, post

from chimein.access.desk import site_for
from chimein.actions.add_site import NewSite, add_site
from chimein.actions.take_link import accept_as_new
from chimein.rules.embedding import Embedding, place_of
from chimein.rules.refusals import FieldError, Invalid, LinkOver, Refusal
from chimein.rules.site_keys import KEY_BITS, site_key
from chimein.rules.snippets import SYSTEMS, snippet
from chimein.store.calls import Transaction, repeatable
from chimein.store.reads.accounts import is_anybody_there, link_by_mark
from chimein.web.answers import Asked, instance_of
from chimein.web.desk.answers import DESK_HANDLERS, SIGN_IN, Screen, back_to, desk_answer
from chimein.web.desk.doorkeeping import doing_as, let_in
from chimein.web.desk.guard import at_work
from chimein.web.desk.new_accounts import checked_account
from chimein.web.desk.outside import outside_form, outside_page
from chimein.web.desk.signing_in import SET_UP, wrong_of_fields

FIELDS = ("token", "name", "email", "passphrase", "site_name", "origin")
WELCOME = "/admin/welcome"


@get(SET_UP, exception_handlers=DESK_HANDLERS)
async def get_set_up(request: Asked) -> Response[bytes]:
    """The page, while nobody can sign in."""
    if await instance_of(request).store.read(is_anybody_there()):
        return back_to(SIGN_IN)
    return _page(request, {"token": request.query_params.get("token", "")})


@post(SET_UP, exception_handlers=DESK_HANDLERS)
async def post_set_up(request: Asked) -> Response[bytes]:
    """The owner and the first site, both or neither."""
    form = await outside_form(request, FIELDS)
    try:
        account_id, key = await _set_up(request, form)
    except Refusal as refusal:
        return _page(request, form, refusal)
    return await let_in(request, account_id, "set-up", f"{WELCOME}?site={key}")


@get(WELCOME, exception_handlers=DESK_HANDLERS)
async def get_welcome(request: Asked) -> Response[bytes]:
    """What to paste into the new site's pages."""
    somebody = await at_work(request)
    instance = instance_of(request)
    site = await instance.store.read(site_for(somebody.staff, request.query_params.get("site", ""), "see"))
    made = snippet(next(iter(SYSTEMS)), place_of(site, instance.public_url), Embedding())
    screen = Screen("welcome.html", "Welcome", "sites")
    return await desk_answer(request, somebody, screen, {"site": site, "snippet": made})


async def _set_up(request: Asked, form: dict[str, str]) -> tuple[int, str]:
    instance = instance_of(request)
    mark, now = instance.keys.desk_mark("link", form["token"].strip()), instance.clock.now()
    if await instance.store.read(link_by_mark(mark, now)) is None or await instance.store.read(is_anybody_there()):
        raise Invalid({"token": FieldError("token-wrong", "This is not the token that the server printed last.")})
    new_site = NewSite(site_key(instance.randomness.bits(KEY_BITS)), form["site_name"], (form["origin"].strip(),), now)
    owner = await checked_account(request, form)
    doing = doing_as(request, owner.id)

    @repeatable
    def both_or_neither() -> Transaction[None]:
        if (yield from is_anybody_there()):
            raise LinkOver
        yield from _added(new_site)
        yield from accept_as_new(mark, owner, None, doing)

    await instance.store.write(both_or_neither())
    return owner.id, new_site.key


def _added(new: NewSite) -> Transaction[None]:
    try:
        yield from add_site(new)
    except Invalid as refusal:
        # On this page `name` is the owner's.
        names = {"name": "site_name", "origin": "origin"}
        raise Invalid({names.get(name, name): error for name, error in refusal.errors.items()}) from refusal


def _page(request: Asked, form: dict[str, str], refusal: Refusal | None = None) -> Response[bytes]:
    shown = {name: "" if name == "passphrase" else form.get(name, "") for name in FIELDS}
    context = {"title": "Set up", **wrong_of_fields(refusal), "form": shown}
    return outside_page(request, "set_up.html", context, refusal.status if refusal else 200)
