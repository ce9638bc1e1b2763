"""Reading a conversation: pages, permalinks, branches."""

import re

import pytest
from playwright.sync_api import expect

from browser.blogs import Blog
from browser.conftest import MakeBlog, Visitor
from browser.visits import Visit
from staff import at_desk

PAGE_SIZE = 3


@pytest.fixture(scope="module")
def lively(make_blog: MakeBlog) -> Blog:
    """Seven roots on three pages, with a branch; only read in this module."""
    blog = make_blog(page_size=str(PAGE_SIZE), notice="Be kind to one another.")
    ids = blog.talk(7)
    reply = blog.id_of("A reply to the first.", name="Bea", parent=ids[0])
    blog.id_of("A reply to that.", name="Cy", parent=reply)
    blog.call_it(ids[6], "comment-123")
    blog.page()
    return blog


def test_a_thread_is_shown_with_its_count_notice_numbers_and_replies(lively: Blog, visit: Visit) -> None:
    """Whoever opens the page reads the conversation, replies under what they answer."""
    visit.read(lively.address())
    expect(visit.find("#count")).to_have_text("9 comments")
    expect(visit.find(".notice")).to_have_text("Be kind to one another.")
    expect(visit.find(".where")).to_have_text("Page 1 of 3")
    expect(visit.find(".thread > li")).to_have_count(PAGE_SIZE)
    expect(visit.find(".num")).to_have_text(["#1", "#2", "#3"])
    nested = visit.find(".thread > li").first.locator(".replies .replies article")
    expect(nested).to_contain_text("A reply to that.")
    expect(visit.find("time").first).to_have_attribute("datetime", re.compile(r"^\d{4}-\d\d-\d\dT.*Z$"))
    assert visit.complaints() == []


def test_a_page_is_turned_and_says_so(lively: Blog, visit: Visit) -> None:
    """The next page replaces this one, the address remembers it, and the title has the focus."""
    visit.read(lively.address())
    visit.find(".pages").get_by_role("link", name="Page 2").click()
    expect(visit.comment("Thought number 4.")).to_be_visible()
    expect(visit.comment("Thought number 1.")).to_have_count(0)
    expect(visit.page).to_have_url(re.compile(r"#chime-p2$"))
    expect(visit.status()).to_have_text("Page 2 of 3")
    expect(visit.find("#count")).to_be_focused()


def test_the_last_page_is_one_press_away(lively: Blog, visit: Visit) -> None:
    """The newest comments of a long thread need no paging through."""
    visit.read(lively.address())
    visit.find(".pages").get_by_role("link", name="Last page").click()
    expect(visit.comment("Thought number 7.")).to_be_visible()
    expect(visit.find("[aria-current=page]")).to_have_text("3")
    expect(visit.find(".pages").get_by_role("link", name="Next page")).to_have_count(0)


def test_the_back_button_turns_back(lively: Blog, visit: Visit) -> None:
    """Turned pages are steps of the browser's history."""
    visit.read(lively.address())
    visit.find(".pages").get_by_role("link", name="Page 2").click()
    expect(visit.comment("Thought number 4.")).to_be_visible()
    visit.page.go_back()
    expect(visit.comment("Thought number 1.")).to_be_visible()
    visit.page.go_forward()
    expect(visit.comment("Thought number 4.")).to_be_visible()


def test_an_address_with_a_page_opens_that_page(lively: Blog, visit: Visit) -> None:
    """A reload or a shared link shows the page that was open."""
    visit.read(f"{lively.address()}#chime-p2")
    expect(visit.comment("Thought number 4.")).to_be_visible()


def test_a_permalink_opens_the_page_of_its_comment_and_highlights_it(lively: Blog, visit: Visit) -> None:
    """`#chime-ID` finds a comment on the third page, scrolls to it and marks it."""
    last = str(lively.thread(order="newest")["comments"][0]["id"])
    visit.read(f"{lively.address()}#chime-{last}")
    expect(visit.by_id(last)).to_have_class(re.compile(r"\btarget\b"))
    expect(visit.by_id(last)).to_be_in_viewport()
    expect(visit.by_id(last)).to_be_focused()
    expect(visit.find(".where")).to_have_text("Page 3 of 3")


def test_a_former_systems_permalink_still_works(lively: Blog, visit: Visit) -> None:
    """Links to `#comment-123` from before an import lead to the same words."""
    visit.read(f"{lively.address()}#comment-123")
    expect(visit.comment("Thought number 7.")).to_have_class(re.compile(r"\btarget\b"))
    expect(visit.comment("Thought number 7.")).to_be_in_viewport()


def test_a_permalink_to_nothing_says_so(lively: Blog, visit: Visit) -> None:
    """A comment that is gone is not silently ignored."""
    visit.read(f"{lively.address()}#chime-nothing0here")
    expect(visit.status()).to_have_text("That comment is not here any more.")
    expect(visit.find(".thread > li")).to_have_count(PAGE_SIZE)


def test_a_press_on_a_number_makes_a_permalink(lively: Blog, visit: Visit) -> None:
    """The number is a link to its comment, and following it marks the comment without leaving the page."""
    visit.read(lively.address())
    visit.find(".num").nth(1).click()
    article = visit.comment("Thought number 2.")
    expect(article).to_have_class(re.compile(r"\btarget\b"))
    assert visit.page.url.endswith(f"#{article.get_attribute('id')}")


def test_a_branch_collapses_and_opens_again(lively: Blog, visit: Visit) -> None:
    """The rail folds the replies away, says how many there are, and gives them back."""
    visit.read(lively.address())
    visit.find(".rail").first.click()
    expect(visit.comment("A reply to that.")).to_be_hidden()
    unfold = visit.find("article").first.get_by_role("button", name="Show 2 replies")
    expect(unfold).to_be_focused()
    unfold.click()
    expect(visit.comment("A reply to that.")).to_be_visible()


def test_a_long_branch_comes_in_windows(make_blog: MakeBlog, visit: Visit) -> None:
    """Fifty replies come with their root; the others come when asked for, to the same place."""
    blog = make_blog()
    root = blog.id_of("A question to everybody.")
    for number in range(1, 54):
        blog.post(f"Answer number {number}.", name=f"Reader {number}", parent=root)
    visit.read(blog.page())
    more = visit.find(".more button")
    expect(more).to_have_text("Show 3 more replies")
    more.click()
    expect(visit.comment("Answer number 53.")).to_be_visible()
    expect(visit.status()).to_have_text("3 replies added")
    expect(visit.comment("Answer number 51.")).to_be_focused()
    expect(more).to_have_count(0)


def test_a_permalink_leads_down_a_long_branch(make_blog: MakeBlog, visit: Visit) -> None:
    """A reply that no first window holds is fetched with all before it, also when it answers another such reply."""
    blog = make_blog()
    root = blog.id_of("A question to everybody.")
    answers = [blog.id_of(f"Answer number {number}.", name=f"Reader {number}", parent=root) for number in range(1, 104)]
    last = blog.id_of("An answer to an answer.", parent=answers[-1])
    visit.read(f"{blog.page()}#chime-{last}")
    expect(visit.by_id(last)).to_have_class(re.compile(r"\btarget\b"))
    expect(visit.by_id(last)).to_be_in_viewport()
    expect(visit.by_id(last)).to_be_focused()
    expect(visit.find(".more")).to_have_count(0)


def test_below_the_shown_depth_a_reply_names_what_it_answers(make_blog: MakeBlog, visit: Visit) -> None:
    """Replies deeper than the site shows stand at its last level and say whom they answer."""
    blog = make_blog(depth="2")
    parent: str | None = None
    for name in ("Ada", "Bea", "Cy", "Dot"):
        parent = blog.id_of(f"So says {name}.", name=name, parent=parent)
    visit.read(blog.page())
    expect(visit.find(".replies .replies")).to_have_count(0)
    expect(visit.comment("So says Dot.")).to_contain_text("in reply to Cy")
    expect(visit.comment("So says Bea.")).not_to_contain_text("in reply to")
    visit.comment("So says Dot.").get_by_role("link", name="in reply to").click()
    expect(visit.comment("So says Cy.")).to_be_focused()


def test_a_withdrawn_comment_with_replies_leaves_a_tombstone(blog: Blog, visit: Visit) -> None:
    """What others answered keeps its place; its words and its name are gone."""
    root = blog.id_of("I regret this.", name="Ada")
    blog.post("I do not.", name="Bea", parent=root)
    blog.judge(root, "withdrawn")
    visit.read(blog.page())
    expect(visit.find(".tomb")).to_have_text("Comment withdrawn by its author")
    expect(visit.comment("I do not.")).to_be_visible()
    expect(visit.find("#count")).to_have_text("1 comment")
    expect(visit.find(".chime")).not_to_contain_text("Ada")


def test_an_empty_thread_invites(blog: Blog, visit: Visit) -> None:
    """Nobody has written yet, and that is said kindly, with the form below."""
    visit.read(blog.page())
    expect(visit.find("#count")).to_have_text("0 comments")
    expect(visit.find(".empty")).to_be_visible()
    expect(visit.form().get_by_label("Your comment")).to_be_visible()


def test_a_closed_thread_can_be_read_but_not_answered(blog: Blog, visit: Visit) -> None:
    """When a conversation is closed there is a sentence where the form was, and no Reply."""
    blog.close(blog.id_of("The last word."))
    visit.read(blog.page())
    expect(visit.comment("The last word.")).to_be_visible()
    expect(visit.find("#join")).to_contain_text("This conversation closed on")
    expect(visit.find("textarea")).to_have_count(0)
    expect(visit.find("[data-do=reply]")).to_have_count(0)
    expect(visit.find("[data-do=join]")).to_have_count(0)


def test_the_jump_link_leads_to_the_form(lively: Blog, visit: Visit) -> None:
    """Whoever wants to write need not walk past every comment."""
    visit.read(lively.address())
    visit.find("[data-do=join]").click()
    expect(visit.find("#join textarea")).to_be_focused()
    expect(visit.find("#join textarea")).to_be_in_viewport()


def test_what_came_since_the_last_visit_is_marked(blog: Blog, visit: Visit) -> None:
    """The browser remembers when it was here; nothing is new to a first visitor."""
    blog.post("Here before.", name="Ada")
    visit.read(blog.page())
    expect(visit.find(".new")).to_have_count(0)
    blog.post("Here since.", name="Bea")
    visit.page.reload()
    expect(visit.find(".pill")).to_have_text("1 new since your last visit")
    expect(visit.comment("Here since.").locator(".new")).to_be_visible()
    expect(visit.comment("Here before.").locator(".new")).to_have_count(0)
    visit.find(".pill").click()
    expect(visit.comment("Here since.")).to_be_focused()


def test_a_pinned_comment_says_so_in_every_language(make_blog: MakeBlog, visitor: Visitor) -> None:
    """It stands first with a pin and the word for it, not with the badge's code."""
    blog = make_blog()
    blog.id_of("Said first.")
    pinned = blog.id_of("Said later.", name="Bea")
    ada = at_desk(blog.server, "moderator", blog.key)
    assert ada.post(f"/admin/comments/{pinned}/tend", {"verb": "pin"}).status_code == 303
    for lang, word in {"en": "Pinned", "de": "Angeheftet", "ar": "مثبَّت"}.items():
        visit = visitor().read(blog.page(lang, lang=lang, body=blog.element(f'url="{blog.address()}"')))
        badge = visit.find(".thread > li").first.locator(".badge")
        expect(badge).to_have_text(word)
        expect(badge.locator("svg[aria-hidden=true]")).to_be_visible()
        expect(visit.find(".badge")).to_have_count(1)
