"""The sample website shows the snippet as any website would, and asks nothing of anyone but the instance."""

import re
from collections.abc import MutableMapping
from typing import Any

import pytest

from chimein.demo.articles import articles
from chimein.demo.website import article_url, website

INSTANCE = "http://127.0.0.1:8000"
HOME = "http://localhost:8001"
SLUGS = [article.slug for article in articles()]

pytestmark = pytest.mark.anyio


async def visit(path: str, method: str = "GET") -> tuple[int, dict[str, str], str]:
    sent: list[MutableMapping[str, Any]] = []

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    site = website(f"{INSTANCE}/", "k&y", HOME)
    await site({"type": "http", "method": method, "path": path}, receive, send)
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers, sent[1]["body"].decode()


@pytest.mark.parametrize("slug", SLUGS)
async def test_an_article_carries_the_snippet_and_its_canonical_address(slug: str) -> None:
    """Two lines, with a link inside that works without JavaScript."""
    status, headers, body = await visit(f"/{slug}")
    assert status == 200
    assert headers["content-type"] == "text/html; charset=utf-8"
    page = f"{INSTANCE}/t?site=k%26y&amp;url=http%3A%2F%2Flocalhost%3A8001%2F{slug}"
    assert f'<chime-in site="k&amp;y"><a href="{page}">Join the conversation</a></chime-in>' in body
    assert f'<script type="module" async src="{INSTANCE}/embed.js"></script>' in body
    assert f'<link rel="canonical" href="{HOME}/{slug}">' in body


async def test_the_front_page_lists_every_article_with_its_count() -> None:
    """The counts are asked for by the addresses under which the conversations are kept."""
    status, _, body = await visit("/")
    assert status == 200
    for article in articles():
        assert f'data-chime-count="{article_url(HOME, article)}"' in body
        assert article.title in body


async def test_one_article_is_as_strict_as_a_host_page_can_be() -> None:
    """Nothing but the instance, no inline style or script, Trusted Types required."""
    policies = [(await visit(f"/{slug}"))[1].get("content-security-policy") for slug in SLUGS]
    strict = [policy for policy in policies if policy]
    assert len(strict) == 1
    for rule in (
        "default-src 'none'",
        f"script-src {INSTANCE}",
        f"connect-src {INSTANCE}",
        f"img-src {INSTANCE}",
        "style-src 'self'",
        "require-trusted-types-for 'script'",
    ):
        assert rule in strict[0].split("; ")


@pytest.mark.parametrize("path", ["/", "/nowhere", "/style.css", *[f"/{slug}" for slug in SLUGS]])
async def test_nothing_is_asked_of_a_third_origin_and_nothing_is_inline(path: str) -> None:
    """Every address is the website's own or the instance's; the only script is the snippet's."""
    _, _, body = await visit(path)
    addresses = re.findall(r'(?:src|href)="([^"]*)"|url\(', body)
    assert all(address.startswith((INSTANCE, HOME, "/")) for address in addresses)
    assert not re.search(r'\sstyle="|\son\w+="|<style|@import', body)
    assert all(f'src="{INSTANCE}/embed.js"' in script for script in re.findall(r"<script[^>]*>", body))


async def test_a_slash_at_the_end_is_forgiven() -> None:
    """People type it."""
    assert await visit(f"/{SLUGS[0]}/") == await visit(f"/{SLUGS[0]}")


async def test_what_is_not_there_is_a_page_too() -> None:
    """404, with a way back."""
    status, _, body = await visit("/nowhere")
    assert status == 404
    assert 'href="/"' in body


async def test_head_is_get_without_the_body_and_nothing_can_be_written() -> None:
    """A website of files would answer the same."""
    got, head = await visit("/"), await visit("/", "HEAD")
    assert head == (200, got[1], "")
    status, headers, _ = await visit("/", "POST")
    assert (status, headers["allow"]) == (405, "GET, HEAD")


async def test_it_starts_and_stops_with_its_server() -> None:
    """Both ends of the lifespan are answered, and then it is over."""
    asked = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]
    answered: list[str] = []

    async def receive() -> MutableMapping[str, Any]:
        return asked.pop(0)

    async def send(message: MutableMapping[str, Any]) -> None:
        answered.append(message["type"])

    await website(INSTANCE, "key", HOME)({"type": "lifespan"}, receive, send)
    assert answered == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
