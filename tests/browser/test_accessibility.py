"""No violation of WCAG 2.2 AA that a machine can find, in any state."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from browser.axe import violations
from browser.blogs import Blog
from browser.conftest import MakeBlog, Visitor
from browser.visits import Visit


@pytest.fixture(scope="module")
def talk(make_blog: MakeBlog) -> Blog:
    """A thread that has everything: badge-less replies, quotes in quotes, code, a tombstone, pages; only read."""
    blog = make_blog(page_size="3", notice="Be kind.", invitation="Say something.", guidelines_url="https://a.example/")
    root = blog.id_of("> > twice quoted\n>\n> once\n\nand `code`", website="https://ada.example")
    reply = blog.id_of("See https://example.org/.", name="Bea", parent=root)
    blog.post("    a block\n    of code\n\n- one\n- two", name="Cy", parent=reply)
    gone = blog.id_of("Soon withdrawn.")
    blog.post("Answer to nothing.", name="Dot", parent=gone)
    blog.judge(gone, "withdrawn")
    blog.talk(4)
    blog.page()
    return blog


LOOKS = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 780}, "has_touch": True, "is_mobile": True},
    "narrow-dark": {"viewport": {"width": 320, "height": 780}, "color_scheme": "dark"},
    "forced-colours": {"forced_colors": "active"},
}


@pytest.mark.parametrize("look", LOOKS)
def test_a_thread_with_its_form(talk: Blog, visitor: Visitor, look: str) -> None:
    """Reading and the form at the end, on every kind of screen."""
    visit = visitor(**LOOKS[look]).read(talk.address())  # type: ignore[arg-type]
    visit.form()
    assert violations(visit.page) == []


def test_right_to_left(talk: Blog, visit: Visit) -> None:
    """An Arabic page."""
    visit.read(talk.page("ar", lang="ar", dir="rtl", body=talk.element(f'url="{talk.address()}"')))
    visit.form()
    assert violations(visit.page) == []


def opened_reply(visit: Visit) -> None:
    """The inline form."""
    visit.find("[data-do=reply]").first.click()
    expect(visit.inline().get_by_role("toolbar")).to_be_visible()


def wrong_fields(visit: Visit) -> None:
    """Both forms full of errors."""
    opened_reply(visit)
    visit.inline().get_by_role("button", name="Reply", exact=True).click()
    visit.form().get_by_role("button", name="Post comment").click()
    expect(visit.find("#join .err").first).to_be_visible()


def open_menu(visit: Visit) -> None:
    """A comment's menu."""
    visit.find("[data-do=menu]").first.click()
    expect(visit.find("[role=menu]")).to_be_visible()


def previewed(visit: Visit) -> None:
    """The preview of a text."""
    form = visit.form()
    form.get_by_label("Your comment").fill("*Well* `then`\n\n> so")
    form.get_by_role("button", name="Preview").click()
    expect(form.get_by_role("group", name="Preview").locator("em")).to_be_visible()


def highlighted(visit: Visit) -> None:
    """A comment that a permalink leads to."""
    visit.find(".num").first.click()
    expect(visit.find(".target")).to_be_visible()


def folded(visit: Visit) -> None:
    """Collapsed replies."""
    visit.find(".rail").first.click()
    expect(visit.find(".unfold")).to_be_visible()


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("state", [opened_reply, wrong_fields, open_menu, previewed, highlighted, folded])
def test_while_reading_and_writing(talk: Blog, visitor: Visitor, state: Callable[[Visit], None], look: str) -> None:
    """What opens on demand."""
    visit = visitor(**LOOKS[look], reduced_motion="reduce").read(talk.address())  # type: ignore[arg-type]
    state(visit)
    assert violations(visit.page) == []


@pytest.mark.parametrize("look", ["light", "dark"])
def test_ones_own_held_comment_and_its_edit_form(make_blog: MakeBlog, visitor: Visitor, look: str) -> None:
    """The notice that it awaits moderation, then the form in its place, then the undo."""
    blog = make_blog(moderation="all")
    visit = visitor(**LOOKS[look]).read(blog.page())  # type: ignore[arg-type]
    visit.write("May I? > Quoted")
    article = visit.comment("May I?")
    expect(article).to_contain_text("Awaiting moderation.")
    assert violations(visit.page) == []
    article.get_by_role("button", name="Edit").click()
    expect(visit.inline().locator("textarea")).to_be_focused()
    assert violations(visit.page) == []
    visit.page.keyboard.press("Escape")
    article.get_by_role("button", name="Delete").click()
    expect(visit.find(".undo")).to_be_visible()
    assert violations(visit.page) == []


def test_an_empty_thread(blog: Blog, visit: Visit) -> None:
    """Nobody has written."""
    visit.read(blog.page())
    visit.form()
    assert violations(visit.page) == []


def test_a_closed_thread(blog: Blog, visit: Visit) -> None:
    """Nobody may write any more."""
    blog.close(blog.id_of("The last word."))
    visit.read(blog.page())
    assert violations(visit.page) == []


@pytest.mark.parametrize("look", ["light", "dark"])
def test_an_error(blog: Blog, visitor: Visitor, look: str) -> None:
    """The thread could not be loaded."""
    visit = visitor(**LOOKS[look])  # type: ignore[arg-type]
    visit.go(blog.page(body='<chime-in site="nobody"></chime-in>'))
    expect(visit.find("[role=alert]")).to_be_visible()
    assert violations(visit.page) == []


def test_a_post_that_failed(blog: Blog, visit: Visit) -> None:
    """The notice in the form."""
    visit.read(blog.page())
    visit.page.route("**/comments", lambda route: route.abort())
    visit.page.route("**/counts?*", lambda route: route.abort())
    visit.write("Words.")
    expect(visit.find("#join [role=alert]")).to_be_visible()
    assert violations(visit.page) == []


def test_a_thread_that_is_loading(talk: Blog, visit: Visit) -> None:
    """The grey lines."""
    visit.page.route("**/thread?*", lambda route: visit.hold(route))
    visit.go(talk.address())
    expect(visit.find(".sk").first).to_be_visible()
    assert violations(visit.page) == []
    visit.let_go()


def test_a_remembered_writer(blog: Blog, visit: Visit) -> None:
    """One line instead of the fields."""
    visit.read(blog.page())
    form = visit.fill(visit.form(), "Words.")
    form.get_by_label("Remember me").check()
    form.get_by_role("button", name="Post comment").click()
    expect(visit.find(".me")).to_be_visible()
    assert violations(visit.page) == []
