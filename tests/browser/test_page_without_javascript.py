"""The hosted page in a real browser whose JavaScript is off: the whole way of one comment."""

import re
from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from browser.axe import violations
from running import Running

SITE = "without-scripts"
HERE = f"/t?site={SITE}&url=https%3A%2F%2Fpaper.example%2Fnews"


@pytest.fixture(scope="module")
def paper(instance: Running) -> str:
    """A site of its own; returns the address of a page's conversation."""
    instance.add_site("https://paper.example", key=SITE, name="The Paper", avatars="generated")
    return f"{instance.url}{HERE}"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A tab without scripts, as wide as a phone."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 720})
    yield context.new_page()
    context.close()


def fill(page: Page, text: str, email: str = "bo@example.org") -> None:
    """Write into the form."""
    page.get_by_label("Your comment").fill(text)
    page.get_by_label("Name or pseudonym").fill("Bo")
    page.get_by_label("Email").fill(email)


def test_a_comment_is_posted_edited_and_withdrawn_by_forms_alone(page: Page, paper: str) -> None:
    """The browser sends its own Origin with the form, follows the redirect, and finds the link to change it."""
    page.goto(paper)
    fill(page, "First words.")
    page.get_by_role("button", name="Post comment").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your comment is published")
    page.get_by_role("link", name="Edit or withdraw it").click()
    page.get_by_label("Your comment").fill("Better words.")
    page.get_by_role("button", name="Save changes").click()
    page.get_by_role("link", name="See it in the conversation").click()
    expect(page.get_by_role("article")).to_contain_text("Better words.")
    expect(page.get_by_role("article")).to_contain_text("edited")
    page.go_back()
    page.get_by_role("link", name="Edit or withdraw it").click()
    page.get_by_role("button", name="Withdraw this comment").click()
    page.get_by_role("button", name="Yes, withdraw it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You have withdrawn your comment")


def test_a_wrong_field_keeps_what_was_typed_and_says_so_beside_it(page: Page, paper: str) -> None:
    """As the browser itself would not have noticed it."""
    page.goto(paper)
    fill(page, "Words that\nmust not be lost.", email="bo@example")
    page.get_by_role("button", name="Post comment").click()
    expect(page.get_by_role("alert")).to_contain_text("Some fields need another look")
    expect(page.get_by_label("Your comment")).to_have_value("Words that\nmust not be lost.")
    expect(page.get_by_label("Email")).to_have_accessible_description(re.compile("That address looks incomplete"))
    expect(page.get_by_role("alert")).to_be_in_viewport()


def test_a_reply_is_written_under_the_comment_it_answers(page: Page, paper: str) -> None:
    """By the link of the comment and the form below."""
    page.goto(paper)
    fill(page, "A question?")
    page.get_by_role("button", name="Post comment").click()
    page.goto(paper)
    page.get_by_role("link", name="Reply to Bo").last.click()
    expect(page.get_by_text("Replying to Bo")).to_be_visible()
    fill(page, "An answer.")
    page.get_by_role("button", name="Post comment").click()
    page.goto(paper)
    expect(page.locator(".replies")).to_contain_text("An answer.")


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_the_page_is_accessible_and_fits_a_small_phone(
    browser: Browser, paper: str, colours: Literal["light", "dark"]
) -> None:
    """axe finds nothing, also beside wrong fields, and 320 pixels are enough (WCAG 1.4.10)."""
    context = browser.new_context(bypass_csp=True, color_scheme=colours, viewport={"width": 320, "height": 720})
    page = context.new_page()
    page.goto(paper)
    fill(page, f"https://example.org/{'long' * 60}\n\n    {'code ' * 40}", email="bo@example")
    page.get_by_role("button", name="Post comment").click()
    assert violations(page, "body") == []
    page.get_by_label("Email").fill("bo@example.org")
    page.get_by_role("button", name="Post comment").click()
    page.get_by_role("link", name="See it in the conversation").click()
    assert violations(page, "body") == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    context.close()
