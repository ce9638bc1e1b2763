"""A browser with nothing but HTML: reads a page's form, fills it in, sends it."""

import re
from html.parser import HTMLParser
from typing import Any

import httpx

PAGE = "https://blog.example/tides"
HERE = {"site": "blog", "url": PAGE}


class Form(HTMLParser):
    """The first form of a page: where it goes and what is in its fields."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.action = ""
        self.fields: dict[str, str] = {}
        self.attributes: dict[str, dict[str, str | None]] = {}
        self._text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect."""
        found = dict(attrs)
        if tag == "form" and not self.action:
            self.action = (found["action"] or "").partition("#")[0]
        elif tag in ("input", "textarea"):
            self.fields[found["name"] or ""] = found.get("value") or ""
            self.attributes[found["name"] or ""] = found
            self._text = (found["name"] or "") if tag == "textarea" else ""

    def handle_endtag(self, tag: str) -> None:
        """A text area ends; its first newline is not part of the value (HTML §13.2.6.4.7)."""
        if tag == "textarea":
            self.fields[self._text] = self.fields[self._text].removeprefix("\n")
            self._text = ""

    def handle_data(self, data: str) -> None:
        """What stands in a text area."""
        if self._text:
            self.fields[self._text] += data


def typed(html: str, **fields: str) -> tuple[str, dict[str, str]]:
    """The form of a page, filled in: its address and what a browser sends."""
    form = Form(html)
    words = {"text": "What I *think*.", "name": "Bo", "email": "bo@example.org", "action": "post"}
    return form.action, {**form.fields, **words, **fields}


def send(http: httpx.Client, html: str, **fields: str) -> httpx.Response:
    """Fill in the form and send it, without following where it leads."""
    action, data = typed(html, **fields)
    return http.post(action, data=data)


def say(http: httpx.Client, text: str = "Hello there.", **fields: Any) -> dict[str, Any]:
    """Post a comment by the API."""
    message = {"url": PAGE, "title": "Tides", "name": "Ana", "email": "ana@example.org", "text": text, **fields}
    return dict(http.post("/api/v1/sites/blog/comments", json=message).json())


def page(http: httpx.Client, **more: Any) -> str:
    """The page of the thread."""
    answer = http.get("/t", params={**HERE, **more})
    assert answer.status_code == 200
    return answer.text


def thread_id(http: httpx.Client) -> str:
    """The public id of the thread."""
    return str(http.get("/api/v1/sites/blog/thread", params={"url": PAGE}).json()["thread"]["id"])


def posted(http: httpx.Client, **fields: str) -> str:
    """Post by the form; returns where the browser is sent."""
    answer = send(http, page(http), **fields)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def edit_link(http: httpx.Client, location: str) -> str:
    """The link that is shown once, on the page after posting."""
    found = re.search(r'href="(/t/[^"]+/edit[^"]+)"', http.get(location).text)
    assert found
    return found[1].replace("&amp;", "&")
