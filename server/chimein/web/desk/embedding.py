"""The embed generator: options on one side, the real element with them on the other, and what to paste below.

Without script it is a form that asks for the page again; with it, each change does so by itself.
"""

from collections.abc import Mapping

from litestar import Response, get
from litestar.params import FromPath

from chimein.render.desk.sample_thread import sample_page
from chimein.render.desk.site_forms import embed_fields
from chimein.rules.embedding import OPTION_NAMES, Embedding, embedding, place_of
from chimein.rules.refusals import Invalid
from chimein.rules.snippets import RESERVE, SYSTEMS, snippet
from chimein.web.answers import Asked, instance_of
from chimein.web.desk.answers import DESK_HANDLERS, HEADERS, Screen, desk_answer
from chimein.web.desk.guard import at_work
from chimein.web.desk.sites import query_of, site_at_desk
from chimein.web.page_answers import html_answer

GROUNDS = ("light", "dark")
WIDTHS = ("desktop", "phone")


@get("/admin/sites/{key:str}/embed", name="desk_embed_page", exception_handlers=DESK_HANDLERS)
async def get_embed(request: Asked, key: FromPath[str]) -> Response[bytes]:
    """The generator."""
    somebody = await at_work(request)
    site = await site_at_desk(request, somebody, key)
    typed = {name: request.query_params.get(name, "") for name in OPTION_NAMES}
    options, errors = _options(typed)
    system = _one_of(request, "for", tuple(SYSTEMS))
    seen = {"ground": _one_of(request, "ground", GROUNDS), "width": _one_of(request, "width", WIDTHS)}
    right = {name: value for name, value in typed.items() if name not in errors}
    context = {
        "site": site,
        "tab": "embed",
        "is_new": bool(request.query_params.get("new")),
        "fields": embed_fields(typed, errors),
        "seen": seen,
        "snippet": snippet(system, place_of(site, instance_of(request).public_url), options),
        "reserve": RESERVE,
        "systems": _systems(site.key, {**typed, **seen}, system),
        "preview": f"/admin/sites/{site.key}/sample?{query_of({**right, 'ground': seen['ground']})}",
    }
    status = 422 if errors else 200
    return await desk_answer(request, somebody, Screen("site_embed.html", site.name, "sites"), context, status)


@get("/admin/sites/{key:str}/sample", name="desk_sample_page", exception_handlers=DESK_HANDLERS)
async def get_sample(request: Asked, key: FromPath[str]) -> Response[bytes]:
    """A page with the element in it, for the frame of the generator: the real one, with a conversation of its own."""
    somebody = await at_work(request)
    site = await site_at_desk(request, somebody, key)
    options, _ = _options({name: request.query_params.get(name, "") for name in OPTION_NAMES})
    nonce = instance_of(request).randomness.token(16)
    page = sample_page(site, options, _one_of(request, "ground", GROUNDS), nonce)
    policy = (
        f"default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self'; style-src 'nonce-{nonce}'; "
        "form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
    )
    return html_answer(request, page, 200, {**HEADERS, "Content-Security-Policy": policy})


def _options(typed: Mapping[str, str]) -> tuple[Embedding, dict[str, str]]:
    """The options, without those that will not do, and a sentence for each of these."""
    try:
        return embedding(typed), {}
    except Invalid as refused:
        errors = {name: error.detail for name, error in refused.errors.items()}
        return embedding({name: value for name, value in typed.items() if name not in errors}), errors


def _systems(key: str, kept: Mapping[str, str], chosen: str) -> list[tuple[str, str, bool]]:
    return [
        (system.title, f"/admin/sites/{key}/embed?{query_of({**kept, 'for': name})}#paste", name == chosen)
        for name, system in SYSTEMS.items()
    ]


def _one_of(request: Asked, name: str, options: tuple[str, ...]) -> str:
    wanted = request.query_params.get(name, "")
    return wanted if wanted in options else options[0]
