"""Joining a conversation: posting, replying, and the editor's conveniences."""

import re

from playwright.sync_api import expect

from browser.blogs import Blog
from browser.conftest import MakeBlog
from browser.visits import Visit


def test_a_comment_is_shown_at_once_with_the_focus_and_announced(blog: Blog, visit: Visit) -> None:
    """Name, email and text are enough; the new comment appears without a reload and is stored."""
    visit.read(blog.page())
    visit.write("Here is a **first** thought.")
    article = visit.comment("Here is a first thought.")
    expect(article).to_be_focused()
    expect(article).to_be_in_viewport()
    expect(article.locator("strong")).to_have_text("first")
    expect(visit.status()).to_have_text("Your comment is posted.")
    expect(visit.find("#count")).to_have_text("1 comment")
    expect(visit.find(".empty")).to_have_count(0)
    expect(visit.find("#join textarea")).to_have_value("")
    stored = blog.thread()["comments"]
    assert [(c["name"], c["number"], c["parent"]) for c in stored] == [("Grace", 1, None)]
    assert visit.said == []


def test_a_new_thread_takes_the_title_of_its_page(blog: Blog, visit: Visit) -> None:
    """The first post gives the thread the page's title; Open Graph's is better than the tab's."""
    head = '<meta property="og:title" content="The canal, walked">'
    visit.read(blog.page(head=head))
    visit.write("A thought.")
    expect(visit.comment("A thought.")).to_be_visible()
    assert blog.thread()["thread"]["title"] == "The canal, walked"


def test_a_posted_comment_is_there_for_others(blog: Blog, visit: Visit) -> None:
    """What one reader posts, another reads after loading the page."""
    visit.read(blog.page())
    visit.write("For everybody.", website="grace.example")
    expect(visit.comment("For everybody.")).to_be_visible()
    visit.page.reload()
    link = visit.comment("For everybody.").get_by_role("link", name="Grace")
    expect(link).to_have_attribute("href", "https://grace.example/")
    expect(link).to_have_attribute("rel", re.compile("nofollow"))


def test_a_reply_opens_under_its_comment_and_stands_there(blog: Blog, visit: Visit) -> None:
    """Reply opens a form where one reads, with the focus in it; the answer stands below what it answers."""
    parent = blog.id_of("A question.", name="Ada")
    visit.read(blog.page())
    form = visit.reply_to("A question.")
    expect(form.get_by_label("Your comment")).to_be_focused()
    expect(form).to_contain_text("Replying to Ada")
    visit.fill(form, "An answer.").get_by_role("button", name="Reply", exact=True).click()
    reply = visit.find(".replies article").filter(has_text="An answer.")
    expect(reply).to_be_focused()
    expect(visit.inline()).to_have_count(0)
    expect(visit.find("#count")).to_have_text("2 comments")
    assert blog.thread()["comments"][0]["replies"][0]["parent"] == parent


def test_a_reply_to_a_reply_is_nested_and_keeps_its_true_parent(make_blog: MakeBlog, visit: Visit) -> None:
    """Replies nest as deep as the site shows; below that they stand beside what they answer."""
    blog = make_blog(depth="3")
    root = blog.id_of("One.", name="Ada")
    second = blog.id_of("Two.", name="Bea", parent=root)
    third = blog.id_of("Three.", name="Cy", parent=second)
    visit.read(blog.page())
    form = visit.reply_to("Three.")
    visit.fill(form, "Four.").get_by_role("button", name="Reply", exact=True).click()
    expect(visit.comment("Four.")).to_contain_text("in reply to Cy")
    expect(visit.find(".replies .replies .replies")).to_have_count(0)
    number = str(visit.comment("Four.").get_attribute("id"))
    assert blog.comment(number.removeprefix("chime-")).parent_id == blog.comment(third).id


def test_a_new_root_on_a_long_thread_brings_its_writer_to_its_page(make_blog: MakeBlog, visit: Visit) -> None:
    """A root stands at the end; whoever wrote it on page one is taken there."""
    blog = make_blog(page_size="2")
    blog.talk(4)
    visit.read(blog.page())
    visit.write("The fifth.")
    expect(visit.comment("The fifth.")).to_be_focused()
    expect(visit.find(".where")).to_have_text("Page 3 of 3")
    expect(visit.find("#count")).to_have_text("5 comments")


def test_on_a_newest_first_site_a_new_root_stands_at_the_top(make_blog: MakeBlog, visit: Visit) -> None:
    """The order that the site chose holds for one's own comment too."""
    blog = make_blog(order="newest")
    blog.talk(2)
    visit.read(blog.page())
    visit.write("The newest.")
    expect(visit.find(".thread > li").first).to_contain_text("The newest.")


def test_control_and_enter_post(blog: Blog, visit: Visit) -> None:
    """The keys that post elsewhere post here."""
    visit.read(blog.page())
    form = visit.fill(visit.form(), "Without a mouse.")
    form.get_by_label("Your comment").press("Control+Enter")
    expect(visit.comment("Without a mouse.")).to_be_focused()


def test_pressing_twice_posts_once(blog: Blog, visit: Visit) -> None:
    """An impatient second press is not a second comment."""
    visit.read(blog.page())
    visit.fill(visit.form(), "Only once.").get_by_role("button", name="Post comment").dblclick()
    expect(visit.comment("Only once.")).to_be_visible()
    visit.settled()
    assert blog.thread()["thread"]["count"] == 1


def test_escape_closes_the_reply_and_keeps_its_words(blog: Blog, visit: Visit) -> None:
    """Esc leaves the reply, the focus returns to its button, and the words wait there."""
    blog.post("A question.")
    visit.read(blog.page())
    area = visit.reply_to("A question.").get_by_label("Your comment")
    area.fill("Half an ans")
    area.press("Escape")
    expect(visit.inline()).to_have_count(0)
    expect(visit.find("[data-do=reply]")).to_be_focused()
    expect(visit.reply_to("A question.").get_by_label("Your comment")).to_have_value("Half an ans")


def test_cancel_closes_the_reply(blog: Blog, visit: Visit) -> None:
    """Cancel does what Esc does."""
    blog.post("A question.")
    visit.read(blog.page())
    visit.reply_to("A question.").get_by_role("button", name="Cancel").click()
    expect(visit.inline()).to_have_count(0)
    expect(visit.find("[data-do=reply]")).to_be_focused()


def test_there_is_one_reply_form_and_its_words_come_along(blog: Blog, visit: Visit) -> None:
    """Text begun under one comment is not lost by pressing Reply at another."""
    blog.post("A question.", name="Ada")
    blog.post("Another question.", name="Bea")
    visit.read(blog.page())
    visit.reply_to("A question.").get_by_label("Your comment").fill("Well,")
    visit.comment("Another question.").get_by_role("button", name="Reply to").click()
    expect(visit.inline()).to_have_count(1)
    expect(visit.inline()).to_contain_text("Replying to Bea")
    expect(visit.inline().get_by_label("Your comment")).to_have_value("Well,")


def test_the_toolbar_marks_the_selected_words(blog: Blog, visit: Visit) -> None:
    """Each button writes the Markdown that it is named after, around the selection."""
    visit.read(blog.page())
    form = visit.form()
    area = form.get_by_label("Your comment")
    for name, made in {
        "Bold": "**word**",
        "Italic": "*word*",
        "Link": "[word](https://)",
        "Quote": "> word",
        "Code": "`word`",
        "List": "- word",
    }.items():
        area.fill("word")
        area.select_text()
        form.get_by_role("button", name=name, exact=True).click()
        expect(area).to_have_value(made)
        expect(area).to_be_focused()


def test_the_toolbars_shortcuts_work_in_the_text(blog: Blog, visit: Visit) -> None:
    """Ctrl+B and its relatives do what the buttons do, and undo themselves."""
    visit.read(blog.page())
    area = visit.form().get_by_label("Your comment")
    area.fill("word")
    area.select_text()
    area.press("Control+b")
    expect(area).to_have_value("**word**")
    area.press("Control+b")
    expect(area).to_have_value("word")


def test_the_preview_shows_the_instances_own_rendering(blog: Blog, visit: Visit) -> None:
    """What the preview shows is what will be published, and the text comes back unchanged."""
    visit.read(blog.page())
    form = visit.form()
    typed = "Some *emphasis*, <b>no</b> raw HTML, https://example.org/\n\n- one\n- two"
    form.get_by_label("Your comment").fill(typed)
    form.get_by_role("button", name="Preview").click()
    look = form.get_by_role("group", name="Preview")
    expect(look.locator("em")).to_have_text("emphasis")
    expect(look.locator("li")).to_have_text(["one", "two"])
    expect(look.locator("b")).to_have_count(0)
    expect(look.locator("a")).to_have_attribute("href", "https://example.org/")
    form.get_by_role("button", name="Preview").click()
    expect(form.get_by_label("Your comment")).to_have_value(typed)
    expect(look).to_be_hidden()


def test_the_menu_quotes_a_comment_into_the_reply(blog: Blog, visit: Visit) -> None:
    """Quote in reply opens the form with the words as a quotation."""
    blog.post("The first line.\n\nThe second.")
    visit.read(blog.page())
    visit.comment("The first line.").get_by_role("button", name="More actions").click()
    visit.find("[role=menu]").get_by_role("menuitem", name="Quote in reply").click()
    area = visit.inline().get_by_label("Your comment")
    expect(area).to_have_value(re.compile(r"^> The first line\.\n>\n> The second\.\n\n$"))
    expect(area).to_be_focused()


def test_the_menu_copies_a_permalink(blog: Blog, visit: Visit) -> None:
    """Copy link puts the comment's address into the clipboard and says so."""
    public_id = blog.id_of("Worth sharing.")
    visit.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit.read(blog.page())
    visit.comment("Worth sharing.").get_by_role("button", name="More actions").click()
    visit.find("[role=menu]").get_by_role("menuitem", name="Copy link").click()
    expect(visit.status()).to_have_text("Link copied")
    copied = visit.page.evaluate("() => navigator.clipboard.readText()")
    assert copied == f"{blog.address()}#chime-{public_id}"


def test_every_script_comes_back_as_it_was_typed(blog: Blog, visit: Visit) -> None:
    """Smart punctuation, emoji and other scripts survive the whole way."""
    visit.read(blog.page())
    typed = "“Quoted” — naïve … 👩‍🚀 שלום مرحبا 漢字"
    visit.write(typed, name="Zoë ‘Zo’ Ångström")
    expect(visit.comment(typed).locator(".name")).to_have_text("Zoë ‘Zo’ Ångström")
    assert blog.thread()["comments"][0]["name"] == "Zoë ‘Zo’ Ångström"
