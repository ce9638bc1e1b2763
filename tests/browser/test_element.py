"""The element in its page: attributes, methods, events, several at once, pages that change without loading."""

from typing import Any

import pytest
from playwright.sync_api import expect

from browser.blogs import Blog
from browser.conftest import MakeBlog
from browser.visits import Visit

RECORD = """
globalThis.events = [];
for (const name of ["ready", "loaded", "posted", "error", "count"])
  document.addEventListener(`chime-in:${name}`, (event) =>
    events.push({
      name, detail: event.detail, composed: event.composed, bubbles: event.bubbles, from: event.target.localName,
    }));
"""


@pytest.fixture(scope="module")
def two(make_blog: MakeBlog) -> Blog:
    """Two pages with conversations of their own; only read."""
    blog = make_blog(page_size="2")
    blog.post("Said on the first page.", page="first")
    blog.talk(5, page="second")
    return blog


def events(visit: Visit, name: str) -> list[dict[str, Any]]:
    """What was heard on the document under that name."""
    heard: list[dict[str, Any]] = visit.page.evaluate("() => globalThis.events")
    return [event for event in heard if event["name"] == name]


def test_two_elements_on_one_page_are_independent(two: Blog, visit: Visit) -> None:
    """Each shows its own thread; a page turned or a reply opened in one leaves the other alone."""
    body = two.element(f'url="{two.address("first")}"') + two.element(f'url="{two.address("second")}"')
    visit.read(two.page("both", body=body))
    first, second = visit.page.locator("chime-in").all()
    expect(first.locator("#count")).to_have_text("1 comment")
    expect(second.locator("#count")).to_have_text("5 comments")
    second.locator(".pages").get_by_role("link", name="Page 2").click()
    expect(second.locator(".where")).to_have_text("Page 2 of 3")
    expect(first.locator("#count")).to_have_text("1 comment")
    first.locator("[data-do=reply]").click()
    expect(first.locator("form.inline")).to_be_visible()
    expect(second.locator("form.inline")).to_have_count(0)


def test_ids_are_unique_within_each_element(two: Blog, visit: Visit) -> None:
    """Labels and descriptions point at one thing each, also with a reply open and with errors shown."""
    visit.read(two.page("second"))
    visit.find("[data-do=reply]").first.click()
    visit.inline().get_by_role("button", name="Reply", exact=True).click()
    visit.form().get_by_role("button", name="Post comment").click()
    doubles = visit.find(".chime").evaluate(
        "(s) => [...s.querySelectorAll('[id]')].map((n) => n.id).filter((id, i, all) => all.indexOf(id) !== i)"
    )
    assert doubles == []
    dangling = visit.find(".chime").evaluate(
        "(s) => ['for', 'aria-labelledby', 'aria-describedby'].flatMap((name) =>"
        " [...s.querySelectorAll(`[${name}]`)].flatMap((n) => n.getAttribute(name).split(' ')))"
        ".filter((id) => id && !s.getRootNode().getElementById(id))"
    )
    assert dangling == []


def test_another_url_shows_another_thread(two: Blog, visit: Visit) -> None:
    """A single-page app swaps the attribute, and the element follows."""
    visit.read(two.page("app", body=two.element(f'url="{two.address("first")}"')))
    expect(visit.comment("Said on the first page.")).to_be_visible()
    visit.page.locator("chime-in").evaluate("(el, url) => el.setAttribute('url', url)", two.address("second"))
    expect(visit.comment("Thought number 1.")).to_be_visible()
    expect(visit.comment("Said on the first page.")).to_have_count(0)
    expect(visit.find("#count")).to_have_text("5 comments")


def test_the_last_of_quick_swaps_wins(two: Blog, visit: Visit) -> None:
    """Answers that come late for a page that was left are ignored."""
    visit.read(two.page("app", body=two.element(f'url="{two.address("first")}"')))
    visit.page.locator("chime-in").evaluate(
        "(el, [a, b]) => { for (const url of [b, a, b, a, b]) el.setAttribute('url', url) }",
        [two.address("first"), two.address("second")],
    )
    expect(visit.find("#count")).to_have_text("5 comments")
    visit.settled()
    expect(visit.find("#count")).to_have_text("5 comments")


def test_a_moved_element_keeps_its_state(two: Blog, visit: Visit) -> None:
    """Moving the element in the page neither loads again nor costs what was typed."""
    visit.read(two.page("second", body=two.element() + "<aside id=aside></aside>"))
    visit.form().get_by_label("Your comment").fill("Half a thought")
    before = len(visit.requests)
    visit.page.evaluate("() => document.getElementById('aside').append(document.querySelector('chime-in'))")
    expect(visit.page.locator("#aside chime-in").locator("#join textarea")).to_have_value("Half a thought")
    visit.settled()
    assert [r.url for r in visit.requests[before:] if "/thread" in r.url] == []


def test_a_pushed_address_shows_the_thread_of_its_page(two: Blog, visit: Visit) -> None:
    """Without a `url` attribute the element follows history.pushState and the back button."""
    visit.read(two.page("first", body=two.element()))
    visit.page.evaluate("(url) => history.pushState(null, '', url)", two.address("second"))
    expect(visit.find("#count")).to_have_text("5 comments")
    visit.page.go_back()
    expect(visit.comment("Said on the first page.")).to_be_visible()


def test_a_canonical_link_names_the_thread(two: Blog, visit: Visit) -> None:
    """A page under many addresses has the conversation of its canonical one."""
    head = f'<link rel="canonical" href="{two.address("first")}">'
    visit.read(two.page("copy", head=head, body=two.element()) + "?utm_source=somewhere")
    expect(visit.comment("Said on the first page.")).to_be_visible()


def test_removed_and_put_back_it_begins_anew(two: Blog, visit: Visit) -> None:
    """An element that left the page and comes back works, and a second one does too."""
    visit.read(two.page("first"))
    visit.page.evaluate(
        "async () => { const el = document.querySelector('chime-in'); const place = el.parentNode; el.remove();"
        " await new Promise(requestAnimationFrame); place.append(el) }"
    )
    expect(visit.comment("Said on the first page.")).to_be_visible()


@pytest.mark.parametrize(("level", "title", "comment"), [("3", "H3", "H4"), ("6", "H6", "H6"), ("junk", "H2", "H3")])
def test_headings_fit_into_the_page(two: Blog, visit: Visit, level: str, title: str, comment: str) -> None:
    """`heading-level` sets the title's level, comments are one below."""
    visit.read(two.page("first", attributes=f'heading-level="{level}"'))
    assert visit.find("#count").evaluate("(node) => node.tagName") == title
    assert visit.find("article .by").first.evaluate("(node) => node.tagName") == comment


def test_the_order_can_be_chosen_by_the_page(two: Blog, visit: Visit) -> None:
    """`order="newest"` beats the site's setting."""
    visit.read(two.page("second", attributes='order="newest"'))
    expect(visit.find(".thread article").first).to_contain_text("Thought number 5.")


@pytest.mark.parametrize(("theme", "ground"), [("dark", "rgb(23, 22, 20)"), ("light", "rgb(253, 252, 249)")])
def test_a_theme_can_be_forced(two: Blog, visit: Visit, theme: str, ground: str) -> None:
    """`theme` sets ground and text whatever the page or the system prefers."""
    visit.read(two.page("first", attributes=f'theme="{theme}"'))
    expect(visit.page.locator("chime-in")).to_have_css("background-color", ground)


def test_loading_on_click_asks_for_nothing_before(two: Blog, visit: Visit) -> None:
    """`loading="click"` shows the page's own link and loads the thread when it is pressed, without leaving."""
    visit.go(two.page("first", attributes='loading="click"'))
    link = visit.page.get_by_role("link", name="Join the conversation")
    visit.page.wait_for_function("() => customElements.get('chime-in')")
    expect(link).to_be_visible()
    visit.settled()
    assert [r.url for r in visit.requests if "/thread" in r.url] == []
    link.click()
    expect(visit.comment("Said on the first page.")).to_be_visible()
    assert visit.page.url == two.address("first")


def test_far_below_the_fold_it_waits(two: Blog, visit: Visit) -> None:
    """Lazy is the default: a thread that nobody comes near is not asked for."""
    visit.go(two.page("first", body='<div style="height: 500vh"></div>' + two.element()))
    visit.page.wait_for_function("() => customElements.get('chime-in')")
    visit.settled()
    assert [r.url for r in visit.requests if "/thread" in r.url] == []
    visit.page.evaluate("() => scrollTo(0, document.body.scrollHeight)")
    expect(visit.comment("Said on the first page.")).to_be_visible()


def test_eager_does_not_wait(two: Blog, visit: Visit) -> None:
    """`loading="eager"` loads at once, wherever the element stands."""
    body = '<div style="height: 500vh"></div>' + two.element('loading="eager"')
    visit.go(two.page("first", body=body))
    expect(visit.find("#count")).to_be_attached()


def test_methods_reload_go_to_and_reply(make_blog: MakeBlog, visit: Visit) -> None:
    """Scripts of the page can bring news, jump to a comment on any page and open the form."""
    blog = make_blog(page_size="2")
    ids = blog.talk(3)
    visit.read(blog.page())
    element = visit.page.locator("chime-in")
    assert element.evaluate("(el) => el.count") == 3
    blog.post("News.", name="Bea")
    element.evaluate("(el) => el.reload()")
    expect(visit.find("#count")).to_have_text("4 comments")
    element.evaluate("(el, id) => el.goTo(id)", ids[2])
    expect(visit.by_id(ids[2])).to_be_focused()
    element.evaluate("(el, id) => el.reply(id)", ids[0])
    expect(visit.by_id(ids[0]).locator("form.inline textarea")).to_be_focused()
    element.evaluate("(el) => el.reply()")
    expect(visit.find("#join textarea")).to_be_focused()


def test_events_bubble_and_cross_the_shadow(blog: Blog, visit: Visit) -> None:
    """The page hears ready, loaded, count and posted on its document, with what happened."""
    visit.page.add_init_script(RECORD)
    visit.read(blog.page())
    visit.write("Heard.")
    expect(visit.comment("Heard.")).to_be_visible()
    visit.page.wait_for_function("() => events.some((event) => event.name === 'posted')")
    for name in ("ready", "loaded", "count", "posted"):
        found = events(visit, name)
        assert found, name
        assert all(e["bubbles"] and e["composed"] and e["from"] == "chime-in" for e in found)
    assert events(visit, "loaded")[0]["detail"]["count"] == 0
    assert events(visit, "count")[-1]["detail"]["count"] == 1
    assert events(visit, "posted")[0]["detail"]["id"] == blog.thread()["comments"][0]["id"]
    assert events(visit, "posted")[0]["detail"]["state"] == "published"


def test_an_error_is_an_event_too(blog: Blog, visit: Visit) -> None:
    """A page can tell its owner that comments do not load."""
    visit.page.add_init_script(RECORD)
    visit.go(blog.page(body='<chime-in site="nobody"></chime-in>'))
    expect(visit.find("[role=alert]")).to_be_visible()
    assert events(visit, "error")[0]["detail"]["status"] == 404


def test_counts_are_filled_with_one_request(two: Blog, visit: Visit) -> None:
    """A list of articles shows each one's count, asked for together, also without the element."""
    names = ["first", "second", "untouched"]
    spans = "".join(f'<span data-chime-count="{two.address(n)}" data-chime-site="{two.key}"></span> ' for n in names)
    visit.go(two.page("index", body=spans))
    expect(visit.page.locator("[data-chime-count]")).to_have_text(["1", "5", "0"])
    visit.settled()
    assert len([r for r in visit.requests if "/counts?" in r.url]) == 1


def test_custom_properties_and_parts_reach_inside(two: Blog, visit: Visit) -> None:
    """A page's style sheet sets colours and shapes without knowing the inside."""
    head = (
        "<style>chime-in { --chime-accent: rgb(10, 100, 60); --chime-radius: 3px; --chime-text: rgb(20, 30, 40) }"
        "chime-in::part(name) { font-style: italic } chime-in::part(comment) { outline: 2px solid rgb(1, 2, 3) }"
        "chime-in::part(form) { padding-top: 77px } chime-in::part(input) { color: rgb(9, 8, 7) }"
        "chime-in::part(pager) { padding-left: 33px } chime-in::part(body) { letter-spacing: 2px }"
        "chime-in::part(button) { text-transform: uppercase }</style>"
    )
    visit.read(two.page("second", head=head))
    form = visit.form()
    expect(visit.find(".name").first).to_have_css("font-style", "italic")
    expect(visit.find("article").first).to_have_css("outline-color", "rgb(1, 2, 3)")
    expect(form).to_have_css("padding-top", "77px")
    expect(form.locator("textarea")).to_have_css("color", "rgb(9, 8, 7)")
    expect(visit.find(".pages")).to_have_css("padding-left", "33px")
    expect(visit.find(".body").first).to_have_css("letter-spacing", "2px")
    post = form.get_by_role("button", name="Post comment")
    expect(post).to_have_css("background-color", "rgb(10, 100, 60)")
    expect(post).to_have_css("text-transform", "uppercase")
    expect(post).to_have_css("border-radius", "3px")
    expect(visit.find("article").first).to_have_css("color", "rgb(20, 30, 40)")


def test_the_hosts_own_rules_do_not_reach_inside(two: Blog, visit: Visit) -> None:
    """A theme's rules for lists, headings and forms leave the comments alone."""
    head = "<style>ol, li, h2, form, article, p { display: none !important; color: red !important }</style>"
    visit.go(two.page("first", head=head, body=two.element()))
    expect(visit.comment("Said on the first page.")).to_be_visible()
    expect(visit.comment("Said on the first page.").locator("p").first).not_to_have_css("color", "rgb(255, 0, 0)")
