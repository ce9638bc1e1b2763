"""A moderator's visit to a host's page, as the desk and the widget make it, for tests that need no browser."""

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

import httpx

from staff import Colleague

ORIGIN = "https://blog.example"


@dataclass
class Visit:
    """What the page says for who came from the desk; `token` is empty until a ticket was exchanged."""

    http: httpx.Client
    site: str = "blog"
    origin: str = ORIGIN
    token: str = ""

    @property
    def door(self) -> str:
        """Where all of it is asked."""
        return f"/api/v1/sites/{self.site}/desk"

    def shows(self, ticket: str) -> httpx.Response:
        """Whatever comes of exchanging a ticket; a success is kept."""
        answer = self.http.post(self.door, json={"ticket": ticket}, headers={"Origin": self.origin})
        if answer.status_code == 201:
            self.token = answer.json()["token"]
        return answer

    def held(self, url: str) -> httpx.Response:
        """What is held on a page."""
        return self.http.get(f"{self.door}/thread", params={"url": url}, headers=self._headers)

    def does(self, verb: str, **sent: Any) -> httpx.Response:
        """Decide, or take it back."""
        return self.http.post(f"{self.door}/{verb}", json=sent, headers=self._headers)

    @property
    def _headers(self) -> dict[str, str]:
        return {"Origin": self.origin, "Authorization": f"Bearer {self.token}"}


def way_to_page(colleague: Colleague, comment: str = "", **about: str) -> str:
    """The address to which the desk leads, ticket and all."""
    answer = colleague.post("/admin/visit", about or {"id": comment})
    assert answer.status_code == 200, answer.text
    found = re.search(r'<a href="([^"]+#chime-desk=[^"]+)"', answer.text)
    assert found, answer.text
    return unescape(found[1])


def ticket_for(colleague: Colleague, comment: str) -> str:
    """The ticket alone."""
    return way_to_page(colleague, comment).partition("#chime-desk=")[2]
