"""What the browser keeps for a writer, and what only if asked to."""

import json

from playwright.sync_api import expect

from browser.blogs import Blog
from browser.visits import WRITER, Visit

TYPED = "Half a thought"


def saved(visit: Visit) -> None:
    """Wait until the form says that the draft is kept."""
    expect(visit.find(".saved").last).to_have_text("Draft saved")


def test_a_draft_comes_back_after_a_reload(blog: Blog, visit: Visit) -> None:
    """Typed words survive a closed tab."""
    visit.read(blog.page())
    visit.form().get_by_label("Your comment").fill(TYPED)
    saved(visit)
    visit.page.reload()
    expect(visit.form().get_by_label("Your comment")).to_have_value(TYPED)


def test_each_reply_has_its_own_draft(blog: Blog, visit: Visit) -> None:
    """A reply's draft comes back under its comment, apart from the one at the end."""
    blog.post("A question.")
    visit.read(blog.page())
    visit.form().get_by_label("Your comment").fill("For everybody")
    saved(visit)
    visit.reply_to("A question.").get_by_label("Your comment").fill("For you")
    expect(visit.inline().locator(".saved")).to_have_text("Draft saved")
    visit.page.reload()
    expect(visit.comment("A question.").locator("textarea")).to_have_value("For you")
    expect(visit.form().get_by_label("Your comment")).to_have_value("For everybody")


def test_each_page_has_its_own_draft(blog: Blog, visit: Visit) -> None:
    """Words begun on one page do not appear on another."""
    visit.read(blog.page())
    visit.form().get_by_label("Your comment").fill(TYPED)
    saved(visit)
    visit.read(blog.page("other"))
    expect(visit.form().get_by_label("Your comment")).to_have_value("")


def test_a_posted_draft_is_cleared(blog: Blog, visit: Visit) -> None:
    """What was posted does not come back as a draft."""
    visit.read(blog.page())
    visit.write("A whole thought.")
    expect(visit.comment("A whole thought.")).to_be_visible()
    visit.page.reload()
    expect(visit.form().get_by_label("Your comment")).to_have_value("")
    assert not [name for name in visit.storage() if ":draft:" in name]


def test_a_reply_that_was_posted_leaves_no_draft(blog: Blog, visit: Visit) -> None:
    """A sent reply does not open its form again after a reload."""
    blog.post("A question.")
    visit.read(blog.page())
    form = visit.fill(visit.reply_to("A question."), "An answer.")
    expect(form.locator(".saved")).to_have_text("Draft saved")
    form.get_by_role("button", name="Reply", exact=True).click()
    expect(visit.comment("An answer.")).to_be_visible()
    visit.page.reload()
    visit.form()
    expect(visit.inline()).to_have_count(0)


def test_a_turned_page_keeps_what_was_typed(blog: Blog, visit: Visit) -> None:
    """Paging through the conversation does not cost the text at its end."""
    blog.server.set_site(blog.key, page_size="2", avatars="generated")
    blog.talk(3)
    visit.read(blog.page())
    visit.form().get_by_label("Your comment").fill(TYPED)
    visit.find(".pages").get_by_role("link", name="Page 2").click()
    expect(visit.comment("Thought number 3.")).to_be_visible()
    expect(visit.form().get_by_label("Your comment")).to_have_value(TYPED)


def test_what_was_typed_before_the_form_was_ready_is_taken_over(blog: Blog, visit: Visit) -> None:
    """Whoever types into the frame before the composer has come loses nothing, and keeps the focus."""
    visit.page.route("**/embed/composer.*", lambda route: visit.hold(route))
    visit.read(blog.page())
    visit.find("textarea").focus()
    visit.page.keyboard.type("Quick fingers")
    visit.let_go()
    area = visit.form().get_by_label("Your comment")
    expect(area).to_have_value("Quick fingers")
    expect(area).to_be_focused()
    visit.page.keyboard.type("!")
    expect(area).to_have_value("Quick fingers!")


def test_nobody_is_remembered_without_asking(blog: Blog, visit: Visit) -> None:
    """Without the tick neither name nor email is kept; only drafts and the proof of one's own posts are."""
    visit.read(blog.page())
    visit.write("A thought.")
    expect(visit.comment("A thought.")).to_be_visible()
    kept = visit.storage()
    assert not [value for value in kept.values() if WRITER["email"] in value or WRITER["name"] in value]
    assert {name.split(":")[1] for name in kept} <= {"own", "seen", "draft"}
    visit.page.reload()
    expect(visit.form().locator("input[name=name]")).to_have_value("")


def test_whoever_asks_is_remembered_and_can_change_it(blog: Blog, visit: Visit) -> None:
    """With the tick the next form says as whom one comments; Change opens the fields again, unticked forgets."""
    visit.read(blog.page())
    form = visit.fill(visit.form(), "A thought.")
    form.get_by_label("Remember me").check()
    form.get_by_role("button", name="Post comment").click()
    expect(visit.comment("A thought.")).to_be_visible()
    visit.page.reload()
    form = visit.form()
    expect(form.locator(".me")).to_contain_text("Commenting as Grace")
    expect(form.locator("input[name=name]")).to_have_count(0)
    form.get_by_role("button", name="Change").click()
    expect(form.locator("input[name=name]")).to_be_focused()
    expect(form.locator("input[name=email]")).to_have_value(WRITER["email"])
    form.get_by_label("Remember me").uncheck()
    form.get_by_label("Your comment").fill("Forget me.")
    form.get_by_role("button", name="Post comment").click()
    expect(visit.comment("Forget me.")).to_be_visible()
    assert not [name for name in visit.storage() if ":me:" in name]


def test_a_remembered_writer_posts_with_text_alone(blog: Blog, visit: Visit) -> None:
    """One line instead of three fields, and the same persona as before."""
    visit.read(blog.page())
    form = visit.fill(visit.form(), "The first.")
    form.get_by_label("Remember me").check()
    form.get_by_role("button", name="Post comment").click()
    expect(visit.comment("The first.")).to_be_visible()
    visit.form().get_by_label("Your comment").fill("The second.")
    visit.form().get_by_role("button", name="Post comment").click()
    expect(visit.comment("The second.")).to_be_visible()
    first, second = blog.thread()["comments"]
    assert first["avatar"] == second["avatar"]
    assert first["name"] == second["name"] == WRITER["name"]


def test_a_page_without_storage_still_posts(blog: Blog, visit: Visit) -> None:
    """A browser that keeps nothing is no reason not to speak; it is said that drafts cannot be kept."""
    visit.page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError') } })"
    )
    visit.read(blog.page())
    form = visit.fill(visit.form(), "Unkept.")
    expect(form.locator(".saved")).to_have_text("Drafts cannot be kept here")
    form.get_by_role("button", name="Post comment").click()
    expect(visit.comment("Unkept.").get_by_role("button", name="Edit")).to_be_visible()


def test_junk_in_the_storage_is_ignored(blog: Blog, visit: Visit) -> None:
    """Another program's values under our names break nothing."""
    blog.post("Said.")
    visit.read(blog.page())
    visit.form().get_by_label("Your comment").fill(TYPED)
    saved(visit)
    names = list(visit.storage())
    assert names
    site = names[0].split(":", 2)[2].split("|")[0].rsplit(":", 3)[0]
    for junk in ("junk", "[1]", json.dumps({"text": 5}), "null"):
        for name in [*names, f"chime-in:own:{site}", f"chime-in:me:{site}"]:
            visit.page.evaluate("([name, junk]) => localStorage.setItem(name, junk)", [name, junk])
        visit.page.reload()
        expect(visit.comment("Said.")).to_be_visible()
        visit.form()
