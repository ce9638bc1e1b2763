"""A decision about more than one request can do, in a real browser: it goes on by itself, or by a button."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from access.staff import many_held
from browser.axe import violations
from browser.colleagues import signed_in
from staff import Colleague, at_desk

MANY = 1101


@pytest.fixture
def ada(tmp_path: Path) -> Iterator[Colleague]:
    """A moderator of an instance whose requests do a single step of a large decision."""
    with many_held(tmp_path, MANY) as running:
        yield at_desk(running, "moderator")


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_thousands_go_on_by_themselves_and_back(browser: Browser, ada: Colleague, size: str) -> None:
    """One press, a bar, and the queue with one undo; that goes on by itself as well."""
    with signed_in(browser, ada, size) as page:
        page.goto(f"{ada.server.url}/admin")
        page.locator(".bulk summary").click()
        page.get_by_role("button", name="Spam all 1,101").click()
        expect(page.get_by_text("Marked as spam 1,101 comments.")).to_be_visible(timeout=30_000)
        expect(page.locator("#tabs")).to_contain_text("Spam 1,101")
        page.get_by_role("button", name="Undo").first.click()
        expect(page.get_by_text("Taken back 1,101 comments.")).to_be_visible(timeout=30_000)
        expect(page.locator("#tabs")).to_contain_text("Held 1,101")


def test_without_script_a_button_goes_on(browser: Browser, ada: Colleague) -> None:
    """Each page says how far it is, and axe finds nothing on it."""
    with signed_in(browser, ada, scripts=False) as page:
        page.goto(f"{ada.server.url}/admin")
        page.locator(".bulk summary").click()
        page.get_by_role("button", name="Spam all 1,101").click()
        expect(page.get_by_text("Marked as spam 500 of 1,101 so far.")).to_be_visible(timeout=30_000)
        expect(page.get_by_role("progressbar")).to_have_attribute("value", "500")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.get_by_role("button", name="Go on").click()
        expect(page.get_by_text("Marked as spam 1,000 of 1,101 so far.")).to_be_visible(timeout=30_000)
        page.get_by_role("button", name="Go on").click()
        expect(page.get_by_text("Marked as spam 1,101 comments.")).to_be_visible(timeout=30_000)


def test_axe_finds_nothing_on_the_page_in_between(browser: Browser, ada: Colleague) -> None:
    """While it waits to go on: with script that is only so where the next request cannot be sent."""
    with signed_in(browser, ada) as page:
        page.goto(f"{ada.server.url}/admin")
        page.route("**/admin/decide", lambda route: route.abort() if "cursor" in (route.request.post_data or "")
                   else route.continue_())  # fmt: skip
        page.locator(".bulk summary").click()
        page.get_by_role("button", name="Spam all 1,101").click()
        expect(page.get_by_role("button", name="Go on")).to_be_visible(timeout=30_000)
        assert violations(page, "body") == []
        page.unroute("**/admin/decide")
        page.get_by_role("button", name="Go on").click()
        expect(page.get_by_text("Marked as spam 1,101 comments.")).to_be_visible(timeout=30_000)
