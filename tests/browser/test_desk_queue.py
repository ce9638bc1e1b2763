"""The queue in a real browser: by keyboard, by thumb, without script, and for those who listen."""

from collections.abc import Iterator
from itertools import count

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from browser.axe import violations
from browser.colleagues import signed_in
from running import Running
from staff import Colleague, at_desk
from visiting import Visitor

_NUMBERS = count(1)


class Desk:
    """A site on which three comments are held, and somebody who decides."""

    def __init__(self, instance: Running) -> None:
        self.key = instance.add_site(key=f"queue{next(_NUMBERS)}", moderation="all", avatars="generated")
        with httpx.Client(base_url=instance.url, timeout=30) as http:
            visitor = Visitor(http, self.key)
            self.ids = [visitor.says(f"Tide *{n}*.", name=f"Noor {n}")["comment"]["id"] for n in range(3)]
        self.instance = instance
        self.ada: Colleague = at_desk(instance, "moderator", self.key)

    def is_public(self, number: int) -> bool:
        """Whether outsiders see that comment."""
        address = f"{self.instance.url}/api/v1/sites/{self.key}/comments/{self.ids[number]}"
        return httpx.get(address, timeout=10).status_code == 200


@pytest.fixture
def desk(instance: Running) -> Desk:
    """A queue of its own for each test."""
    return Desk(instance)


@pytest.fixture
def page(browser: Browser, desk: Desk) -> Iterator[Page]:
    """The queue on a large screen."""
    with signed_in(browser, desk.ada) as opened:
        opened.goto(f"{desk.instance.url}/admin")
        yield opened


@pytest.fixture
def phone(browser: Browser, desk: Desk) -> Iterator[Page]:
    """The queue on a phone, one card at a time."""
    with signed_in(browser, desk.ada, "phone") as opened:
        opened.goto(f"{desk.instance.url}/admin?one=1")
        yield opened


def test_the_keyboard_is_enough(page: Page, desk: Desk) -> None:
    """Move, approve, mark as spam, take back: the work goes on with the next card, and each step is said aloud."""
    page.keyboard.press("j")
    expect(page.locator(".item").first).to_be_focused()
    page.keyboard.press("a")
    expect(page.locator("#says")).to_have_text("Approved.")
    expect(page.locator(f"#c-{desk.ids[1]}")).to_be_focused()
    expect(page.locator("#tabs")).to_contain_text("Published 1")
    assert desk.is_public(0)
    page.keyboard.press("s")
    expect(page.locator(f"#c-{desk.ids[2]}")).to_be_focused()
    page.keyboard.press("z")
    expect(page.locator(f"#c-{desk.ids[1]}")).to_be_visible()
    expect(page.locator("#tabs")).to_contain_text("Spam 0")


def test_letters_in_a_field_are_letters(page: Page, desk: Desk) -> None:
    """Who searches for “a” approves nothing; the help says the keys."""
    page.keyboard.press("j")
    page.keyboard.press("/")
    expect(page.locator("[data-search]")).to_be_focused()
    page.keyboard.type("as")
    expect(page.locator("[data-search]")).to_have_value("as")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("a")
    assert not desk.is_public(0)


def test_several_are_chosen_with_keys(page: Page, desk: Desk) -> None:
    """x, and with Shift all in between; one button decides on them."""
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Shift+X")
    expect(page.locator("[data-chosen]")).to_have_text("3 chosen")
    page.locator(".bulk").get_by_role("button", name="Approve", exact=True).click()
    expect(page.get_by_text("Approved 3 comments.")).to_be_visible()
    assert all(desk.is_public(n) for n in range(3))


def test_one_card_at_a_time_by_thumb(phone: Page, desk: Desk) -> None:
    """A button decides and brings the next card; when none is left, that is said."""
    for n in range(3):
        expect(phone.locator(".item")).to_have_count(1)
        expect(phone.locator(".words")).to_contain_text(f"Tide {n}.")
        button = phone.get_by_role("button", name="Approve")
        box = button.bounding_box()
        assert box
        assert box["height"] >= 44
        button.click()
        expect(phone.get_by_text("Approved.", exact=False).first).to_be_visible()
    expect(phone.get_by_text("All done.")).to_be_visible()
    assert all(desk.is_public(n) for n in range(3))


@pytest.fixture
def lively(desk: Desk) -> str:
    """A held answer in the middle of seven on each side, which readers see; the id of its card."""
    with httpx.Client(base_url=desk.instance.url, timeout=30) as http:
        visitor = Visitor(http, desk.key, "https://blog.example/lively")
        desk.instance.set_site(desk.key, moderation="none", avatars="generated")
        root = visitor.says("Which tide?")
        for n in range(7):
            visitor.replies(root, f"Before {n}.")
        desk.instance.set_site(desk.key, moderation="all", avatars="generated")
        middle = str(visitor.replies(root, "In the middle.")["comment"]["id"])
        desk.instance.set_site(desk.key, moderation="none", avatars="generated")
        for n in range(7):
            visitor.replies(root, f"After {n}.")
    return middle


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_what_stands_beside_a_comment_comes_into_its_card(browser: Browser, desk: Desk, lively: str, size: str) -> None:
    """By a key, and without leaving the queue: the nearest five on each side; said aloud, the focus stays, it folds."""
    query = "" if size == "desktop" else "?one=1&order=newest"
    with signed_in(browser, desk.ada, size) as page:
        page.goto(f"{desk.instance.url}/admin{query}")
        card = page.locator(f"#c-{lively}")
        expect(card.locator(".beside")).to_have_count(0)
        link = card.get_by_role("link", name="14 comments beside it")
        link.focus()
        page.keyboard.press("b")
        expect(card.locator(".beside li .words")).to_have_text(
            [*(f"Before {n}." for n in range(2, 7)), *(f"After {n}." for n in range(5))]
        )
        expect(page.locator("#says")).to_have_text("10 comments beside it.")
        expect(card.locator(".beside summary")).to_be_focused()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert violations(page, "body") == []
        page.keyboard.press("Enter")
        expect(card.get_by_text("Before 6.")).to_be_hidden()
        page.keyboard.press("a")
        expect(page.get_by_text("Approved.").first).to_be_visible()


def test_without_script_the_way_to_what_stands_beside_it_is_a_link(browser: Browser, desk: Desk, lively: str) -> None:
    """To the comment's page, where it is, and where the link is not needed."""
    with signed_in(browser, desk.ada, scripts=False) as page:
        page.goto(f"{desk.instance.url}/admin?order=newest")
        page.get_by_role("link", name="14 comments beside it").click()
        expect(page).to_have_url(f"{desk.instance.url}/admin/comments/{lively}#beside")
        expect(page.locator("#beside")).to_contain_text("Before 6.")
        expect(page.get_by_role("link", name="14 comments beside it")).to_have_count(0)
        page.goto(f"{desk.instance.url}/admin/comments/{lively}/beside")
        expect(page).to_have_url(f"{desk.instance.url}/admin/comments/{lively}#beside")


def test_nothing_is_wider_than_a_phone(phone: Page, desk: Desk) -> None:
    """No page of the queue scrolls sideways."""
    for path in ("/admin", "/admin?one=1", f"/admin/comments/{desk.ids[0]}"):
        phone.goto(desk.instance.url + path)
        assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


@pytest.mark.parametrize("size", ["desktop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, desk: Desk, size: str, scheme: str) -> None:
    """The queue, a comment's page and an empty queue, in both colours and sizes."""
    with signed_in(browser, desk.ada, size, scheme) as page:
        for path in ("/admin", f"/admin/comments/{desk.ids[0]}", "/admin?state=spam", "/admin?one=1"):
            page.goto(desk.instance.url + path)
            assert violations(page, "body") == [], path


def test_it_works_without_script(browser: Browser, desk: Desk) -> None:
    """Every decision is a form: approved, told, and taken back."""
    with signed_in(browser, desk.ada, scripts=False) as page:
        page.goto(f"{desk.instance.url}/admin")
        page.locator(".item").first.get_by_role("button", name="Approve").click()
        expect(page.get_by_text("Approved.")).to_be_visible()
        assert desk.is_public(0)
        page.get_by_role("button", name="Undo").click()
        expect(page.get_by_text("Taken back.")).to_be_visible()
        assert not desk.is_public(0)


def test_a_reply_is_typed_and_published(page: Page, desk: Desk) -> None:
    """r leads to the comment's page; the answer approves it and is there for readers."""
    page.keyboard.press("j")
    page.keyboard.press("r")
    page.get_by_label("Your words").fill("Thank you.")
    page.get_by_role("button", name="Reply").click()
    expect(page.get_by_text("Answered.")).to_be_visible()
    assert desk.is_public(0)


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_filter_is_kept_and_used_again(browser: Browser, desk: Desk, size: str) -> None:
    """Search, give it a name, come back by its link; nothing is too wide, and axe finds nothing."""
    with signed_in(browser, desk.ada, size) as page:
        page.goto(f"{desk.instance.url}/admin?reason=honeypot")
        page.get_by_text("Keep this filter").click()
        page.get_by_label("Name", exact=True).fill("Bots")
        assert violations(page, "body") == []
        page.keyboard.press("Enter")
        page.get_by_role("link", name="Everything").click()
        page.get_by_role("navigation", name="Kept filters").get_by_role("link", name="Bots").click()
        expect(page.get_by_label("Reason")).to_have_value("honeypot")
        assert violations(page, "body") == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.get_by_role("button", name="Drop “Bots”").click()
        expect(page.get_by_role("navigation", name="Kept filters")).to_have_count(0)
