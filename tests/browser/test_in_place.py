"""Moderation in place: from the desk to a page of another origin, in a real browser."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Response, expect

from browser.axe import violations
from browser.blogs import Blog
from browser.colleagues import signed_in
from browser.conftest import MakeBlog
from running import Running
from staff import COOKIE, Colleague, at_desk
from visiting import rows


class Place:
    """A page with one published comment, one held reply and one held root, and somebody who decides about them."""

    def __init__(self, blog: Blog) -> None:
        self.blog = blog
        self.url = blog.page("article")
        self.published = blog.id_of("The tide is out.", name="Cy")
        blog.server.set_site(blog.key, moderation="all", avatars="generated")
        self.reply = blog.id_of("Is it?", name="Noor", parent=self.published)
        self.root = blog.id_of("Another *thought*.", name="Bo")
        self.ada: Colleague = at_desk(blog.server, "moderator", blog.key)

    def shown(self) -> list[str]:
        """What all readers see, in order."""
        return [one["id"] for root in self.blog.thread()["comments"] for one in (root, *root["replies"])]


@pytest.fixture
def place(make_blog: MakeBlog) -> Place:
    """A page of its own for each test."""
    return Place(make_blog())


@pytest.fixture
def desk(browser: Browser, place: Place) -> Iterator[Page]:
    """Ada's browser."""
    with signed_in(browser, place.ada) as page:
        yield page


def visit(desk: Page, place: Place, comment: str) -> Page:
    """Open a held comment on its page, as one does at the desk, and be there."""
    page = open_on_page(desk, place, comment)
    expect(bar(page)).to_contain_text("You moderate here as Ada")
    return page


def open_on_page(desk: Page, place: Place, comment: str) -> Page:
    """Press the desk's button for it."""
    desk.goto(f"{place.blog.server.url}/admin/comments/{comment}")
    desk.locator(f"#c-{comment} summary").click()
    with desk.context.expect_page() as opened:
        desk.get_by_role("button", name="Open on its page").click()
    return opened.value


def test_a_conversation_is_opened_on_its_page(desk: Page, place: Place) -> None:
    """From its own page at the desk: what is held stands there, and the conversation is in view."""
    thread = place.blog.thread()["thread"]["id"]
    desk.goto(f"{place.blog.server.url}/admin/threads/{thread}?site={place.blog.key}")
    with desk.context.expect_page() as opened:
        desk.get_by_role("button", name="Its page").click()
    page = opened.value
    expect(bar(page)).to_contain_text("2 held in this conversation")
    expect(bar(page)).to_be_in_viewport()
    expect(row(page, place.reply)).to_contain_text("Held · only you see it here")
    assert "chime-desk" not in page.url


def bar(page: Page) -> Locator:
    """What stands above the conversation for a moderator."""
    return page.locator("chime-in .desk[role=region]")


def row(page: Page, comment: str) -> Locator:
    """What can be done with a comment."""
    return page.locator(f"#chime-{comment} .mod")


def said(page: Page) -> Locator:
    """What is announced."""
    return page.locator("chime-in [role=status]")


def test_a_moderator_decides_on_the_page_and_takes_it_back(desk: Page, place: Place) -> None:
    """Held comments stand where they will be, and are led to; approved for all readers; undone; each step is said."""
    page = visit(desk, place, place.reply)
    expect(page.locator(f"#chime-{place.reply}.target")).to_be_visible()
    expect(row(page, place.reply)).to_contain_text("Held · only you see it here · every comment is held here")
    expect(page.locator(f"#chime-{place.root} em")).to_have_text("thought")
    expect(bar(page)).to_contain_text("2 held in this conversation")
    expect(bar(page)).to_have_accessible_name("Moderation")
    row(page, place.reply).get_by_role("button", name="Approve the comment by Noor").click()
    expect(said(page)).to_have_text("Approved.")
    assert place.shown() == [place.published, place.reply]
    expect(page.locator("#count")).to_have_text("2 comments")
    undo = row(page, place.reply).get_by_role("button", name="Undo")
    expect(undo).to_be_focused()
    page.keyboard.press("Enter")
    expect(said(page)).to_have_text("Taken back.")
    assert place.shown() == [place.published]
    expect(row(page, place.reply).get_by_role("button", name="Approve")).to_be_focused()
    row(page, place.published).get_by_role("button", name="Spam").click()
    expect(row(page, place.published)).to_contain_text("Marked as spam.")
    assert place.shown() == []


@pytest.mark.parametrize(
    ("lang", "direction", "words"),
    [
        (
            "de",
            "ltr",
            ("Sie moderieren hier als Ada · 2 zurückgehalten", "Freigeben: Kommentar von Bo", "Freigegeben."),
        ),
        ("ar", "rtl", ("أنت تشرف هنا باسم Ada", "نشر: تعليق Bo", "نُشر.")),
    ],
)
def test_it_speaks_the_language_of_the_page(
    desk: Page, place: Place, lang: str, direction: str, words: tuple[str, str, str]
) -> None:
    """What is there, what can be done, and what was done; in its direction, and with nothing that axe minds."""
    greeting, button, said_then = words
    place.blog.page("article", lang=lang, dir=direction)
    page = open_on_page(desk, place, place.root)
    expect(bar(page)).to_contain_text(greeting)
    row(page, place.root).get_by_role("button", name=button).click()
    expect(said(page)).to_have_text(said_then)
    expect(row(page, place.root)).to_have_css("direction", direction)
    assert violations(page) == []


def test_the_ticket_leaves_no_trace(desk: Page, place: Place) -> None:
    """Neither it nor what it was exchanged for is in an address, a storage, a cookie, or with the host's server."""
    answers: list[Response] = []
    desk.context.on("response", lambda answer: answers.append(answer))
    page = visit(desk, place, place.root)
    begun = [answer for answer in answers if answer.url.endswith("/desk")]
    token = begun[0].json()["token"]
    sent: Any = begun[0].request.post_data_json
    ticket = str(sent["ticket"])
    addresses = [answer.url for answer in answers] + place.blog.host.asked + [page.url]
    kept = page.evaluate(
        "() => JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, history.state])"
    )
    cookies = str(page.context.cookies())
    for secret in (ticket, token):
        assert not [told for told in (*addresses, kept, cookies) if secret in told]
    assert page.url.partition("#")[0] == place.url
    assert not [cookie for cookie in page.context.cookies() if cookie["name"] != COOKIE]
    page.reload()
    expect(page.locator("#count")).to_be_visible()
    expect(bar(page)).to_have_count(0)


def test_visitors_load_nothing_more(browser: Browser, place: Place) -> None:
    """Without a ticket there is neither the code nor a word of it; with a false one, a sentence and the thread."""
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(place.url)
    expect(page.locator("#count")).to_have_text("1 comment")
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "moderate" in url or "/desk" in url]
    page.goto("about:blank")
    page.goto(f"{place.url}#chime-desk=false.ticket")
    expect(bar(page)).to_contain_text("This visit from the desk is over.")
    expect(page.locator(".mod")).to_have_count(0)
    assert "chime-desk" not in page.url
    page.close()


def test_who_signed_out_is_told_and_decides_no_more(desk: Page, place: Place, instance: Running) -> None:
    """The buttons go, and the way back to the desk stays."""
    page = visit(desk, place, place.root)
    rows(instance.database, "delete from account_session where account_id = ?", place.ada.account_id)
    row(page, place.root).get_by_role("button", name="Reject").click()
    expect(bar(page)).to_contain_text("This visit from the desk is over. Open the page from the desk again.")
    expect(page.locator(".mod")).to_have_count(0)
    expect(bar(page).get_by_role("link", name="Back to the desk")).to_have_attribute("href", f"{instance.url}/admin")
    assert place.blog.comment(place.root).state == "held"


def test_what_somebody_else_decided_is_shown_as_it_is(desk: Page, place: Place) -> None:
    """A colleague was quicker: their decision stands, and is seen."""
    page = visit(desk, place, place.root)
    bo = at_desk(place.blog.server, "moderator", place.blog.key, name="Bo")
    bo.post("/admin/decide", {"id": place.root, "verb": "approve", "seen": "held"})
    row(page, place.root).get_by_role("button", name="Spam").click()
    expect(row(page, place.root).get_by_role("button", name="Reject")).to_be_visible()
    expect(row(page, place.root)).not_to_contain_text("Held")
    assert place.blog.comment(place.root).state == "published"


@pytest.mark.parametrize(("size", "scheme"), [("desktop", "light"), ("phone", "dark")])
def test_axe_finds_nothing_in_place(browser: Browser, place: Place, size: str, scheme: str) -> None:
    """Held, published and decided comments, in both colours and sizes; nothing is wider than a phone."""
    with signed_in(browser, place.ada, size, scheme) as desk:
        page = visit(desk, place, place.reply)
        row(page, place.reply).get_by_role("button", name="Approve").click()
        expect(said(page)).to_have_text("Approved.")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
