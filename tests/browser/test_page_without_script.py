"""The conversation as a page, in a browser with JavaScript switched off: everything that the main job needs."""

import re

import pytest
from playwright.sync_api import Page, expect

from browser.axe import violations
from browser.blogs import Blog
from browser.conftest import MakeBlog, Visitor
from browser.visits import WRITER, Visit


@pytest.fixture
def plain(visitor: Visitor) -> Visit:
    """A visitor whose browser runs no scripts."""
    return visitor(java_script_enabled=False)


def enter(visit: Visit, url: str) -> Page:
    """Follow the link that stands where the comments would be."""
    visit.go(url)
    visit.page.get_by_role("link", name="Join the conversation").click()
    return visit.page


def fill(page: Page, text: str, **person: str) -> None:
    """Fill the form."""
    page.get_by_label("Your comment").fill(text)
    for field, value in {**WRITER, **person}.items():
        page.locator(f"input[name={field}]").fill(value)


def post(page: Page, text: str, **person: str) -> None:
    """Fill the form and send it."""
    fill(page, text, **person)
    page.get_by_role("button", name="Post comment").click()


def test_a_thread_is_read_and_paged(make_blog: MakeBlog, plain: Visit) -> None:
    """The link in the page leads to the same comments, with numbers, replies, pages and the way back."""
    blog = make_blog(page_size="3", notice="Be kind.")
    ids = blog.talk(4)
    blog.post("A reply.", name="Bea", parent=ids[0])
    page = enter(plain, blog.page())
    expect(page.get_by_role("heading", level=1)).to_have_text("5 comments on A walk along the canal")
    expect(page.get_by_text("Be kind.")).to_be_visible()
    expect(page.locator("ol.replies article")).to_contain_text("A reply.")
    expect(page.locator(".num")).to_have_text(["#1", "#2", "#3"])
    page.get_by_role("navigation", name="Comment pages").get_by_role("link", name="Page 2").click()
    expect(page.locator("article")).to_contain_text("Thought number 4.")
    page.get_by_role("link", name="Read the article").click()
    assert page.url == blog.address()


def test_a_permalink_leads_to_its_comment(make_blog: MakeBlog, plain: Visit) -> None:
    """A comment's own link opens its page there, marked."""
    blog = make_blog(page_size="3")
    blog.talk(4)
    page = enter(plain, blog.page())
    page.locator("a.pg", has_text="2").click()
    page.locator(".num").click()
    expect(page.locator("article.target")).to_contain_text("Thought number 4.")
    expect(page.locator("article.target")).to_be_in_viewport()


def test_a_comment_is_posted_and_seen(blog: Blog, plain: Visit) -> None:
    """The first word on a page can be said without scripts, and reloading does not say it twice."""
    page = enter(plain, blog.page())
    post(page, "Without *scripts*.")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your comment is published")
    expect(page.locator(".own em")).to_have_text("scripts")
    page.reload()
    page.get_by_role("link", name="See it in the conversation").click()
    expect(page.locator("article.target")).to_contain_text("Without scripts.")
    assert blog.thread()["thread"]["count"] == 1


def test_a_reply_stands_under_what_it_answers(blog: Blog, plain: Visit) -> None:
    """Reply names whom one answers and keeps it through the post."""
    root = blog.id_of("A question.", name="Ada")
    page = enter(plain, blog.page())
    page.get_by_role("link", name="Reply to Ada").click()
    expect(page.locator(".replying")).to_contain_text("Replying to Ada")
    post(page, "An answer.")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your comment is published")
    assert blog.thread()["comments"][0]["replies"][0]["parent"] == root


def test_errors_stand_beside_their_fields_and_nothing_is_lost(blog: Blog, plain: Visit) -> None:
    """What the server refuses is said beside each field, everything typed is still there, and then it goes through."""
    page = enter(plain, blog.page())
    wrong_person = {"name": "\N{ZERO WIDTH SPACE}", "email": "grace@nowhere", "website": "not a web address"}
    post(page, "My carefully chosen words.", **wrong_person)
    for field in ("name", "email", "website"):
        wrong = page.locator(f"input[name={field}]")
        expect(wrong).to_have_attribute("aria-invalid", "true")
        expect(wrong).to_have_accessible_description(re.compile(r"\w{4,}"))
    expect(page.get_by_role("alert")).to_contain_text("Some fields need another look:")
    expect(page.get_by_label("Your comment")).to_have_value("My carefully chosen words.")
    expect(page.locator("input[name=email]")).to_have_value("grace@nowhere")
    fill(page, "My carefully chosen words.", website="")
    page.get_by_role("button", name="Post comment").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your comment is published")


def test_a_preview_shows_the_text_and_keeps_it(blog: Blog, plain: Visit) -> None:
    """One can look before one posts."""
    page = enter(plain, blog.page())
    fill(page, "Some **weight**.")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".preview strong")).to_have_text("weight")
    expect(page.get_by_label("Your comment")).to_have_value("Some **weight**.")
    assert blog.thread()["thread"]["count"] == 0
    page.get_by_role("button", name="Post comment").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your comment is published")


def test_a_closed_thread_gives_the_words_back(blog: Blog, plain: Visit) -> None:
    """Closed while writing: it is said, and the words can be copied."""
    public_id = blog.id_of("The last word.")
    page = enter(plain, blog.page())
    fill(page, "Too late?")
    blog.close(public_id)
    page.get_by_role("button", name="Post comment").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Your comment")).to_have_value("Too late?")


def test_a_comment_is_edited_by_its_link(blog: Blog, plain: Visit) -> None:
    """The link that is shown once opens the source; the new words are published."""
    page = enter(plain, blog.page())
    post(page, "A thouhgt.")
    page.get_by_role("link", name="Edit or withdraw it").click()
    expect(page.get_by_label("Your comment")).to_have_value("A thouhgt.")
    page.get_by_label("Your comment").fill("A thought.")
    page.get_by_role("button", name="Save changes").click()
    expect(page.locator(".own, article").first).to_contain_text("A thought.")
    assert blog.thread()["comments"][0]["edited_at"] is not None


def test_a_comment_is_withdrawn_by_its_link_after_a_question(blog: Blog, plain: Visit) -> None:
    """Withdrawing asks once, then it is gone."""
    page = enter(plain, blog.page())
    post(page, "Better not.")
    page.get_by_role("link", name="Edit or withdraw it").click()
    page.get_by_role("button", name="Withdraw this comment").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Withdraw your comment?")
    assert blog.thread()["thread"]["count"] == 1
    page.get_by_role("button", name="Yes, withdraw it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You have withdrawn your comment")
    assert blog.thread()["thread"]["count"] == 0


def test_a_held_comment_is_told(make_blog: MakeBlog, plain: Visit) -> None:
    """Its writer learns that a moderator comes first; nobody else sees it."""
    blog = make_blog(moderation="all")
    page = enter(plain, blog.page())
    post(page, "May I?")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your comment awaits moderation")
    assert blog.thread()["thread"]["count"] == 0


@pytest.mark.parametrize("look", [{}, {"color_scheme": "dark"}, {"viewport": {"width": 320, "height": 700}}])
def test_the_page_is_accessible_and_fits(blog: Blog, visitor: Visitor, look: dict[str, str]) -> None:
    """axe finds nothing in the thread, the errors, or the page after posting; nothing hangs out of a phone."""
    blog.post("A first word.", parent=blog.id_of("> quoted\n\nand `code`", name="Ada"))
    blog.page()
    visit = visitor(bypass_csp=True, **look)
    visit.go(f"{blog.server.url}/t?site={blog.key}&url={blog.address()}")
    page = visit.page
    assert violations(page, "body") == []
    page.locator("form").last.evaluate("(form) => { form.noValidate = true }")
    post(page, "Words.", name="", email="nobody")
    expect(page.get_by_role("alert")).to_be_visible()
    assert violations(page, "body") == []
    post(page, "Words.")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your comment is published")
    assert violations(page, "body") == []
    assert page.evaluate("() => document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_the_page_needs_no_script_and_asks_nobody(blog: Blog, plain: Visit) -> None:
    """No cookie, no third origin, no policy broken."""
    blog.post("Said.")
    page = enter(plain, blog.page())
    post(page, "Written.")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your comment is published")
    assert plain.context.cookies() == []
    assert {r.url.split("/")[2] for r in plain.requests} == {u.split("/")[2] for u in (blog.host.url, blog.server.url)}
    assert plain.said == []
