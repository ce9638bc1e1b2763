"""What `chimein site snippet` prints, pasted into a page of another origin."""

from playwright.sync_api import expect

from browser.blogs import Blog
from browser.hosts import Served
from browser.visits import Visit
from chimein.rules.embedding import Place, embedding
from chimein.rules.snippets import snippet, style_sheet


def test_the_plain_snippet_works_as_it_is_pasted(blog: Blog, visit: Visit) -> None:
    """The conversation appears, in the look and with the options that were chosen."""
    blog.post("Said here.", thread="it's {here}")
    place = Place(blog.server.url, blog.key, blog.host.url)
    options = embedding(
        {"theme": "dark", "heading_level": "3", "accent": "#0a643c", "radius": "3", "thread": "it's {here}"}
    )
    code = snippet("html", place, options, blog.address("pasted")).code
    page = f"<!doctype html><title>Pasted</title><style>{style_sheet(options)}</style><h1>A page</h1>{code}"
    address = blog.host.serve(f"/{blog.key}/pasted", Served(page.encode()))
    visit.read(address)
    expect(visit.comment("Said here.")).to_be_visible()
    expect(visit.page.locator("chime-in")).to_have_css("background-color", "rgb(23, 22, 20)")
    assert visit.find("#count").evaluate("(node) => node.tagName") == "H3"
    button = visit.form().get_by_role("button", name="Post comment")
    expect(button).to_have_css("background-color", "rgb(10, 100, 60)")
    expect(button).to_have_css("border-radius", "3px")
