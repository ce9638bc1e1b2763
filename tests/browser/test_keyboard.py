"""Everything by keys alone, with the focus always to be seen."""

import re

import pytest
from playwright.sync_api import Locator, expect

from browser.blogs import Blog
from browser.conftest import MakeBlog
from browser.visits import Visit

FOCUSED = """() => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at;
}"""
# The ring may be the element's own or, for the text, its editor's.
RING = """(at) => {
  const ringed = (node) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(node);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  };
  const editor = at.closest(".editor");
  const label = at.getAttribute("aria-label") || at.labels?.[0]?.textContent.trim();
  const name = at === document.body ? "" : label || at.textContent.trim() || at.localName;
  return [name, ringed(at) || Boolean(editor && ringed(editor))];
}"""


@pytest.fixture(scope="module")
def talk(make_blog: MakeBlog) -> Blog:
    """Two pages, one reply; only read."""
    blog = make_blog(page_size="2")
    root = blog.id_of("First.", name="Ada")
    blog.post("Reply.", name="Bea", parent=root)
    blog.post("Second.", name="Cy")
    blog.post("Third.", name="Dot")
    blog.page()
    return blog


def tab_to(visit: Visit, wanted: Locator, most: int = 40) -> None:
    """Press Tab until that has the focus."""
    for _ in range(most):
        if wanted.count() and wanted.evaluate(f"(node) => node === ({FOCUSED})()"):
            return
        visit.page.keyboard.press("Tab")
    raise AssertionError("Tab does not lead there")


def test_tab_walks_through_everything_in_order_with_a_ring(talk: Blog, visit: Visit) -> None:
    """Each stop is visible, none twice, in the order in which one reads; the toolbar is one stop."""
    visit.read(talk.address())
    visit.form()
    visit.page.evaluate("() => scrollTo(0, 0)")
    stops: list[str] = []
    for _ in range(60):
        visit.page.keyboard.press("Tab")
        name, ringed = visit.page.evaluate(f"() => ({RING})(({FOCUSED})())")
        if not name:
            break
        stops.append(name)
        assert ringed, name
    order = ["Jump to reply form", "Reply to Ada", "Replies to Ada", "Reply to Bea", "Reply to Cy", "Page 2", "Bold"]
    order += ["Your comment", "Name or pseudonym", "Email", "Website", "Remember me", "Post comment"]
    places = [next((i for i, stop in enumerate(stops) if stop.startswith(wanted)), -1) for wanted in order]
    assert -1 not in places, (order, stops)
    assert places == sorted(places), stops
    assert not {"Italic", "Quote"} & set(stops)


def test_a_comment_is_posted_by_keys(blog: Blog, visit: Visit) -> None:
    """From the jump link to the posted comment without a mouse."""
    visit.read(blog.page())
    tab_to(visit, visit.find("[data-do=join]"))
    visit.page.keyboard.press("Enter")
    expect(visit.find("#join textarea")).to_be_focused()
    visit.form()
    visit.page.keyboard.type("By keys.")
    for word in ("Grace", "grace@example.org", ""):
        visit.page.keyboard.press("Tab")
        visit.page.keyboard.type(word)
    tab_to(visit, visit.find("#join").get_by_role("button", name="Post comment"))
    visit.page.keyboard.press("Enter")
    expect(visit.comment("By keys.")).to_be_focused()


def test_a_reply_is_opened_left_and_sent_by_keys(blog: Blog, visit: Visit) -> None:
    """Enter opens it, Esc leaves it and returns to its button, Ctrl+Enter sends it."""
    blog.post("A question.", name="Ada")
    visit.read(blog.page())
    visit.form()
    reply = visit.find("[data-do=reply]")
    reply.focus()
    visit.page.keyboard.press("Enter")
    expect(visit.inline().get_by_label("Your comment")).to_be_focused()
    visit.page.keyboard.press("Escape")
    expect(reply).to_be_focused()
    visit.page.keyboard.press("Enter")
    visit.page.keyboard.type("An answer.")
    for word in ("Grace", "grace@example.org"):
        visit.page.keyboard.press("Tab")
        visit.page.keyboard.type(word)
    visit.page.keyboard.press("Control+Enter")
    expect(visit.comment("An answer.")).to_be_focused()


def test_a_comment_is_edited_and_withdrawn_by_keys(blog: Blog, visit: Visit) -> None:
    """Edit, save, delete and undo, the focus never lost."""
    visit.read(blog.page())
    visit.write("Mine.")
    expect(visit.comment("Mine.")).to_be_focused()
    tab_to(visit, visit.find("[data-do=edit]"))
    visit.page.keyboard.press("Enter")
    expect(visit.inline().locator("textarea")).to_be_focused()
    visit.page.keyboard.press("Control+a")
    visit.page.keyboard.type("Still mine.")
    visit.page.keyboard.press("Control+Enter")
    expect(visit.comment("Still mine.")).to_be_focused()
    tab_to(visit, visit.find("[data-do=delete]"))
    visit.page.keyboard.press("Enter")
    expect(visit.find(".undo button")).to_be_focused()
    visit.page.keyboard.press("Enter")
    expect(visit.comment("Still mine.")).to_be_focused()


def test_pages_are_turned_by_keys(talk: Blog, visit: Visit) -> None:
    """The focus lands on the new page's heading."""
    visit.read(talk.address())
    tab_to(visit, visit.find(".pages").get_by_role("link", name="Page 2"))
    visit.page.keyboard.press("Enter")
    expect(visit.comment("Third.")).to_be_visible()
    expect(visit.find("#count")).to_be_focused()


def test_the_menu_is_walked_by_arrows_and_left_by_escape(talk: Blog, visit: Visit) -> None:
    """The focus goes into the menu, around in it, and back to its button."""
    visit.read(talk.address())
    visit.form()
    button = visit.find("[data-do=menu]").first
    button.focus()
    visit.page.keyboard.press("Enter")
    items = visit.find("[role=menuitem]")
    expect(items.first).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "true")
    visit.page.keyboard.press("ArrowDown")
    expect(items.nth(1)).to_be_focused()
    visit.page.keyboard.press("ArrowUp")
    visit.page.keyboard.press("ArrowUp")
    expect(items.last).to_be_focused()
    visit.page.keyboard.press("Home")
    expect(items.first).to_be_focused()
    visit.page.keyboard.press("Escape")
    expect(visit.find("[role=menu]")).to_have_count(0)
    expect(button).to_be_focused()


def test_tab_leaves_the_menu_and_closes_it(talk: Blog, visit: Visit) -> None:
    """A menu does not stay open behind the reader's back."""
    visit.read(talk.address())
    visit.form()
    visit.find("[data-do=menu]").first.focus()
    visit.page.keyboard.press("Enter")
    expect(visit.find("[role=menuitem]").first).to_be_focused()
    visit.page.keyboard.press("Tab")
    expect(visit.find("[role=menu]")).to_have_count(0)


@pytest.mark.parametrize(("lang", "direction", "forth"), [("en", "ltr", "ArrowRight"), ("ar", "rtl", "ArrowLeft")])
def test_the_toolbar_is_walked_by_arrows(talk: Blog, visit: Visit, lang: str, direction: str, forth: str) -> None:
    """One tab stop; arrows follow the direction of the page, Home and End go to the ends."""
    body = talk.element(f'url="{talk.address()}"')
    visit.read(talk.page(f"bar-{lang}", lang=lang, dir=direction, body=body))
    tools = visit.form().locator("[role=toolbar] button")
    tools.first.focus()
    visit.page.keyboard.press(forth)
    expect(tools.nth(1)).to_be_focused()
    visit.page.keyboard.press("End")
    expect(tools.last).to_be_focused()
    visit.page.keyboard.press("Home")
    visit.page.keyboard.press(forth)
    visit.page.keyboard.press("Enter")
    expect(visit.find("#join textarea")).to_have_value(re.compile(r"^\*+$"))


def test_a_branch_is_folded_by_keys(talk: Blog, visit: Visit) -> None:
    """The rail is a button, and the focus follows what it does."""
    visit.read(talk.address())
    visit.find(".rail").focus()
    visit.page.keyboard.press("Enter")
    expect(visit.find(".unfold")).to_be_focused()
    visit.page.keyboard.press("Enter")
    expect(visit.find(".rail")).to_be_focused()
