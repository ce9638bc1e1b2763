"""The page of programs' tokens in a real browser, on a desktop and a phone, light and dark, with and without script."""

import re

import httpx
import pytest
from playwright.sync_api import Browser, expect

from browser.axe import violations
from browser.colleagues import SIZES, signed_in
from running import Running
from staff import at_desk
from visiting import bearer

FITS = "() => document.documentElement.scrollWidth <= innerWidth"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_a_token_is_made_by_hand(browser: Browser, server: Running, size: str, scheme: str) -> None:
    """Named, chosen, shown once to be copied, listed, and revoked; no fault that axe knows on the way."""
    boss = at_desk(server, is_owner=True)
    with signed_in(browser, boss, size, scheme, scripts=size == "desktop") as page:
        page.goto(f"{server.url}/admin/tokens")
        page.get_by_label("What it is for").fill("Nightly script")
        page.get_by_label("It may").select_option("see")
        page.get_by_role("button", name="Make the token").click()
        word = page.get_by_label("The token", exact=True).inner_text()
        assert re.fullmatch(r"chimein_[\w-]{43}", word)
        if size == "desktop":
            assert violations(page, "body") == []
            assert page.evaluate(FITS)
        assert httpx.get(f"{server.url}/api/v1/admin/me", headers=bearer(word)).json()["scopes"] == ["see"]
        page.get_by_role("button", name="Revoke “Nightly script”").click()
        expect(page.get_by_role("cell", name="revoked")).to_be_visible()
    assert httpx.get(f"{server.url}/api/v1/admin/me", headers=bearer(word)).status_code == 401


def test_the_page_fits_a_phone(browser: Browser, server: Running) -> None:
    """The table scrolls in itself, by keyboard too."""
    boss = at_desk(server, is_owner=True)
    with signed_in(browser, boss, "phone") as page:
        page.goto(f"{server.url}/admin/tokens")
        page.get_by_label("What it is for").fill("A script with a name that is as long as names may be at all")
        page.get_by_role("button", name="Make the token").click()
        expect(page.get_by_role("button", name="Copy")).to_be_visible()
        assert violations(page, "body") == []
        assert page.evaluate(FITS)
