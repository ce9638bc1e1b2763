"""A browser, an instance and a website on another origin for all tests in the browser; a fresh profile for each."""

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from browser.blogs import Blog
from browser.chromium import launch
from browser.hosts import Host
from browser.visits import Visit
from running import Running

PATIENCE_MS = 8_000
_numbers = count(1)

MakeBlog = Callable[..., Blog]
Visitor = Callable[..., Visit]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One Chromium; contexts keep the tests apart."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        running = launch(playwright)
        yield running
        running.close()


@pytest.fixture(scope="package")
def host() -> Iterator[Host]:
    """The website; each blog has its own folder on it."""
    with Host() as running:
        yield running


@pytest.fixture(scope="package")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One served instance without limits; each blog is a site of its own on it."""
    with Running(tmp_path_factory.mktemp("instance"), limits="off") as running:
        yield running


@pytest.fixture(scope="package")
def client() -> Iterator[httpx.Client]:
    """What tests use when they speak to the instance without a browser."""
    # The server hangs up on who was silent for five seconds: let go before, or a request may meet the hanging up.
    with httpx.Client(timeout=10, limits=httpx.Limits(keepalive_expiry=2)) as opened:
        yield opened


@pytest.fixture(scope="package")
def make_blog(instance: Running, host: Host, client: httpx.Client) -> MakeBlog:
    """Makes a site with the settings given, such as `moderation="all"`."""

    def make(**settings: str) -> Blog:
        key = f"blog{next(_numbers)}"
        instance.add_site(host.url, key=key, **{"avatars": "generated", **settings})
        return Blog(instance, host, key, client)

    return make


@pytest.fixture
def blog(make_blog: MakeBlog) -> Blog:
    """A fresh site with the settings that sites have, except that no pictures are asked for."""
    return make_blog()


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Visitor]:
    """Opens a tab in a fresh profile, with the options of `Browser.new_context`; no script may crash in it."""
    visits: list[Visit] = []

    def visit(**options: Any) -> Visit:
        chosen = {"viewport": {"width": 900, "height": 900}, "locale": "en-GB", **options}
        context = browser.new_context(**chosen)
        context.set_default_timeout(PATIENCE_MS)
        visits.append(Visit(context))
        return visits[-1]

    yield visit
    for made in visits:
        made.context.close()
    assert [crash for made in visits for crash in made.crashes] == []


@pytest.fixture
def visit(visitor: Visitor) -> Visit:
    """One visitor with a usual desktop browser."""
    return visitor()
