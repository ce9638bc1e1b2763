"""The desk's pages as answers: their headers, and what becomes of a refusal there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from litestar import Response
from litestar.exceptions import HTTPException

from chimein.access.desk import sites_of
from chimein.render.desk.shell import Shell, desk_page, desk_part
from chimein.rules.refusals import ProveAgain, Refusal, SignInFirst
from chimein.web.answers import Asked, instance_of
from chimein.web.desk.guard import AtWork, form_token
from chimein.web.embed import WidgetFile
from chimein.web.page_answers import html_answer, page_crashed, page_http_failed, page_refused

SIGN_IN = "/admin/sign-in"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Vary": "HX-Request, Accept-Encoding",
    "X-Robots-Tag": "noindex, nofollow",
}


@dataclass(frozen=True, slots=True)
class Screen:
    """Which page is shown: its template, its title, and where it belongs in the menu."""

    template: str
    title: str
    section: str = ""


async def desk_answer(
    request: Asked, somebody: AtWork, screen: Screen, context: Mapping[str, Any], status: int = 200
) -> Response[bytes]:
    """A page of the desk for somebody who is signed in; where htmx asks for a part of it, its main part alone."""
    shell = await shell_of(request, somebody, screen)
    if is_part(request):
        return html_answer(request, desk_part(screen.template, shell, context), status, HEADERS)
    return html_answer(request, desk_page(screen.template, shell, context), status, HEADERS)


async def shell_of(request: Asked, somebody: AtWork, screen: Screen) -> Shell:
    """What stands around each page."""
    sites = await instance_of(request).store.read(sites_of(somebody.staff))
    return Shell(
        title=screen.title,
        section=screen.section,
        path=address_of(request),
        account=somebody.staff.account,
        sites=sites,
        roles={site.key: somebody.staff.role_on(site.site_id) for site in sites},
        form_token=form_token(request, somebody),
        script=script_name(request),
    )


def outside_answer(
    request: Asked, template: str, context: Mapping[str, Any], *, status: int = 200, headers: Mapping[str, str] = {}
) -> Response[bytes]:
    """A page of the desk's before anybody is signed in: set-up, sign-in, an invitation."""
    shell = Shell(title=str(context.get("title", "Sign in")), path=address_of(request), script=script_name(request))
    return html_answer(request, desk_page(template, shell, context), status, {**HEADERS, **headers})


def is_part(request: Asked) -> bool:
    """Whether htmx asks, which puts the answer into the page that is there."""
    return request.headers.get("hx-request", "") == "true"


def address_of(request: Asked) -> str:
    """The path and query that were asked for."""
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def script_name(request: Asked) -> str:
    """The desk's script, under a name that changes with it."""
    files: dict[str, WidgetFile] = request.app.state.widget
    return next(f"/embed/{name}" for name in files if name.startswith("desk."))


def local_address(wanted: str, otherwise: str = "/admin") -> str:
    """An address of the desk to go on to; anything else is not followed (no open redirects)."""
    parts = urlsplit(wanted)
    is_ours = (
        not parts.scheme and not parts.netloc and (wanted == "/admin" or wanted.startswith(("/admin/", "/admin?")))
    )
    return wanted if is_ours and "\\" not in wanted and wanted.isprintable() else otherwise


def desk_refused(request: Asked, refusal: Refusal) -> Response[bytes]:
    """A refusal at the desk: who is not signed in is asked to, everything else is a page."""
    if isinstance(refusal, SignInFirst):
        return to_sign_in(request)
    if isinstance(refusal, ProveAgain):
        return back_to(f"/admin/prove?next={quote(request.url.path, safe='')}")
    answer = page_refused(request, refusal)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def to_sign_in(request: Asked) -> Response[bytes]:
    """To the page where one signs in, and back here afterwards.

    A browser that follows a link from another site leaves a SameSite=Strict cookie behind; asked once more by a page of
    this instance, it brings it along.
    """
    comes_from_elsewhere = request.headers.get("sec-fetch-site", "") in ("cross-site", "same-site")
    if request.method == "GET" and comes_from_elsewhere:
        return outside_answer(request, "again.html", {"title": "One moment", "again": address_of(request)})
    back = address_of(request) if request.method == "GET" else "/admin"
    where = f"{SIGN_IN}?next={quote(back, safe='')}"
    if is_part(request):
        return Response(b"", status_code=200, headers={**HEADERS, "HX-Redirect": where}, media_type="text/html")
    return Response(b"", status_code=303, headers={**HEADERS, "Location": where}, media_type="text/html")


def back_to(wanted: str) -> Response[bytes]:
    """303 to an address of the desk: what was sent is done, and reloading does not send it again."""
    return Response(
        b"", status_code=303, headers={**HEADERS, "Location": local_address(wanted)}, media_type="text/html"
    )


DESK_HANDLERS: dict[Any, Any] = {Refusal: desk_refused, HTTPException: page_http_failed, Exception: page_crashed}
