"""What the page's owner may count on: strict policies hold, hostile words stay words, nobody else is asked."""

import json
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from browser.blogs import Blog
from browser.conftest import MakeBlog, Visitor
from browser.visits import Visit
from shared_files import shared

POLICY = (
    "default-src 'none'; script-src {0}; connect-src {0}; img-src {0}; require-trusted-types-for 'script'; "
    "base-uri 'none'; form-action 'none'"
)
OWN_SAMPLE = [
    "<script>alert(1)</script>",
    '<img src="https://evil.example/x.png" onerror="alert(1)">',
    "[press](javascript:alert(1)) and [here](data:text/html,<script>alert(1)</script>)",
    "![picture](https://evil.example/pixel.png)",
    '<https://ok.example/"onmouseover=alert(1)//>',
    "`<svg onload=alert(1)>` <svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    '<a href="x" style="position:fixed;inset:0" onclick=alert(1)>all over</a>',
    "[a](https://evil.example/ \"t' onload='alert(1)\")",
    "<form action=https://evil.example><input name=email><button>Log in</button></form>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe><base href=https://evil.example/>",
]
# What comments may be made of, and which attributes the widget itself puts on them.
PLAIN = {"P", "A", "EM", "STRONG", "DEL", "CODE", "PRE", "BLOCKQUOTE", "UL", "OL", "LI", "BR"}
FOREIGN = """(plain) => {
  const root = document.querySelector("chime-in").shadowRoot;
  const odd = [];
  for (const node of root.querySelectorAll("*")) {
    if (/^(SCRIPT|IFRAME|OBJECT|EMBED|LINK|STYLE|BASE|META|VIDEO|AUDIO)$/.test(node.tagName)) odd.push(node.outerHTML);
    for (const {name} of node.attributes)
      if (/^on|^style$|^srcdoc$|^formaction$/.test(name)) odd.push(node.outerHTML);
    if (node.href && !/^https?:|^mailto:/.test(node.href)) odd.push(node.outerHTML);
  }
  for (const node of root.querySelectorAll(".body *")) {
    if (!plain.includes(node.tagName)) odd.push(node.outerHTML);
    for (const {name} of node.attributes) if (!["href", "rel", "start"].includes(name)) odd.push(node.outerHTML);
  }
  return odd;
}"""


@pytest.fixture(scope="module")
def chatty(make_blog: MakeBlog) -> Blog:
    """A thread with links, code and a branch; only read."""
    blog = make_blog()
    root = blog.id_of(
        "See https://example.org/ and `code`.\n\n> quoted\n\n1. one\n2. two", website="https://ada.example"
    )
    blog.post("I did.", name="Bea", parent=root)
    blog.page()
    return blog


def strict(blog: Blog) -> dict[str, str]:
    """The strictest policy under which a page can still have comments."""
    return {"Content-Security-Policy": POLICY.format(blog.server.url)}


def test_everything_works_under_the_strictest_policy(blog: Blog, visit: Visit) -> None:
    """No inline style, no inline script, Trusted Types required: reading, writing, menu, preview and edit work."""
    blog.post("Read me.\n\n    code\n\n> quote")
    page = blog.page(headers=strict(blog), head="<!-- the style sheet is forbidden too -->")
    visit.read(page)
    form = visit.fill(visit.form(), "Written **strictly**.")
    form.get_by_role("button", name="Preview").click()
    expect(form.get_by_role("group", name="Preview").locator("strong")).to_be_visible()
    form.get_by_role("button", name="Post comment").click()
    article = visit.comment("Written strictly.")
    expect(article).to_be_focused()
    article.get_by_role("button", name="More actions").click()
    visit.find("[role=menu]").get_by_role("menuitem", name="Quote in reply").click()
    visit.page.keyboard.press("Escape")
    article.get_by_role("button", name="Edit").click()
    visit.inline().locator("textarea").fill("Edited strictly.")
    visit.inline().get_by_role("button", name="Save").click()
    expect(visit.comment("Edited strictly.")).to_be_visible()
    expect(visit.find("img.av").first).to_have_js_property("complete", True)
    ours = [line for line in visit.violations() if "/style.css" not in line]
    assert ours == []
    assert [line for line in visit.complaints() if "/style.css" not in line] == []


def hostile_texts(name: str, limit: int) -> list[str]:
    """Some of the public collections of attacks, evenly chosen, so long as they can be posted at all."""
    entries: list[Any] = json.loads(shared(f"hostile/xss/{name}").read_text(encoding="utf-8"))
    texts = [e if isinstance(e, str) else str(e.get("data") or e.get("input")) for e in entries]
    usable = [text for text in texts if 2 <= len(text.strip()) <= 1000]
    return usable[:: max(1, len(usable) // limit)]


def inert(visit: Visit, url: str, count: int) -> None:
    """Nothing that was said became anything but words and plain links."""
    visit.read(url)
    expect(visit.find("article")).to_have_count(count)
    visit.find("article *").evaluate_all(
        "(nodes) => nodes.forEach((node) => ['mouseover', 'focus', 'mousemove'].forEach("
        "(name) => node.dispatchEvent(new Event(name, {bubbles: true}))))"
    )
    visit.settled()
    assert visit.page.evaluate(FOREIGN, list(PLAIN)) == []
    assert visit.dialogs == []
    assert strangers(visit.page, visit) == set()


def strangers(page: Page, visit: Visit) -> set[str]:
    """Origins that were asked for anything, besides the page's and the instance's."""
    known = {urlsplit(page.url).netloc, urlsplit(page.locator("script[src]").first.get_attribute("src") or "").netloc}
    return {urlsplit(request.url).netloc for request in visit.requests} - known


def test_hostile_words_stay_words(make_blog: MakeBlog, visit: Visit) -> None:
    """Markup in texts is shown or dropped, never obeyed, with and without Markdown's help."""
    blog = make_blog(page_size="100")
    for text in OWN_SAMPLE:
        blog.post(text)
    inert(visit, blog.page(), len(OWN_SAMPLE))


@pytest.mark.parametrize("name", ["h5sc-items.json", "owasp-filter-evasion.json", "html5lib-sanitizer-tests1.json"])
def test_the_known_collections_of_attacks_stay_words(make_blog: MakeBlog, visit: Visit, name: str) -> None:
    """A sample of each public collection of attacks on sanitisers renders inert."""
    blog = make_blog(page_size="100")
    texts = hostile_texts(name, 30)
    for number, text in enumerate(texts):
        blog.post(f"{text}\n\n{number}", name="Mallory")
    inert(visit, blog.page(), len(texts))


def test_hostile_names_stay_names(make_blog: MakeBlog, visit: Visit) -> None:
    """A name is text, in the thread, in the reply form and in labels."""
    blog = make_blog()
    name = '"><img src=x onerror=alert(1)>'
    blog.post("Who am I?", name=name)
    inert(visit, blog.page(), 1)
    expect(visit.comment("Who am I?").locator(".name")).to_have_text(name)
    form = visit.reply_to("Who am I?")
    expect(form.locator("img[src=x]")).to_have_count(0)
    expect(form).to_contain_text(name)


@pytest.mark.parametrize("website", ["javascript:alert(1)", "data:text/html,x", "java\tscript:alert(1)"])
def test_a_website_that_is_no_web_address_is_refused_in_the_form(blog: Blog, visit: Visit, website: str) -> None:
    """Nobody's name becomes a link to a script."""
    visit.read(blog.page())
    form = visit.write("Press my name.", website=website)
    expect(form.locator("input[name=website]")).to_have_attribute("aria-invalid", "true")
    assert blog.thread()["thread"]["count"] == 0


def test_no_cookie_is_set_and_nobody_else_is_asked(blog: Blog, visit: Visit) -> None:
    """Reading and writing leave no cookie and reach the page's and the instance's origin only."""
    blog.post("Said.")
    visit.read(blog.page())
    visit.write("Written.")
    expect(visit.comment("Written.")).to_be_visible()
    assert visit.context.cookies() == []
    assert strangers(visit.page, visit) == set()
    assert visit.said == []


@pytest.mark.parametrize(("lang", "most"), [("en", 3), ("de", 4)])
def test_a_thread_is_readable_after_few_requests(chatty: Blog, visitor: Visitor, lang: str, most: int) -> None:
    """Entry, core and thread (and the words of another language): nothing else comes before one can read."""
    visit = visitor(locale=lang)
    visit.page.route("**/embed/composer.*", lambda route: visit.hold(route))
    visit.page.route("**/avatar/**", lambda route: visit.hold(route))
    visit.read(chatty.page(lang, lang=lang, body=chatty.element(f'url="{chatty.address()}"')))
    expect(visit.comment("I did.")).to_be_visible()
    asked = [urlsplit(r.url) for r in visit.requests if r.url.startswith(chatty.server.url)]
    before = [url.path for url in asked if not url.path.startswith(("/avatar/", "/embed/composer."))]
    assert len(before) <= most, before


def test_passwords_and_addresses_never_ride_in_addresses(blog: Blog, visit: Visit) -> None:
    """The email is sent in the body of the post and nowhere else."""
    visit.read(blog.page())
    visit.write("Private matters.")
    expect(visit.comment("Private matters.")).to_be_visible()
    visit.settled()
    assert [request.url for request in visit.requests if "grace" in request.url.lower()] == []
    assert "grace@example.org" not in visit.page.content()
