"""What owners paste: whole, escaped for where it goes, and saying the page's address in each system's own words."""

import json
import re
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

import minijinja
import pytest

from chimein.rules.embedding import Embedding, Place
from chimein.rules.snippets import RESERVE, SYSTEMS, snippet, snippets, style_sheet

ESBUILD = Path(__file__).resolve().parents[2] / "widget/node_modules/.bin/esbuild"
PLACE = Place("https://comments.example.org", "abc234", "https://blog.example.org")
PAGE = "https://blog.example.org/a post/?q=\"'<&ü"
HOSTILE = "a'\"`{{ 7*7 }}{% x %}{# y #}${z}<?php echo 1 ?></chime-in>\\"
WITH_ALL = Embedding(
    theme="dark", lang="de", order="newest", loading="click", heading_level=3, thread=HOSTILE, accent="#0a643c"
)
TWO_LINES = (
    '<chime-in site="abc234"><a href="https://comments.example.org/t?site=abc234&url=PAGE">Join the conversation</a>'
    '</chime-in>\n<script type="module" async src="https://comments.example.org/embed.js"></script>'
)
IN_HTML = ("html", "hugo", "jekyll", "ghost", "eleventy", "mkdocs", "wordpress-classic")
PAGE_WORDS = {
    "wordpress-block": ("esc_url( $page )", "rawurlencode( $page )"),
    "wordpress-classic": ("esc_url( get_permalink() )", "rawurlencode( get_permalink() )"),
    "hugo": ("{{ .Permalink }}", "{{ .Permalink | urlquery }}"),
    "jekyll": ("{{ page.url | absolute_url | xml_escape }}", "{{ page.url | absolute_url | url_encode }}"),
    "astro": ("url={page}", "${encodeURIComponent(page)}"),
    "eleventy": ("{{ chimePage }}", "{{ chimePage | urlencode }}"),
    "mkdocs": ("{{ page.canonical_url | e }}", "{{ page.canonical_url | urlencode }}"),
    "ghost": ('{{url absolute="true"}}', '{{encode (url absolute="true")}}'),
    "react": ("url={url}", "${encodeURIComponent(url)}"),
    "vue": (':url="url"', "${encodeURIComponent(page)}"),
}


class Elements(HTMLParser):
    """The elements of a piece of HTML with their attributes, and whether each one was closed."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self.found: dict[str, dict[str, str | None]] = {}
        self.open: list[str] = []
        self.feed(code)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember it."""
        assert tag not in self.found
        self.found[tag] = dict(attrs)
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """It was closed."""
        assert self.open.pop() == tag


def rendered(name: str, options: Embedding) -> str:
    """The HTML of a system whose template language is near enough to one that is here."""
    engine = minijinja.Environment()
    engine.add_filter("absolute_url", lambda path: "https://blog.example.org" + path)
    engine.add_filter("xml_escape", minijinja.escape)
    engine.add_filter("url_encode", lambda text: quote(text, safe=""))
    code = snippet(name, PLACE, options).code
    path = PAGE.removeprefix("https://blog.example.org")
    page = {"url": path, "canonical_url": PAGE, "meta": {"comments": True}}
    return engine.render_str(code, "comments.html" if name == "eleventy" else "comments.txt", page=page)


def compiled(code: str) -> str:
    """What a bundler makes of JavaScript with JSX."""
    done = subprocess.run([ESBUILD, "--loader=jsx"], input=code, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_plain_one_is_the_two_lines_of_the_contract() -> None:
    """What `site add` prints, without anything that was not asked for."""
    made = snippet("html", PLACE, Embedding())
    assert made.code == TWO_LINES
    assert made.file == ""


def test_the_plain_one_knows_the_page_that_it_is_for() -> None:
    """Its address is the element's, and percent-encoded in the link."""
    found = Elements(snippet("html", PLACE, Embedding(), PAGE).code).found
    assert found["chime-in"]["url"] == PAGE
    assert str(found["a"]["href"]).endswith("&url=" + quote(PAGE, safe=""))


def test_there_is_one_for_each_system() -> None:
    """Each says which file it is, and where that goes."""
    made = snippets(PLACE, Embedding())
    assert [one.name for one in made] == list(SYSTEMS) == ["html", *PAGE_WORDS]
    assert all(one.file for one in made[1:])
    assert all(one.where.endswith(".") for one in made)
    assert len({one.where for one in made}) == len(made)


@pytest.mark.parametrize("name", PAGE_WORDS)
def test_each_system_gives_the_pages_address_in_its_own_words(name: str) -> None:
    """Once as the element's, once encoded in the link for readers without JavaScript."""
    code = snippet(name, PLACE, Embedding()).code
    for words in PAGE_WORDS[name]:
        assert words in code
    assert "PAGE" not in code
    assert "https://comments.example.org/embed.js" in code
    assert 'site="abc234"' in code


@pytest.mark.parametrize("name", SYSTEMS)
def test_nothing_that_was_typed_is_taken_for_code(name: str) -> None:
    """No quote, brace, tag or backslash of a thread's id stands in any snippet as it was typed."""
    code = snippet(name, PLACE, WITH_ALL).code
    for dangerous in ("7*7 }}", "{% x", "{# y", "${z}", "<?php echo 1", "</chime-in>\\", "a'\""):
        assert dangerous not in code
    spelling = r"thread={" if name == "astro" else 'thread="a&#x27;&quot;&#96;&#123;&#123; 7*7 &#125;&#125;'
    assert spelling in code
    assert f"&thread={quote(HOSTILE, safe='')}" in code


@pytest.mark.parametrize("name", ["html", "jekyll", "eleventy", "mkdocs"])
def test_the_options_arrive_at_the_element(name: str) -> None:
    """What a browser reads of a rendered page is what was asked for, whatever characters it has."""
    found = Elements(rendered(name, WITH_ALL)).found
    element = found["chime-in"]
    assert element["thread"] == HOSTILE
    assert (element["theme"], element["lang"], element["order"]) == ("dark", "de", "newest")
    assert (element["loading"], element["heading-level"]) == ("click", "3")
    if name != "html":
        assert element["url"] == PAGE
        assert f"&url={quote(PAGE, safe='')}&" in str(found["a"]["href"]).replace("/", "%2F")
    assert found["script"] == {"type": "module", "async": None, "src": "https://comments.example.org/embed.js"}


@pytest.mark.parametrize("name", IN_HTML)
def test_what_is_html_is_whole(name: str) -> None:
    """Every element is closed where it was opened, also around what a template or PHP will write."""
    code = re.sub(r"<\?php.*?\?>", "X", snippet(name, PLACE, WITH_ALL).code, flags=re.DOTALL)
    found = Elements(re.sub(r"\{\{.*?\}\}", "X", code)).found
    assert list(found) == ["style", "chime-in", "a", "script"]


def test_vue_and_astro_have_whole_templates() -> None:
    """The parts of a single file each are, too."""
    vue = snippet("vue", PLACE, WITH_ALL).code
    assert list(Elements(vue.partition("\n\n")[2].partition("</script>\n\n")[2]).found)[:3] == [
        "template",
        "chime-in",
        "a",
    ]
    astro = snippet("astro", PLACE, WITH_ALL).code
    assert list(Elements(astro.split("---\n")[2]).found) == ["chime-in", "a", "style", "script"]


def test_scripts_can_be_parsed() -> None:
    """The React component and the scripts of Vue and Astro are code that a bundler takes."""
    vue = snippet("vue", PLACE, WITH_ALL).code.partition("<script setup>")[2].partition("</script>")[0]
    astro = snippet("astro", PLACE, WITH_ALL).code.split("---")[1]
    react = snippet("react", PLACE, WITH_ALL).code
    built = compiled(react)
    assert compiled(vue)
    assert compiled(astro)
    said = re.search(r'thread: ("(?:[^"\\]|\\.)*")', built)
    assert said
    assert json.loads(said[1]) == HOSTILE


def test_astro_gets_odd_values_as_expressions() -> None:
    """Its compiler takes character references apart and forgets to escape what was in them; a string it keeps."""
    code = snippet("astro", PLACE, WITH_ALL).code
    said = re.search(r'thread=\{("(?:[^"\\]|\\.)*")\}', code)
    assert said
    assert json.loads(said[1]) == HOSTILE
    assert 'theme="dark"' in code


def test_one_thread_for_many_pages_is_said() -> None:
    """Whoever gives a template a thread's id is told that all its pages share it; a single page is not warned."""
    assert "share one conversation" in snippet("hugo", PLACE, Embedding(thread="x")).where
    assert "share one conversation" not in snippet("hugo", PLACE, Embedding()).where
    assert "share one conversation" not in snippet("html", PLACE, Embedding(thread="x")).where


def test_the_look_is_a_rule_of_a_style_sheet() -> None:
    """Beside the line that keeps the place free; without a look that line is all."""
    look = Embedding(accent="#0a643c", font="Georgia, serif", radius=3)
    rule = "chime-in { --chime-accent: #0a643c; --chime-font: Georgia, serif; --chime-radius: 3px }"
    assert style_sheet(Embedding()) == RESERVE
    assert style_sheet(look) == f"{RESERVE}\n{rule}"
    assert all(rule in one.code for one in snippets(PLACE, look))
    assert not any("style" in one.code for one in snippets(PLACE, Embedding()))


def test_an_odd_address_of_the_instance_ends_no_quote() -> None:
    """Nothing in the operator's own address is code either."""
    odd = Place("https://c.example/\"'`${x}/", "abc234", "https://blog.example.org")
    for one in snippets(odd, Embedding()):
        assert "c.example/%22%27%60%24%7Bx%7D/embed.js" in one.code
