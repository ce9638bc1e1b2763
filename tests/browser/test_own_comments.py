"""What one has written oneself: editing, withdrawing, waiting for a moderator, getting a picture."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from browser.blogs import Blog
from browser.conftest import MakeBlog, Visitor
from browser.hosts import Host
from browser.visits import WRITER, Visit
from chimein.gateways.gravatar import email_sha256
from gateways.gravatar_server import Behaviour, GravatarServer
from running import Running

UNDO_MS = 8_000


def written(visit: Visit, blog: Blog, text: str) -> Locator:
    """Post on the blog's page and return the article."""
    visit.read(blog.page())
    visit.write(text)
    expect(visit.comment(text)).to_be_focused()
    return visit.comment(text)


def test_a_comment_can_be_edited_by_its_writer(blog: Blog, visit: Visit) -> None:
    """Edit opens the source where the comment stands; the new words are shown, stored and marked as edited."""
    article = written(visit, blog, "A thouhgt.")
    article.get_by_role("button", name="Edit").click()
    area = visit.inline().locator("textarea")
    expect(area).to_be_focused()
    expect(area).to_have_value("A thouhgt.")
    area.fill("A *thought*.")
    visit.inline().get_by_role("button", name="Save").click()
    expect(visit.comment("A thought.").locator("em")).to_have_text("thought")
    expect(visit.comment("A thought.")).to_contain_text("edited")
    expect(visit.comment("A thought.")).to_be_focused()
    expect(visit.status()).to_have_text("Your changes are saved.")
    assert blog.thread()["comments"][0]["edited_at"] is not None


def test_an_edit_can_be_left(blog: Blog, visit: Visit) -> None:
    """Esc and Cancel give the comment back as it was."""
    article = written(visit, blog, "As it was.")
    for leave in ("Escape", "Cancel"):
        article.get_by_role("button", name="Edit").click()
        expect(visit.inline().locator("textarea")).to_be_focused()
        if leave == "Escape":
            visit.page.keyboard.press(leave)
        else:
            visit.inline().get_by_role("button", name=leave).click()
        expect(visit.inline()).to_have_count(0)
        expect(article.locator(".body")).to_have_text("As it was.")


def test_an_edit_can_be_made_after_a_reload(blog: Blog, visit: Visit) -> None:
    """The browser remembers its own comments, so a reload does not end the time to correct them."""
    written(visit, blog, "Before the reload.")
    visit.page.reload()
    visit.comment("Before the reload.").get_by_role("button", name="Edit").click()
    visit.inline().locator("textarea").fill("After the reload.")
    visit.inline().locator("textarea").press("Control+Enter")
    expect(visit.comment("After the reload.")).to_be_visible()


def test_a_refused_edit_says_why_and_keeps_the_words(blog: Blog, visit: Visit) -> None:
    """A text that is too short is not saved, and what was typed stays."""
    article = written(visit, blog, "Long enough.")
    article.get_by_role("button", name="Edit").click()
    area = visit.inline().locator("textarea")
    area.fill("x")
    visit.inline().get_by_role("button", name="Save").click()
    expect(visit.inline().get_by_role("alert")).to_have_text("That is too short: at least 2 characters.")
    expect(area).to_have_value("x")


def test_others_see_no_way_to_edit(blog: Blog, visit: Visit, visitor: Visitor) -> None:
    """Edit and Delete are for the browser that wrote the comment."""
    written(visit, blog, "Mine.")
    other = visitor().read(blog.address())
    expect(other.comment("Mine.")).to_be_visible()
    other.form()
    expect(other.comment("Mine.").get_by_role("button", name="Edit")).to_have_count(0)


def test_when_the_window_is_over_there_is_no_edit(make_blog: MakeBlog, visit: Visit) -> None:
    """A site may allow no changes at all."""
    article = written(visit, make_blog(edit_minutes="0"), "Final.")
    expect(article.get_by_role("button", name="Reply to")).to_be_visible()
    expect(article.get_by_role("button", name="Edit")).to_have_count(0)


def test_a_withdrawal_can_be_undone(blog: Blog, visit: Visit) -> None:
    """Undo keeps the comment: nothing was sent meanwhile."""
    article = written(visit, blog, "Wait, no.")
    article.get_by_role("button", name="Delete").click()
    expect(article).to_be_hidden()
    undo = visit.find(".undo").get_by_role("button", name="Undo")
    expect(undo).to_be_focused()
    undo.click()
    expect(article).to_be_visible()
    expect(article).to_be_focused()
    assert [request.method for request in visit.requests if request.method == "DELETE"] == []
    assert blog.thread()["thread"]["count"] == 1


def let_the_undo_pass(page: Page) -> None:
    """Move the page's clock over the time in which a withdrawal can be undone."""
    page.clock.run_for(UNDO_MS + 100)


def test_a_withdrawn_comment_is_gone(blog: Blog, visit: Visit) -> None:
    """Not undone, a comment without replies disappears here and for everybody."""
    visit.page.clock.install()
    article = written(visit, blog, "Better not.")
    article.get_by_role("button", name="Delete").click()
    expect(visit.find(".undo")).to_be_visible()
    let_the_undo_pass(visit.page)
    expect(visit.find(".thread article")).to_have_count(0)
    expect(visit.find("#count")).to_have_text("0 comments")
    assert blog.thread()["comments"] == []


def test_a_withdrawn_comment_with_a_reply_leaves_a_tombstone(blog: Blog, visit: Visit) -> None:
    """The conversation below it stays."""
    visit.page.clock.install()
    article = written(visit, blog, "Better not.")
    public_id = str(article.get_attribute("id")).removeprefix("chime-")
    blog.post("Too late.", name="Bea", parent=public_id)
    visit.page.reload()
    visit.comment("Better not.").get_by_role("button", name="Delete").click()
    expect(visit.find(".undo")).to_be_visible()
    let_the_undo_pass(visit.page)
    expect(visit.by_id(public_id)).to_have_text("Comment withdrawn by its author")
    expect(visit.comment("Too late.")).to_be_visible()
    expect(visit.find("#count")).to_have_text("1 comment")


def test_leaving_the_page_means_the_withdrawal(blog: Blog, visit: Visit) -> None:
    """Who closes the page within the undo delay meant it."""
    written(visit, blog, "Gone with me.").get_by_role("button", name="Delete").click()
    expect(visit.find(".undo")).to_be_visible()
    visit.go(blog.page("elsewhere"))
    reading = f"{blog.api}/thread?{urlencode({'url': blog.address()})}"
    visit.page.wait_for_function(
        "async (reading) => (await (await fetch(reading)).json()).thread.count === 0", arg=reading
    )


@pytest.fixture
def held(make_blog: MakeBlog) -> Blog:
    """A site whose comments all wait for a moderator."""
    return make_blog(moderation="all")


def test_a_held_comment_is_seen_by_its_writer_only_also_after_a_reload(
    held: Blog, visit: Visit, visitor: Visitor
) -> None:
    """It awaits moderation, its writer sees that it is not lost, and nobody else sees it."""
    written(visit, held, "May I?")
    for _ in range(2):
        expect(visit.comment("May I?")).to_contain_text("Awaiting moderation. Only you can see this comment.")
        expect(visit.find("#count")).to_have_text("0 comments")
        visit.page.reload()
    other = visitor().read(held.address())
    expect(other.find("#count")).to_have_text("0 comments")
    expect(other.comment("May I?")).to_have_count(0)


def test_a_held_reply_waits_under_what_it_answers(held: Blog, visit: Visit) -> None:
    """A reply that is held comes back to its place."""
    root = held.id_of("Approved.")
    held.judge(root, "published")
    visit.read(held.page())
    form = visit.reply_to("Approved.")
    visit.fill(form, "Held.").get_by_role("button", name="Reply", exact=True).click()
    expect(visit.find(".replies article")).to_contain_text("Awaiting moderation.")
    visit.page.reload()
    expect(visit.find(".replies article")).to_contain_text("Awaiting moderation.")


def test_an_approved_comment_is_told_once(held: Blog, visit: Visit) -> None:
    """The next visit says that it was approved; the one after that says nothing."""
    article = written(visit, held, "May I?")
    held.judge(str(article.get_attribute("id")).removeprefix("chime-"), "published")
    visit.page.reload()
    told = visit.find(".told")
    expect(told).to_have_text("Your comment was approved. Everybody can see it now.")
    expect(visit.comment("May I?")).not_to_contain_text("Awaiting moderation")
    expect(visit.find("#count")).to_have_text("1 comment")
    visit.page.reload()
    expect(visit.comment("May I?").get_by_role("button", name="Edit")).to_be_visible()
    expect(told).to_have_count(0)


def test_a_rejected_comment_is_told_once(held: Blog, visit: Visit) -> None:
    """Its writer learns that it was not published, and it leaves the page."""
    article = written(visit, held, "Buy now!")
    held.judge(str(article.get_attribute("id")).removeprefix("chime-"), "rejected")
    visit.page.reload()
    expect(visit.find(".told")).to_have_text("Your comment was not published.")
    expect(visit.comment("Buy now!")).to_have_count(0)
    visit.page.reload()
    visit.form()
    visit.settled()
    expect(visit.find(".told")).to_have_count(0)


@pytest.fixture
def upstream() -> Iterator[GravatarServer]:
    """Gravatar on loopback."""
    with GravatarServer() as server:
        yield server


def test_a_gravatar_that_comes_after_the_post_is_shown_without_a_reload(
    tmp_path: Path, host: Host, upstream: GravatarServer, visit: Visit, client: httpx.Client
) -> None:
    """The writer's own comment gets its picture a moment later, from the instance, never from Gravatar."""
    upstream.serve(email_sha256(WRITER["email"]), Behaviour.HIT)
    with Running(tmp_path, limits="off", gravatar_url=upstream.url) as server:
        server.add_site(host.url, key="pictured", avatars="gravatar")
        blog = Blog(server, host, "pictured", client)
        article = written(visit, blog, "Who am I?")
        picture = article.locator("img.av")
        before = str(picture.get_attribute("src"))
        expect(picture).not_to_have_attribute("src", before, timeout=20_000)
        expect(picture).to_have_attribute("src", re.compile(re.escape(f"{server.url}/avatar/")))
        drawn = "(image) => image.complete && image.naturalWidth > 0"
        visit.page.wait_for_function(drawn, arg=picture.element_handle())
        origins = {request.url.split("/")[2] for request in visit.requests}
        assert origins == {host.url.split("/")[2], server.url.split("/")[2]}
