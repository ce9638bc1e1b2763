"""The desk's doors in a real browser: set-up, passphrase, passkey, codes; by keyboard, on a phone, for everybody."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Page, expect

from browser.axe import violations
from browser.conftest import Visitor
from chimein.office.first_run import set_up_link
from running import Running
from signing import BETTER, GOOD, OWNER, add_account, reset_link
from visiting import rows

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
DESKTOP = {"viewport": {"width": 1280, "height": 900}}
WIDTHS = pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=["desktop", "phone"])
Desk = Callable[..., Page]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Running]:
    """An instance of its own, with a site."""
    with Running(tmp_path, limits="off") as running:
        running.add_site()
        yield running


@pytest.fixture
def page_of(visitor: Visitor) -> Desk:
    """Opens a tab at some screen's width; axe may look into it."""

    def opened(**options: object) -> Page:
        return visitor(bypass_csp=True, **options).context.new_page()

    return opened


def at(running: Running, path: str) -> str:
    """The address by the host's name: browsers bind passkeys to names, not to bare addresses."""
    return running.url.replace("127.0.0.1", "localhost") + path


def with_device(page: Page) -> None:
    """A device that keeps passkeys and makes sure of who holds it."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def sign_in(page: Page, running: Running, passphrase: str = GOOD) -> None:
    """By the form, as people do."""
    page.goto(at(running, "/admin/sign-in?next=/admin/me"))
    page.get_by_label("Email").fill(OWNER)
    page.get_by_label("Passphrase").fill(passphrase)
    page.get_by_role("button", name="Sign in", exact=True).click()


def fits(page: Page) -> bool:
    """Whether nothing has to be scrolled sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


@WIDTHS
def test_the_first_run_leads_to_the_snippet(tmp_path: Path, page_of: Desk, screen: dict[str, object]) -> None:
    """From the console's link to what is pasted into a page, by keyboard alone."""
    with Running(tmp_path, limits="off") as running:
        link = running.wait_for(set_up_link(running.instance))
        page = page_of(**screen)
        page.goto(str(link).replace("127.0.0.1", "localhost"))
        assert violations(page, "html") == []
        assert fits(page)
        page.get_by_label("Name", exact=True).focus()
        for text in ("Ada", OWNER, GOOD, "Low Water", "https://low-water.example"):
            page.keyboard.type(text)
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="“Low Water” can be talked on")).to_be_visible()
        expect(page.get_by_label("The snippet")).to_contain_text("<chime-in site=")
        assert violations(page, "html") == []
        assert fits(page)


@WIDTHS
def test_a_passkey_is_made_and_signs_in(desk: Running, page_of: Desk, screen: dict[str, object]) -> None:
    """Added in one's own account, it signs in without a word being typed, and is in the list."""
    add_account(desk)
    page = page_of(**screen)
    with_device(page)
    sign_in(page, desk)
    page.get_by_label("What to call it").fill("My phone")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("status").first).to_have_text("The passkey works from now on.")
    expect(page.get_by_text("My phone since")).to_be_visible()
    page.context.clear_cookies()
    page.goto(at(desk, "/admin/sign-in?next=/admin/me"))
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", name="My account")).to_be_visible()
    expect(page.get_by_text("last used")).to_be_visible()


def test_a_passkey_takes_the_place_of_a_lost_passphrase(desk: Running, page_of: Desk) -> None:
    """A reset link can be answered with a passkey, which also proves what must be proven anew."""
    add_account(desk)
    page = page_of()
    with_device(page)
    page.goto(at(desk, reset_link(desk)))
    page.get_by_role("button", name="Make a passkey instead").click()
    page.wait_for_url("**/admin")
    rows(desk.database, "update account_session set proven_at = proven_at - ?", 20 * 60_000)
    page.goto(at(desk, "/admin/me/code"))
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="One-time codes")).to_be_visible()


def test_a_passkey_of_nobody_here_says_so(desk: Running, page_of: Desk) -> None:
    """A passkey that was removed signs nobody in, and the page can still be used."""
    add_account(desk)
    page = page_of()
    with_device(page)
    sign_in(page, desk)
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_role("button", name="Remove the passkey").click()
    expect(page.get_by_role("status").first).to_have_text("The passkey works no more.")
    page.context.clear_cookies()
    page.goto(at(desk, "/admin/sign-in"))
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert").first).to_contain_text("could not be used here")


@WIDTHS
def test_codes_are_enrolled_from_the_picture_and_asked_for(
    desk: Running, page_of: Desk, screen: dict[str, object]
) -> None:
    """The picture's letters make codes; ten recovery codes are shown once; the next signing in asks for one."""
    add_account(desk)
    page = page_of(**screen)
    sign_in(page, desk)
    page.get_by_role("link", name="Set it up").click()
    expect(page.locator(".qr svg")).to_be_visible()
    assert violations(page, "html") == []
    assert fits(page)
    letters = page.locator("#letters").inner_text().replace(" ", "")
    page.get_by_label("Code").fill(pyotp.TOTP(letters).now())
    page.get_by_role("button", name="Ask for codes from now on").click()
    expect(page.locator(".codes li")).to_have_count(10)
    assert violations(page, "html") == []
    recovery = page.locator(".codes code").first.inner_text()
    page.context.clear_cookies()
    sign_in(page, desk)
    expect(page.get_by_role("heading", name="One more thing")).to_be_visible()
    assert violations(page, "html") == []
    page.get_by_label("Code").fill(recovery)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="My account")).to_be_visible()


@WIDTHS
@pytest.mark.parametrize("path", ["/admin/me", "/admin/team", "/admin/prove", "/admin/sign-in"])
def test_every_page_is_for_everybody(desk: Running, page_of: Desk, screen: dict[str, object], path: str) -> None:
    """axe finds nothing in light or dark, and nothing has to be scrolled sideways."""
    add_account(desk)
    page = page_of(**screen)
    sign_in(page, desk)
    expect(page.get_by_role("heading", name="My account")).to_be_visible()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.goto(at(desk, path))
        assert violations(page, "html") == []
    assert fits(page)


def test_all_of_it_works_without_script(desk: Running, page_of: Desk) -> None:
    """Signing in, inviting and accepting are forms; only passkeys need script, and their buttons hide without it."""
    add_account(desk)
    page = page_of(java_script_enabled=False)
    sign_in(page, desk)
    page.goto(at(desk, "/admin/team"))
    page.get_by_role("button", name="Invite to The Blog").click()
    link = page.get_by_label("The link").input_value()
    guest = page_of(java_script_enabled=False)
    guest.goto(link.replace("127.0.0.1", "localhost"))
    expect(guest.get_by_role("button", name="Make a passkey instead")).to_be_hidden()
    guest.get_by_label("Name").fill("Mo")
    guest.get_by_label("Email").fill("mo@example.org")
    guest.get_by_label("Passphrase", exact=True).fill(BETTER)
    guest.get_by_role("button", name="Go on with the passphrase").click()
    guest.wait_for_url("**/admin")


def test_what_is_wrong_is_tied_to_its_field(desk: Running, page_of: Desk) -> None:
    """A wrong passphrase is said at the field, and the address stays as it was typed."""
    add_account(desk)
    page = page_of()
    sign_in(page, desk, "wrong passphrase")
    field = page.get_by_label("Passphrase")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description("This address and this passphrase do not belong together.")
    expect(page.get_by_label("Email")).to_have_value(OWNER)
    assert violations(page, "html") == []
