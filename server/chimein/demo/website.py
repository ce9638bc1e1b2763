"""A small publication on an origin of its own, to show what a website with Chime In looks like from outside.

It knows two addresses and a site key, as any website would, and nothing of the database. All its pages are made once,
when the website is; it has no script of its own and asks nothing of any third origin.
"""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import quote

import minijinja

from chimein.demo.articles import FOLDER, Article, articles, drawing

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

STRICT_POLICY = (
    "default-src 'none'; script-src {instance}; connect-src {instance}; img-src {instance}; style-src 'self'; "
    "base-uri 'none'; require-trusted-types-for 'script'"
)


@dataclass(frozen=True, slots=True)
class Page:
    """One answer, complete."""

    status: int
    content_type: str
    body: bytes
    policy: str = ""


def website(instance_url: str, site_key: str, own_url: str) -> Application:
    """The sample website as an ASGI application: where Chime In is, which site this is, where it itself is reached."""
    pages = _pages(_Addresses(instance_url.rstrip("/"), site_key, own_url.rstrip("/")))
    missing = pages.pop("missing")

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _live(receive, send)
        elif scope["type"] == "http":
            await _send(pages.get(scope["path"].rstrip("/"), missing), scope["method"], send)

    return answer


def article_url(own_url: str, article: Article) -> str:
    """The canonical address of an article, under which its conversation is found."""
    return f"{own_url.rstrip('/')}/{article.slug}"


@dataclass(frozen=True, slots=True)
class _Addresses:
    instance_url: str
    site_key: str
    own_url: str


def _pages(addresses: _Addresses) -> dict[str, Page]:
    """Every page by its path without the slash at the end, and the one for whatever is not there."""
    templates = _templates()
    shown = [_shown(article, addresses) for article in articles()]
    globals_ = {
        "instance_url": escape(addresses.instance_url),
        "site_key": addresses.site_key,
        "own_url": escape(addresses.own_url),
    }

    def html(name: str, **context: object) -> bytes:
        return templates.render_template(name, **globals_, **context).encode()

    pages = {
        f"/{article['slug']}": Page(
            200,
            "text/html; charset=utf-8",
            html("article.html", article=article, others=[other for other in shown if other is not article]),
            STRICT_POLICY.format(instance=addresses.instance_url) if article["strict"] else "",
        )
        for article in shown
    }
    return pages | {
        "": Page(200, "text/html; charset=utf-8", html("index.html", articles=shown)),
        "/icon.svg": Page(200, "image/svg+xml", drawing("icon").encode()),
        "/style.css": Page(200, "text/css; charset=utf-8", _template("style.css").encode()),
        "missing": Page(404, "text/html; charset=utf-8", html("missing.html", drawing=drawing("fog"))),
    }


def _shown(article: Article, addresses: _Addresses) -> dict[str, object]:
    """What the templates show of an article. Addresses come escaped, for MiniJinja would write `/` as `&#x2f;`."""
    url = article_url(addresses.own_url, article)
    page = f"{addresses.instance_url}/t?site={quote(addresses.site_key, safe='')}&url={quote(url, safe='')}"
    fields = {name: getattr(article, name) for name in article.__slots__}
    return fields | {"url": escape(url), "thread_page": escape(page)}


def _templates() -> minijinja.Environment:
    names = ("base.html", "index.html", "article.html", "missing.html")
    return minijinja.Environment(templates={name: _template(name) for name in names})


def _template(name: str) -> str:
    return (FOLDER / "templates" / name).read_text(encoding="utf-8")


async def _live(receive: Receive, send: Send) -> None:
    """Nothing to open and nothing to close, but servers ask."""
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


async def _send(page: Page, method: str, send: Send) -> None:
    if method not in {"GET", "HEAD"}:
        page = Page(405, "text/plain; charset=utf-8", b"There is only reading here.\n")
    headers = _headers(page)
    await send({"type": "http.response.start", "status": page.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if method == "HEAD" else page.body})


def _headers(page: Page) -> list[tuple[bytes, bytes]]:
    headers: Mapping[str, str] = {
        "content-type": page.content_type,
        "content-length": str(len(page.body)),
        "cache-control": "no-cache",
        "x-content-type-options": "nosniff",
        "referrer-policy": "strict-origin-when-cross-origin",
    }
    if page.status == 405:
        headers = {**headers, "allow": "GET, HEAD"}
    if page.policy:
        headers = {**headers, "content-security-policy": page.policy}
    return [(name.encode(), value.encode()) for name, value in headers.items()]
