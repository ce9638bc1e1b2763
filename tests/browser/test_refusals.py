"""Everything that can go wrong: the reader is told plainly what it is, and no typed word is lost."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Locator, Route, expect

from browser.blogs import Blog
from browser.conftest import MakeBlog
from browser.hosts import Host, Served
from browser.visits import Visit
from chimein.web.embed import widget_folder
from running import Running

TYPED = "Words that took me a quarter of an hour."
TRY_AGAIN = "Try again"
JSON = "application/json"
OPEN = {"Access-Control-Allow-Origin": "*"}


def kept(form: Locator) -> None:
    """The words are still in the form."""
    expect(form.get_by_label("Your comment")).to_have_value(TYPED)


def alert(visit: Visit) -> Locator:
    """The notice in the form at the end."""
    return visit.find("#join [role=alert]")


def test_what_is_missing_is_said_beside_each_field(blog: Blog, visit: Visit) -> None:
    """All that is wrong is said at once, tied to its fields, and the first of them gets the focus."""
    visit.read(blog.page())
    form = visit.form()
    form.locator("input[name=email]").fill("grace@nowhere")
    form.get_by_role("button", name="Post comment").click()
    area, name = form.get_by_label("Your comment"), form.locator("input[name=name]")
    expect(area).to_be_focused()
    expect(area).to_have_attribute("aria-invalid", "true")
    expect(area).to_have_accessible_description("There is nothing here yet.")
    expect(name).to_have_accessible_description("Please tell us what to call you.")
    email = form.locator("input[name=email]")
    expect(email).to_have_accessible_description(re.compile("^That address looks incomplete"))
    expect(visit.status()).to_have_text("Some fields need another look.")
    name.fill("Grace")
    expect(name).not_to_have_attribute("aria-invalid", "true")
    expect(name).to_have_accessible_description("")


def test_what_the_instance_refuses_is_said_beside_its_field(blog: Blog, visit: Visit) -> None:
    """Errors that only the server finds stand beside the same fields, the focus in the first."""
    visit.read(blog.page())
    form = visit.write(TYPED, name="\N{ZERO WIDTH SPACE}\N{ZERO WIDTH JOINER}", website="not a web address")
    name, website = form.locator("input[name=name]"), form.locator("input[name=website]")
    expect(name).to_be_focused()
    expect(name).to_have_attribute("aria-invalid", "true")
    expect(website).to_have_accessible_description("That does not look like a web address.")
    kept(form)
    name.fill("Grace")
    website.fill("")
    form.get_by_role("button", name="Post comment").click()
    expect(visit.comment(TYPED)).to_be_visible()


def test_too_long_a_text_is_said_before_it_is_sent(make_blog: MakeBlog, visit: Visit) -> None:
    """The site's limit is named, and the words stay."""
    visit.read(make_blog(max_length="20").page())
    form = visit.write(TYPED)
    expect(form.get_by_label("Your comment")).to_have_accessible_description("That is too long: at most 20 characters.")
    kept(form)


def test_too_many_posts_are_counted_down(tmp_path: Path, host: Host, client: httpx.Client, visit: Visit) -> None:
    """429 says how many seconds to wait, counts them, and then offers to try again."""
    visit.page.clock.install()
    with Running(tmp_path, limits="on") as server:
        server.add_site(host.url, key="busy", avatars="generated")
        blog = Blog(server, host, "busy", client)
        blog.talk(10)
        visit.read(blog.page())
        form = visit.write(TYPED)
        expect(alert(visit)).to_contain_text(re.compile(r"Try again in \d+ seconds?\."))
        before = alert(visit).inner_text()
        visit.page.clock.run_for(2_000)
        expect(alert(visit)).not_to_have_text(before)
        kept(form)
        expect(alert(visit).get_by_role("button", name=TRY_AGAIN)).to_be_hidden()
        visit.page.clock.run_for(60_000)
        expect(alert(visit).get_by_role("button", name=TRY_AGAIN)).to_be_visible()
        expect(alert(visit)).to_contain_text("Your text is safe here.")


def test_a_thread_that_closed_meanwhile_says_so(blog: Blog, visit: Visit) -> None:
    """409: the conversation closed while somebody was writing; the words can be copied."""
    public_id = blog.id_of("The last word.")
    visit.read(blog.page())
    form = visit.fill(visit.form(), TYPED)
    blog.close(public_id)
    form.get_by_role("button", name="Post comment").click()
    expect(alert(visit)).to_contain_text("This conversation was closed while you were writing.")
    kept(form)


def test_a_parent_that_is_gone_says_so(blog: Blog, visit: Visit) -> None:
    """A reply to what was removed meanwhile keeps its words."""
    public_id = blog.id_of("Soon gone.")
    visit.read(blog.page())
    form = visit.fill(visit.reply_to("Soon gone."), TYPED)
    blog.judge(public_id, "rejected")
    form.get_by_role("button", name="Reply", exact=True).click()
    expect(form.get_by_role("alert")).to_be_visible()
    kept(form)


def test_an_origin_that_is_not_allowed_is_named(blog: Blog, visit: Visit) -> None:
    """A page elsewhere can show the thread of an allowed address, but is told plainly that it may not post."""
    blog.post("Readable from everywhere.")
    with Host() as elsewhere:
        blog.page()
        page = blog.host.answer_for(f"/{blog.key}/article").body.decode()
        page = page.replace("<chime-in ", f'<chime-in url="{blog.address()}" ')
        visit.read(elsewhere.serve("/stolen", Served(page.encode())))
        expect(visit.comment("Readable from everywhere.")).to_be_visible()
        form = visit.write(TYPED)
        expect(alert(visit)).to_contain_text(f"Comments are not accepted from {elsewhere.url}")
        kept(form)
    assert blog.thread()["thread"]["count"] == 1


def test_a_page_that_is_not_of_the_site_is_told_so(blog: Blog, visit: Visit) -> None:
    """An address outside the site's origins shows no thread, but why."""
    visit.go(blog.page(attributes='url="https://elsewhere.example/post"'))
    expect(visit.find("[role=alert]")).to_contain_text("is not one of those that the site has allowed")


def test_an_unknown_site_is_told_so(blog: Blog, visit: Visit) -> None:
    """A wrong key is the first mistake that owners make; the page says so."""
    visit.go(blog.page(body='<chime-in site="nobody"></chime-in>'))
    host = blog.server.url.split("/")[2]
    expect(visit.find("[role=alert]")).to_contain_text(f"{host} knows no site with this key.")


def test_an_instance_that_went_away_is_told_and_tried_again(
    tmp_path: Path, host: Host, client: httpx.Client, visit: Visit
) -> None:
    """A post to a stopped instance keeps the words and says what is wrong, and so does the next page load."""
    with Running(tmp_path, limits="off") as server:
        server.add_site(host.url, key="mortal", avatars="generated")
        blog = Blog(server, host, "mortal", client)
        visit.read(blog.page())
        form = visit.fill(visit.form(), TYPED)
    form.get_by_role("button", name="Post comment").click()
    expect(alert(visit)).to_contain_text("cannot be reached just now.")
    kept(form)
    expect(alert(visit).get_by_role("button", name=TRY_AGAIN)).to_be_visible()
    visit.find("#count").evaluate("(title) => title.getRootNode().host.reload()")
    expect(visit.find(".chime > [role=alert]")).to_contain_text("cannot be reached just now.")
    kept(form)


def test_a_page_whose_instance_is_down_keeps_its_link(
    tmp_path: Path, host: Host, client: httpx.Client, visit: Visit
) -> None:
    """When not even the script comes, the page's own link is what readers see."""
    with Running(tmp_path, limits="off") as server:
        blog = Blog(server, host, "down", client)
        url = blog.page()
    visit.go(url)
    expect(visit.page.get_by_role("link", name="Join the conversation")).to_be_visible()


@pytest.fixture
def stand_in(blog: Blog) -> Iterator[Host]:
    """An instance that serves the true widget and this blog's true thread; what else it answers, the test decides."""
    blog.post("Said before the trouble began.")
    with Host() as instance:
        for file in sorted(widget_folder().iterdir()):
            kind = "application/json" if file.suffix == ".json" else "text/javascript"
            path = "/embed.js" if file.name == "embed.js" else f"/embed/{file.name}"
            instance.serve(path, Served(file.read_bytes(), content_type=kind, headers=OPEN))
        thread = json.dumps(blog.thread(body="tree")).encode()
        instance.serve(f"/api/v1/sites/{blog.key}/thread", Served(thread, content_type=JSON, headers=OPEN))
        yield instance


def page_with(blog: Blog, instance: Host) -> str:
    """A page of the blog that takes its comments from that instance."""
    return blog.page(instance=instance.url)


@pytest.mark.parametrize(
    "answer",
    [
        Served(b'{"code": "unexpected", "detail": "It broke."}', 500, "application/problem+json", OPEN),
        Served(b"<h1>Bad gateway</h1>", 502, "text/html", OPEN),
        Served(b"<h1>Welcome to this hotel's network</h1>", 200, "text/html", OPEN),
        Served(b"{}", 201, JSON, OPEN),
        Served(b"", 503, "text/plain", {**OPEN, "Retry-After": "5"}),
        Served(b"", 201, "text/plain", {}),
    ],
    ids=["problem-500", "gateway-502", "html-200", "wrong-json-201", "empty-503", "no-cors"],
)
def test_an_instance_that_answers_nonsense_costs_no_words(
    blog: Blog, stand_in: Host, visit: Visit, answer: Served
) -> None:
    """Whatever comes back that is not a stored comment: it is said, the words stay, and the form can be used again."""
    stand_in.serve(f"/api/v1/sites/{blog.key}/comments", answer)
    visit.read(page_with(blog, stand_in))
    form = visit.write(TYPED)
    expect(alert(visit)).to_be_visible()
    kept(form)
    expect(form.get_by_role("button", name="Post comment")).not_to_have_attribute("aria-disabled", "true")
    visit.page.reload()
    kept(visit.form())


@pytest.mark.parametrize("body", [b"oops", b"{}", b"[]", b"null"], ids=["text", "object", "list", "null"])
def test_a_thread_that_is_nonsense_is_said(blog: Blog, stand_in: Host, visit: Visit, body: bytes) -> None:
    """A thread's answer that is none leaves a sentence and a way to try again, never an empty place."""
    path = f"/api/v1/sites/{blog.key}/thread"
    true = stand_in.answer_for(path)
    stand_in.serve(path, Served(body, content_type=JSON, headers=OPEN))
    visit.go(page_with(blog, stand_in))
    expect(visit.find("[role=alert]")).to_contain_text("The comments could not be loaded.")
    stand_in.serve(path, true)
    visit.find("[role=alert]").get_by_role("button", name=TRY_AGAIN).click()
    expect(visit.comment("Said before the trouble began.")).to_be_visible()
    expect(visit.find("[role=alert]")).to_have_count(0)


def test_a_thread_that_answers_500_names_the_error(blog: Blog, stand_in: Host, visit: Visit) -> None:
    """An error of the instance is named with its number."""
    stand_in.serve(f"/api/v1/sites/{blog.key}/thread", Served(b"", 500, headers=OPEN))
    visit.go(page_with(blog, stand_in))
    expect(visit.find("[role=alert]")).to_contain_text("answered with error 500.")


def test_a_refused_thread_says_the_instances_own_sentence(blog: Blog, stand_in: Host, visit: Visit) -> None:
    """What the instance explains is read to its end and shown; the request does not stay open."""
    problem = json.dumps({"status": 503, "code": "unavailable", "detail": "We are moving house."}).encode()
    stand_in.serve(f"/api/v1/sites/{blog.key}/thread", Served(problem, 503, "application/problem+json", OPEN))
    visit.go(page_with(blog, stand_in))
    expect(visit.find("[role=alert]")).to_contain_text("answered with error 503. We are moving house.")
    visit.settled()


def test_a_failed_post_can_be_tried_again_and_is_posted_once(blog: Blog, visit: Visit) -> None:
    """When the answer was lost on its way, trying again does not post twice."""
    visit.read(blog.page())
    posted: list[Route] = []

    def lose_the_first_answer(route: Route) -> None:
        posted.append(route)
        if len(posted) > 1:
            return route.continue_()
        route.fetch()
        return route.abort()

    visit.page.route("**/comments", lose_the_first_answer)
    visit.write(TYPED)
    alert(visit).get_by_role("button", name=TRY_AGAIN).click()
    expect(visit.comment(TYPED)).to_be_focused()
    assert blog.thread()["thread"]["count"] == 1


def test_offline_is_said_and_sent_when_back(blog: Blog, visit: Visit) -> None:
    """Without a network the words wait on the device and go out when it is back."""
    visit.read(blog.page())
    form = visit.fill(visit.form(), TYPED)
    visit.context.set_offline(True)
    form.get_by_role("button", name="Post comment").click()
    expect(alert(visit)).to_contain_text("You seem to be offline.")
    kept(form)
    visit.context.set_offline(False)
    expect(visit.comment(TYPED)).to_be_focused()
