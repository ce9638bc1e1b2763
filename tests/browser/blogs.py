"""One site of a served instance, with its pages on another origin; what tests say on it goes through the real API."""

from collections.abc import Mapping
from pathlib import Path
from string import Template
from typing import Any

import httpx

from browser.hosts import Host, Served
from chimein.rules.facts import Comment, State
from chimein.store.calls import Transaction, call
from chimein.store.reads.comments import comment_by_public_id
from chimein.store.reads.sites import site_by_key
from chimein.store.writes.comments import Judged, set_state
from running import Running

PAGES = Path(__file__).parent / "pages"
STYLE = Served((PAGES / "style.css").read_bytes(), content_type="text/css; charset=utf-8")
Answer = dict[str, Any]


class Blog:
    """A site named `key` on `server`, embedded by pages of `host`."""

    def __init__(self, server: Running, host: Host, key: str, client: httpx.Client) -> None:
        self.server = server
        self.host = host
        self.key = key
        self.api = f"{server.url}/api/v1/sites/{key}"
        self._client = client
        host.serve("/style.css", STYLE)

    def address(self, name: str = "article") -> str:
        """The address of a page, whether it was served already or not."""
        return f"{self.host.url}/{self.key}/{name}"

    def page(self, name: str = "article", *, headers: Mapping[str, str] | None = None, **parts: str) -> str:
        """Serve a page that embeds this site's comments and return its address.

        `parts` are what the page's template takes (`lang`, `dir`, `title`, `head`, `body`), and `attributes` of the
        element.
        """
        attributes = parts.pop("attributes", "")
        filled = {
            "lang": "en",
            "dir": "ltr",
            "title": "A walk along the canal",
            "head": "",
            "body": self.element(attributes, name),
            "instance": self.server.url,
            **parts,
        }
        source = Template((PAGES / "article.html").read_text(encoding="utf-8")).substitute(filled)
        return self.host.serve(f"/{self.key}/{name}", Served(source.encode(), headers=headers or {}))

    def element(self, attributes: str = "", name: str = "article") -> str:
        """The snippet, with the link for readers without JavaScript."""
        link = f"{self.server.url}/t?site={self.key}&amp;url={self.address(name)}"
        return f'<chime-in site="{self.key}" {attributes}><a href="{link}">Join the conversation</a></chime-in>'

    def post(self, text: str, **fields: Any) -> Answer:
        """Post as somebody would from another browser, and return the answer. `page` names the page."""
        page = fields.pop("page", "article")
        name = str(fields.get("name", "Ada"))
        plain_name = "".join(letter for letter in name.lower() if letter.isascii() and letter.isalnum())
        message = {
            "url": self.address(page),
            "title": "A walk along the canal",
            "name": name,
            "email": f"{plain_name or 'somebody'}@example.org",
            "text": text,
            **fields,
        }
        answer = self._client.post(f"{self.api}/comments", json=message)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def id_of(self, text: str, **fields: Any) -> str:
        """Post and return the comment's id."""
        return str(self.post(text, **fields)["comment"]["id"])

    def talk(self, roots: int, page: str = "article") -> list[str]:
        """So many comments on a page, the oldest first; returns their ids."""
        return [self.id_of(f"Thought number {n}.", name=f"Reader {n}", page=page) for n in range(1, roots + 1)]

    def thread(self, page: str = "article", **query: str) -> Answer:
        """The thread as everybody reads it."""
        answer = self._client.get(f"{self.api}/thread", params={"url": self.address(page), **query})
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def comment(self, public_id: str) -> Comment:
        """What is stored of a comment."""

        def transaction() -> Transaction[Comment]:
            site = yield from site_by_key(self.key)
            found = yield from comment_by_public_id(site.site_id, public_id)
            assert found is not None, public_id
            return found

        return self.server.read(transaction())

    def judge(self, public_id: str, state: State) -> None:
        """Decide about a comment, as a moderator does."""
        known = self.comment(public_id)
        self.server.write(set_state(known, Judged(state, known.posted_at + 1, "test")))

    def close(self, public_id: str) -> None:
        """Close the conversation that a comment is part of."""
        known = self.comment(public_id)

        def transaction() -> Transaction[None]:
            moment = known.posted_at + 1
            doors = {"closed_at": moment, "locked_at": None}
            yield from call("set_doors_of_thread", site_id=known.site_id, id=known.thread_id, **doors)

        self.server.write(transaction())

    def call_it(self, public_id: str, fragment: str) -> None:
        """Let a comment have been known elsewhere by this fragment, as an import does."""
        known = self.comment(public_id)

        def transaction() -> Transaction[None]:
            yield from call(
                "add_alias",
                site_id=known.site_id,
                source="wordpress",
                source_id=fragment,
                thread_id=known.thread_id,
                comment_id=known.id,
                fragment=fragment,
            )

        self.server.write(transaction())
