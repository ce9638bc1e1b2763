"""Everything that a stranger can get out of a running instance, as a list of named bytes."""

from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

import httpx

API = "/api/v1/sites/blog"


class Walk:
    """Collects the bytes of each answer: status line, headers and body."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http
        self.seen: list[tuple[str, bytes]] = []

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Ask, and keep all that came back."""
        answer = self._http.request(method, path, **options)
        headers = b"\n".join(name + b": " + value for name, value in answer.headers.raw)
        self.seen.append((f"{method} {path} -> {answer.status_code}", headers + b"\n\n" + answer.content))
        return answer

    def everything_about(self, page: str) -> None:
        """Every public address, for the conversation of one page."""
        about = urlencode({"url": page})
        thread = self.ask("GET", f"{API}/thread?{about}").json()
        for wish in ("body=tree", "body=html", "order=newest", "page=last"):
            self.ask("GET", f"{API}/thread?{about}&{wish}")
        self.ask("GET", f"{API}/counts?{about}")
        for comment in thread["comments"]:
            self._comment(comment)
        for path in _pages(thread["thread"]["id"], about):
            self.ask("GET", path)

    def _comment(self, comment: dict[str, Any]) -> None:
        self.ask("GET", f"{API}/comments/{comment['id']}")
        self.ask("GET", f"{API}/thread/replies?root={comment['id']}&after={comment['id']}")
        bare = comment["avatar"].partition("?")[0]
        for path in (comment["avatar"], bare, bare.replace("/80", "/160"), bare.replace("/80", "/81")):
            self.ask("GET", path)
            self.ask("HEAD", path)


def form_of(page: str) -> tuple[str, dict[str, str]] | None:
    """Where the page's form that takes an email posts to, and its hidden fields; None where there is none."""
    reader = _FormReader()
    reader.feed(page)
    return next(((action, hidden) for action, hidden, names in reader.forms if "email" in names), None)


class _FormReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str], set[str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((given.get("action", ""), {}, set()))
        elif tag in ("input", "textarea") and self.forms and "name" in given:
            _, hidden, names = self.forms[-1]
            names.add(given["name"])
            if given.get("type") == "hidden":
                hidden[given["name"]] = given.get("value", "")


def _pages(thread: str | None, about: str) -> list[str]:
    return [
        f"/t/{thread}",
        f"/t?site=blog&{about}",
        f"/t/{thread}/feed.atom",
        "/s/blog/feed.atom",
        "/s/blog/held.atom",
        "/embed.js",
        "/schema/openapi.json",
        "/schema",
        "/metrics",
        "/admin",
        "/healthz",
        "/readyz",
        "/nowhere",
    ]
