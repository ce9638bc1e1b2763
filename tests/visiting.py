"""A visitor of one page, who speaks to a real server as the widget would."""

from itertools import count
from pathlib import Path
from typing import Any

import httpx

from engines import Database
from running import Running

ORIGIN = "https://blog.example"
_NUMBERS = count(1)
# What the contract gives every comment; none of it is ever absent, `body` or `html` where the other was asked for.
COMMENT_KEYS = {
    "id",
    "number",
    "depth",
    "parent",
    "kind",
    "name",
    "website",
    "avatar",
    "body",
    "html",
    "posted_at",
    "edited_at",
    "state",
    "badges",
    "replies",
    "more",
}
Json = dict[str, Any]


class Visitor:
    """Reads and writes on the page `page` of the site `site`."""

    def __init__(self, http: httpx.Client, site: str, page: str = f"{ORIGIN}/post") -> None:
        self.http = http
        self.site = site
        self.page = page
        self.api = f"/api/v1/sites/{site}"

    def on(self, page: str) -> "Visitor":
        """The same visitor on another page."""
        return Visitor(self.http, self.site, page)

    def words(self, text: Any = "Hello there.", **changes: Any) -> Json:
        """A comment that may be posted, with `changes`; a field set to `...` is left out."""
        fields = {"url": self.page, "name": "Ann", "email": "ann@example.org", "text": text, **changes}
        return {name: value for name, value in fields.items() if value is not ...}

    def tries(
        self, text: Any = "Hello there.", headers: dict[str, str] | None = None, **changes: Any
    ) -> httpx.Response:
        """Whatever comes of posting."""
        return self.http.post(f"{self.api}/comments", json=self.words(text, **changes), headers=headers)

    def says(self, text: str = "Hello there.", **changes: Any) -> Json:
        """What a comment that is taken is answered with."""
        answer = self.tries(text, **changes)
        assert answer.status_code == 201, answer.text
        found: Json = answer.json()
        return found

    def replies(self, to: Json, text: str = "I agree.", **changes: Any) -> Json:
        """The same for a reply to what `says` gave."""
        return self.says(text, parent=to["comment"]["id"], **changes)

    def asks(self, headers: dict[str, str] | None = None, **params: Any) -> httpx.Response:
        """Whatever comes of reading the thread."""
        return self.http.get(f"{self.api}/thread", params={"url": self.page, **params}, headers=headers)

    def reads(self, **params: Any) -> Json:
        """The thread."""
        answer = self.asks(**params)
        assert answer.status_code == 200, answer.text
        found: Json = answer.json()
        return found

    def looks_at(self, comment_id: str, token: str | None = None) -> httpx.Response:
        """One comment, as a reader or with its token."""
        return self.http.get(f"{self.api}/comments/{comment_id}", headers=bearer(token))

    def edits(self, posted: Json, text: str = "Better words.", **changes: Any) -> httpx.Response:
        """Whatever comes of new words."""
        address = f"{self.api}/comments/{posted['comment']['id']}"
        return self.http.patch(address, json={"text": text, **changes}, headers=bearer(posted["edit_token"]))

    def withdraws(self, posted: Json) -> httpx.Response:
        """Whatever comes of taking it back."""
        address = f"{self.api}/comments/{posted['comment']['id']}"
        return self.http.delete(address, headers=bearer(posted["edit_token"]))


def bearer(token: str | None) -> dict[str, str]:
    """The header that carries a token."""
    return {} if token is None else {"Authorization": f"Bearer {token}"}


def new_visitor(server: Running, http: httpx.Client, *origins: str, **settings: str) -> Visitor:
    """A visitor of a site of its own, made for one test."""
    key = f"site{next(_NUMBERS)}"
    server.add_site(*(origins or (ORIGIN,)), key=key, **{"avatars": "generated", **settings})
    return Visitor(http, key)


def rows(database: Path | Database, query: str, *params: Any) -> list[tuple[Any, ...]]:
    """What a second, independent connection finds in a server's database, or does to it."""
    found = Database(f"sqlite:///{database}") if isinstance(database, Path) else database
    return found.rows(query, *params)


def kept(database: Path | Database) -> bytes:
    """Everything that a server's database holds, as it lies in its files or, elsewhere, in its tables."""
    if isinstance(database, Path):
        return b"".join(file.read_bytes() for file in database.parent.glob(f"{database.name}*"))
    names = rows(database, "select tablename from pg_tables where schemaname = 'public'")
    return repr(dump(database, *(name for (name,) in names))).encode()


def dump(database: Path | Database, *tables: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of these tables."""
    return {table: sorted(rows(database, f"select * from {table}"), key=repr) for table in tables}


def problem(answer: httpx.Response, status: int, code: str) -> dict[str, str]:
    """Assert that the answer is this problem; its wrong fields with their codes."""
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text
    found = answer.json()
    assert found.keys() == {"type", "title", "status", "detail", "code", "errors"}
    assert (found["status"], found["code"]) == (status, code)
    assert found["detail"]
    assert found["title"]
    return {name: error["code"] for name, error in found["errors"].items()}
