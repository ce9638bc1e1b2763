"""Sites at the desk in a real browser: the generator with the real element, settings, the doctor; desktop and phone."""

import re
from collections.abc import Iterator
from urllib.parse import quote

import httpx
import pytest
from playwright.sync_api import Page, expect

from browser.axe import violations
from browser.conftest import Visitor
from browser.hosts import Host, Served
from running import Running
from staff import COOKIE, Colleague, at_desk

SIZES = {"desktop": {"width": 1200, "height": 900}, "phone": {"width": 390, "height": 844}}
FITS = "() => document.documentElement.scrollWidth <= innerWidth"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, host: Host) -> Iterator[Running]:
    """An instance whose doctor may look at the website."""
    hosts = host.url.removeprefix("http://")
    with Running(tmp_path_factory.mktemp("desk"), limits="off", insecure_hosts=hosts) as running:
        running.add_site(host.url, key="canal", name="The Canal Gazette", avatars="generated")
        yield running


@pytest.fixture
def boss(shop: Running) -> Colleague:
    """Who owns the instance."""
    return at_desk(shop, is_owner=True)


def signed_in(visitor: Visitor, colleague: Colleague, size: str = "desktop", **options: object) -> Page:
    """A tab of theirs."""
    visit = visitor(viewport=SIZES[size], **options)
    url = colleague.server.url.replace("http:", "https:")
    cookie = {
        "name": COOKIE,
        "value": colleague.word,
        "url": url,
        "secure": True,
        "httpOnly": True,
        "sameSite": "Strict",
    }
    visit.context.add_cookies([cookie])  # type: ignore[list-item] # a dictionary of just these
    return visit.page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("path", ["", "/canal", "/canal/embed", "/canal/doctor"])
def test_the_pages_are_for_everybody(visitor: Visitor, boss: Colleague, path: str, size: str, scheme: str) -> None:
    """No fault that axe knows, and nothing to scroll sideways, light and dark, on a desktop and a phone."""
    page = signed_in(visitor, boss, size, color_scheme=scheme, bypass_csp=True)
    page.goto(f"{boss.server.url}/admin/sites{path}")
    assert violations(page, "body") == []
    assert page.evaluate(FITS)


def test_the_preview_is_the_real_element(visitor: Visitor, boss: Colleague) -> None:
    """With a conversation of its own, in the look that is chosen, and each change is there at once."""
    page = signed_in(visitor, boss)
    page.goto(f"{boss.server.url}/admin/sites/canal/embed")
    sample = page.frame_locator("#preview")
    expect(sample.get_by_role("article").filter(has_text="old towpath")).to_be_visible()
    expect(sample.get_by_text("Author", exact=True)).to_be_visible()
    expect(sample.locator("img.av").first).to_have_js_property("complete", True)
    page.get_by_label("Light or dark").select_option("dark")
    expect(sample.locator("chime-in")).to_have_css("background-color", "rgb(23, 22, 20)")
    expect(page.locator("#snippet")).to_contain_text('theme="dark"')
    page.get_by_label("Accent colour").fill("#0a643c")
    page.get_by_label("Accent colour").press("Enter")
    expect(page.locator("#snippet")).to_contain_text("--chime-accent: #0a643c")
    expect(sample.locator("chime-in")).to_have_css("--chime-accent", "#0a643c")
    page.get_by_label("Order").select_option("newest")
    expect(sample.get_by_role("article").first).to_contain_text("Some pictures")
    expect(page).to_have_url(re.compile("theme=dark.*order=newest.*accent=%230a643c"))
    page.get_by_label("Phone").check()
    expect(page.locator("#preview")).to_have_css("width", "390px")
    page.get_by_label("Dark page").check()
    expect(sample.locator("html")).to_have_css("background-color", "rgb(23, 24, 27)")


def test_what_is_tried_in_the_preview_goes_nowhere(visitor: Visitor, boss: Colleague, host: Host) -> None:
    """The form can be filled in and looked at; what is sent is refused, and the site has no comment more."""
    api = f"{boss.server.url}/api/v1/sites/canal/thread"
    page = signed_in(visitor, boss)
    page.goto(f"{boss.server.url}/admin/sites/canal/embed")
    sample = page.frame_locator("#preview")
    text = sample.get_by_role("textbox").first
    text.fill("Only **trying**.")
    sample.get_by_role("button", name="Preview").click()
    expect(sample.locator("strong").filter(has_text="trying")).to_be_visible()
    sample.get_by_label("Name").fill("Grace")
    sample.get_by_label("Email").fill("grace@example.org")
    with page.expect_response("**/comments") as sent:
        sample.get_by_role("button", name="Post comment").click()
    assert sent.value.status == 409
    assert httpx.get(f"{api}?url={quote(host.url)}/", timeout=10).json()["thread"]["count"] == 0


def test_a_wrong_colour_is_told_while_the_preview_stays(visitor: Visitor, boss: Colleague) -> None:
    """At its field, as it was typed."""
    page = signed_in(visitor, boss)
    page.goto(f"{boss.server.url}/admin/sites/canal/embed")
    page.get_by_label("Accent colour").fill("greenish")
    page.get_by_label("Accent colour").press("Enter")
    expect(page.get_by_text("A colour looks like #0a643c.")).to_be_visible()
    expect(page.get_by_label("Accent colour")).to_have_value("greenish")
    expect(page.frame_locator("#preview").get_by_role("article").first).to_be_visible()


def test_snippets_are_copied(visitor: Visitor, boss: Colleague) -> None:
    """Each system's by one press, and that is announced."""
    page = signed_in(visitor, boss, permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"{boss.server.url}/admin/sites/canal/embed")
    page.get_by_role("link", name="Hugo").click()
    expect(page.get_by_text("layouts/partials/comments.html", exact=True)).to_be_visible()
    page.get_by_role("button", name="Copy").first.click()
    expect(page.get_by_role("status").filter(has_text="Copied.")).to_be_attached()
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert copied == page.locator("#snippet").text_content()
    assert "{{ .Permalink }}" in copied


@pytest.mark.parametrize("size", SIZES)
def test_a_site_is_added_pasted_and_examined(visitor: Visitor, boss: Colleague, host: Host, size: str) -> None:
    """From nothing to comments under a page: name, origin, snippet, and the doctor finds nothing wrong."""
    page = signed_in(visitor, boss, size)
    page.goto(f"{boss.server.url}/admin/sites")
    page.get_by_label("Name").fill(f"A {size} site")
    page.get_by_label("Where its pages are").fill(host.url)
    page.get_by_role("button", name="Add the site").click()
    expect(page.get_by_text("Paste what is below")).to_be_visible()
    code = page.locator("#snippet").text_content() or ""
    url = host.serve(f"/{size}-pasted", Served(f"<!doctype html><title>Post</title><h1>Post</h1>{code}".encode()))
    page.get_by_role("link", name="Page doctor", exact=True).click()
    page.get_by_label("A page of yours").fill(url)
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_role("heading", name="Nothing is wrong")).to_be_visible()
    page.goto(url)
    expect(page.locator("chime-in #count")).to_be_visible()


def test_the_doctors_findings_are_for_everybody(visitor: Visitor, boss: Colleague, host: Host) -> None:
    """Each says in words how bad it is, with what to write beside it."""
    policy = {"Content-Security-Policy": "default-src 'self'"}
    url = host.serve("/ill", Served(b"<chime-in site=wrong></chime-in><link rel=canonical href=/x>", headers=policy))
    page = signed_in(visitor, boss, "phone", color_scheme="dark", bypass_csp=True)
    page.goto(f"{boss.server.url}/admin/sites/canal/doctor")
    page.get_by_label("A page of yours").fill(url)
    page.get_by_role("button", name="Look at it").click()
    findings = page.get_by_role("main").get_by_role("listitem").filter(has_text="Broken")
    expect(findings.first).to_contain_text("this site's key is canal")
    expect(page.get_by_text(f"connect-src 'self' {boss.server.url}", exact=True)).to_be_visible()
    assert violations(page, "body") == []
    assert page.evaluate(FITS)


def test_a_wrong_setting_is_shown_where_it_is(visitor: Visitor, boss: Colleague) -> None:
    """Everything typed is still there; mended, it is saved."""
    page = signed_in(visitor, boss, "phone", bypass_csp=True)
    page.goto(f"{boss.server.url}/admin/sites/canal")
    page.get_by_label("Notice").fill("Be kind.")
    page.get_by_label("Comments on a page").fill("1000")
    page.get_by_role("button", name="Save the settings").click()
    expect(page.get_by_text("A whole number from 1 to 100 is needed.")).to_be_visible()
    expect(page.get_by_label("Notice")).to_have_value("Be kind.")
    assert violations(page, "body") == []
    page.get_by_label("Comments on a page").fill("10")
    page.get_by_role("button", name="Save the settings").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_label("Notice")).to_have_value("Be kind.")


def test_the_generator_needs_no_script(visitor: Visitor, boss: Colleague) -> None:
    """It is a form that asks for the page again; what cannot work without script is not there."""
    page = signed_in(visitor, boss, java_script_enabled=False)
    page.goto(f"{boss.server.url}/admin/sites/canal/embed")
    page.get_by_label("Light or dark").select_option("light")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#snippet")).to_contain_text('theme="light"')
    page.get_by_role("link", name="Ghost").click()
    expect(page.locator("#snippet")).to_contain_text('theme="light"')
    expect(page.locator("#snippet")).to_contain_text('{{url absolute="true"}}')
    assert page.get_by_role("button", name="Copy").count() == 0
