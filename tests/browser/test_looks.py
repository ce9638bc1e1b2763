"""How it looks: dark, forced colours, right to left, German, a phone; and that nothing jumps."""

import re
from typing import Any

import pytest
from playwright.sync_api import CDPSession, expect

from browser.blogs import Blog
from browser.conftest import MakeBlog, Visitor
from browser.visits import Visit

SHIFTS = """
globalThis.shift = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) shift += entry.value;
}).observe({type: "layout-shift", buffered: true});
"""
# What hangs out of the page to either side, wherever it is.
OVERFLOW = """() => {
  const root = document.querySelector("chime-in").shadowRoot;
  const width = document.documentElement.clientWidth;
  const out = [...root.querySelectorAll("*")].filter((node) => {
    const box = node.getBoundingClientRect();
    return box.width > 1 && (box.left < -1 || box.right > width + 1) && !node.closest("pre, .vh, .hp, .menu");
  });
  return [document.documentElement.scrollWidth > width ? "page" : "", ...out.map((node) => node.outerHTML.slice(0, 90))]
    .filter(Boolean);
}"""
# What the documentation recommends to pages with something below the comments: it holds until the script has come.
RESERVE = "<style>chime-in:not(:defined) { display: block; min-block-size: 100lvh }</style>"
BELOW = "<footer>The end of the page.</footer>"
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2


@pytest.fixture(scope="module")
def talk(make_blog: MakeBlog) -> Blog:
    """A thread with deep replies, long words, code and several pages; only read."""
    blog = make_blog(page_size="3", notice="Be kind.", invitation="Say something.", depth="6")
    parent: str | None = None
    for level in range(6):
        words = f"{LONG} https://example.org/{'a' * 90}" if level == 5 else f"At level {level + 1}."
        parent = blog.id_of(words, name=f"Reader {level}{'x' * 40 if level == 4 else ''}", parent=parent)
    blog.post("    " + "code " * 60 + "\n\n> quoted\n\n1. one\n2. two")
    blog.post(LONG)
    blog.talk(5)
    blog.page()
    return blog


def lightness(colour: str) -> float:
    """Roughly how light a CSS colour is, from 0 to 1; understands rgb() and oklch()."""
    numbers = [float(found) for found in re.findall(r"[\d.]+", colour)]
    return numbers[0] if colour.startswith("oklch") else sum(numbers[:3]) / 765


def test_dark_pages_have_light_comments(talk: Blog, visitor: Visitor) -> None:
    """Everything follows the page's own colours: light words on a dark ground, without a setting."""
    visit = visitor(color_scheme="dark").read(talk.address())
    for selector in (".body", ".name", ".when", "#count"):
        colour = visit.find(selector).first.evaluate("(node) => getComputedStyle(node).color")
        assert lightness(colour) > 0.5, (selector, colour)
    expect(visit.page.locator("chime-in")).to_have_css("background-color", "rgba(0, 0, 0, 0)")


def test_forced_colours_keep_what_carries_meaning(talk: Blog, visitor: Visitor) -> None:
    """With the system's own colours rails, the current page and the button can still be told apart."""
    visit = visitor(forced_colors="active").read(talk.address())
    form = visit.form()
    expect(form.get_by_role("button", name="Post comment")).to_have_css("border-top-width", "1px")
    expect(visit.find("[aria-current=page]")).to_have_css("border-top-width", "1px")
    expect(visit.find(".thread > li").nth(1)).to_have_css("border-top-width", "1px")
    rail = visit.find(".rail").first.evaluate("(node) => getComputedStyle(node, '::before').backgroundColor")
    page = visit.page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    assert rail != page


def test_an_arabic_page_reads_from_right_to_left(talk: Blog, visit: Visit) -> None:
    """Words, numbers of replies, order and icons follow the page's language and direction."""
    visit.read(talk.page("ar", lang="ar", dir="rtl", body=talk.element(f'url="{talk.address()}"')))
    expect(visit.find(".chime")).to_have_attribute("dir", "rtl")
    expect(visit.find("#count")).to_have_text(re.compile("[\\u0600-\\u06ff]"))
    picture = visit.find("article .av").first.bounding_box()
    words = visit.find("article .body").first.bounding_box()
    assert picture
    assert words
    assert picture["x"] > words["x"] + words["width"] / 2
    assert visit.page.evaluate(OVERFLOW) == []
    form = visit.form()
    bold, italic = (form.locator(".tb").nth(n).bounding_box() for n in (0, 1))
    assert bold
    assert italic
    assert bold["x"] > italic["x"]


@pytest.mark.parametrize("lang", ["de", "de-AT"])
def test_a_german_page_speaks_german(talk: Blog, visitor: Visitor, lang: str) -> None:
    """The page's language chooses the words, whatever the browser prefers."""
    visit = visitor().read(talk.page(lang, lang=lang, body=talk.element(f'url="{talk.address()}"')))
    expect(visit.find("#count")).to_have_text("13 Kommentare")
    expect(visit.find(".chime")).to_have_attribute("lang", "de")
    expect(visit.find("[data-do=reply]").first).to_contain_text("Antworten")


def test_a_lang_attribute_beats_the_pages_language(talk: Blog, visit: Visit) -> None:
    """One element can speak another language than its page."""
    visit.read(talk.page("mixed", body=talk.element(f'lang="de" url="{talk.address()}"')))
    expect(visit.find("#count")).to_have_text("13 Kommentare")


@pytest.mark.parametrize("width", [390, 320])
def test_a_phone_needs_no_sideways_scrolling(talk: Blog, visitor: Visitor, width: int) -> None:
    """Six levels, long words and code fit on a small screen, also with a reply open."""
    visit = visitor(viewport={"width": width, "height": 720}, has_touch=True, is_mobile=True, device_scale_factor=2)
    visit.read(talk.address())
    visit.form()
    visit.find("[data-do=reply]").last.click()
    expect(visit.inline()).to_be_visible()
    assert visit.page.evaluate(OVERFLOW) == []


@pytest.mark.parametrize("width", [1280, 320])
def test_a_page_with_the_browsers_own_margin_does_not_scroll_sideways(talk: Blog, visitor: Visitor, width: int) -> None:
    """Rows and the mark of a permalink stay within the 8 pixels that a page without any styles has."""
    style = "<style>body { margin: 8px !important } main { all: unset; display: block }</style>"
    first = str(talk.thread()["comments"][0]["id"])
    visit = visitor(viewport={"width": width, "height": 720}).read(f"{talk.page(head=style)}#chime-{first}")
    expect(visit.by_id(first)).to_be_focused()
    assert visit.page.evaluate("document.documentElement.scrollWidth") == width


def test_targets_on_a_touch_screen_are_large_enough(talk: Blog, visitor: Visitor) -> None:
    """Every button is at least 24 pixels in both directions, as WCAG 2.5.8 asks; fields do not make phones zoom."""
    visit = visitor(viewport={"width": 390, "height": 720}, has_touch=True, is_mobile=True).read(talk.address())
    form = visit.form()
    small = visit.find("button, .pg, input:not([type=checkbox]):not([tabindex='-1'])").evaluate_all(
        "(nodes) => nodes.map((n) => [n, n.getBoundingClientRect()])"
        ".filter(([n, b]) => b.width && !n.closest('.hp') && (b.width < 24 || b.height < 24)).map(([n]) => n.outerHTML)"
    )
    assert small == []
    for field in form.locator("input[part=input], textarea").all():
        assert float(field.evaluate("(node) => parseFloat(getComputedStyle(node).fontSize)")) >= 16


def slow(visit: Visit) -> CDPSession:
    """A network like a bad phone's."""
    session = visit.context.new_cdp_session(visit.page)
    session.send("Network.enable")
    limits: dict[str, Any] = {
        "offline": False,
        "latency": 300,
        "downloadThroughput": 60_000,
        "uploadThroughput": 30_000,
    }
    session.send("Network.emulateNetworkConditions", limits)
    return session


@pytest.mark.parametrize("pace", ["fast", "slow"])
@pytest.mark.parametrize("width", [900, 390])
def test_nothing_jumps_while_it_loads(talk: Blog, visitor: Visitor, pace: str, width: int) -> None:
    """Cumulative layout shift is zero from the first paint to the finished thread, with a footer below it."""
    visit = visitor(viewport={"width": width, "height": 700})
    visit.page.add_init_script(SHIFTS)
    if pace == "slow":
        slow(visit)
    body = talk.element(f'url="{talk.address()}"') + BELOW
    visit.read(talk.page(f"still{width}{pace}", head=RESERVE, body=body))
    visit.settled()
    assert visit.page.evaluate("() => globalThis.shift") == 0


def test_nothing_jumps_on_an_empty_thread(make_blog: MakeBlog, visit: Visit) -> None:
    """Also a short conversation gives its reserved room back without moving what is seen."""
    visit.page.add_init_script(SHIFTS)
    blog = make_blog()
    visit.read(blog.page(head=RESERVE, body=blog.element() + BELOW))
    visit.form()
    visit.settled()
    assert visit.page.evaluate("() => globalThis.shift") == 0


@pytest.mark.parametrize("lang", ["en", "de", "ar"])
@pytest.mark.parametrize("width", [320, 390, 600, 900])
def test_a_forms_frame_is_as_tall_as_the_form(make_blog: MakeBlog, visitor: Visitor, width: int, lang: str) -> None:
    """In every language, on every width and with a site's own consent, what the composer fills in has its room."""
    visit = visitor(viewport={"width": width, "height": 720}, has_touch=width < 600, is_mobile=width < 600)
    visit.page.route("**/embed/composer.*", lambda route: visit.hold(route))
    blog = make_blog(moderation="first", consent="Only for your picture." if width > 600 else "")
    visit.read(blog.page(lang, lang=lang, dir="rtl" if lang == "ar" else "ltr"))
    expect(visit.find(".hold")).to_be_attached()
    frame = visit.find("#join").bounding_box()
    visit.let_go()
    expect(visit.form().locator(".row")).to_be_visible()
    form = visit.form().bounding_box()
    assert frame
    assert form
    assert abs(form["height"] - frame["height"]) < 1


def test_the_house_rules_are_named_once(make_blog: MakeBlog, visit: Visit) -> None:
    """Beside the form while one can write; below the thread when it is closed."""
    blog = make_blog(guidelines_url="https://rules.example/")
    last = blog.id_of("The last word.")
    visit.read(blog.page())
    rules = visit.find("a[href='https://rules.example/']")
    expect(visit.form().get_by_role("link", name="House rules")).to_be_visible()
    expect(rules).to_have_count(1)
    blog.close(last)
    visit.page.reload()
    expect(visit.find(".note")).to_contain_text("closed")
    expect(rules).to_have_count(1)


def test_the_first_press_hits_what_it_was_aimed_at(blog: Blog, visit: Visit) -> None:
    """Giving room back must not move a button away between press and release."""
    visit.read(blog.page(body=blog.element() + BELOW))
    visit.form().get_by_role("button", name="Post comment").click()
    expect(visit.form().get_by_label("Your comment")).to_have_attribute("aria-invalid", "true")


def test_a_slow_thread_shows_that_it_is_coming(talk: Blog, visit: Visit) -> None:
    """While the answer is awaited there are grey lines, marked as busy, and no words."""
    visit.page.route("**/thread?*", lambda route: visit.hold(route))
    visit.go(talk.address())
    expect(visit.find(".sk").first).to_be_visible()
    expect(visit.find(".chime")).to_have_attribute("aria-busy", "true")
    visit.let_go()
    expect(visit.find("#count")).to_be_visible()
    expect(visit.find(".sk")).to_have_count(0)


def test_times_are_relative_with_the_exact_one_at_hand(talk: Blog, visit: Visit) -> None:
    """A reader sees how long ago it was, and the day and minute on demand."""
    visit.read(talk.address())
    time = visit.find("article time").first
    expect(time).to_have_text(re.compile("now|second|minute"))
    expect(time).to_have_attribute("title", re.compile(r"\d{4}"))
