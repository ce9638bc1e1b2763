"""No text in any format brings a tag, an attribute or a scheme that the contract does not name, or takes long."""

import json
import time
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chimein.render.body import Body, render_body
from chimein.render.plain import plain_text
from chimein.render.sanitise import sanitised
from chimein.render.tree import DEEPEST, tree_of
from render.slow_inputs import SLOW_INPUTS
from shared_files import shared

FORMATS = ["markdown", "html", "text"]
TAGS = {"p", "a", "em", "strong", "del", "code", "pre", "blockquote", "ul", "ol", "li", "br"}
SCHEMES = ("http://", "https://", "mailto:")

OWN_PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--><img src=x onerror=alert(1)>'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href=' &#14; javascript:alert(1)'>x</a>",
    "<a href='https://a.b\" onclick=\"alert(1)'>x</a>",
    '[x](<https://a.b" onclick="alert(1)>)',
    "[x](javascript&colon;alert(1))",
    "[x](https://a.b/\u2028onclick=alert(1))",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<form id=attributes><input name=__proto__></form>",
    "<p style='position:fixed' class=x id=y>z</p>",
    '```"><script>alert(1)</script>\nx\n```',
    "<<script>script>alert(1)<</script>/script>",
    "<plaintext><b>x",
    "<base href=//evil.example><meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
]

PIECES = [
    "<b>", "</b>", "<i>", "</i>", "<code>", "</code>", "<p>", "</p>", "<ul>", "</ul>", "<ol start=2>", "<li>", "<q>",
    "<pre>", "</pre>", "<blockquote>", "</blockquote>", "<br>", "<h1>", "</h1>", "<table>", "<tr>", "<td>", "</table>",
    "<a href=http://a>", "</a>", "<img src=http://a>", "\n", "\n\n", " ", "a", "> ", "- ", "*", "`", "&", "&lt;",
    "\u00a0",
]  # fmt: skip


class Witness(HTMLParser):
    """Writes down what a parser of somebody else sees in our HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        seen = dict(attrs)
        if tag == "a" and not str(seen.pop("href", "")).lower().startswith(SCHEMES):
            self.faults.append(f"address {attrs}")
        if tag == "a" and seen.pop("rel", "") != "nofollow ugc noopener":
            self.faults.append(f"relation {attrs}")
        if tag == "ol":
            int(str(seen.pop("start", "1")))
        if tag not in TAGS or seen or len(attrs) != len(dict(attrs)):
            self.faults.append(f"<{tag} {attrs}>")

    def handle_comment(self, data: str) -> None:
        self.faults.append(f"comment {data}")

    def handle_decl(self, decl: str) -> None:
        self.faults.append(f"declaration {decl}")

    def unknown_decl(self, data: str) -> None:
        self.faults.append(f"declaration {data}")

    def handle_pi(self, data: str) -> None:
        self.faults.append(f"instruction {data}")


def assert_safe(body: Body) -> None:
    """The HTML holds only what is allowed, and reads back as the same tree, also through the sanitiser."""
    witness = Witness()
    witness.feed(body.html)
    witness.close()
    assert witness.faults == []
    assert tree_of(body.html) == body.tree
    assert tree_of(sanitised(body.html)) == body.tree
    for depth, node in nodes_of(body.tree):
        assert depth <= DEEPEST
        assert isinstance(node, str) or set(attributes_of(node)) <= {"a": {"href"}, "ol": {"start"}}.get(node[0], set())


def nodes_of(tree: list[Any]) -> Iterator[tuple[int, Any]]:
    """Every node with its depth."""
    waiting = [(1, node) for node in tree]
    while waiting:
        depth, node = waiting.pop()
        yield depth, node
        if isinstance(node, list):
            assert node[0] in TAGS
            waiting += [
                (depth + (not isinstance(child, str)), child) for child in node[1:] if not isinstance(child, dict)
            ]


def attributes_of(node: list[Any]) -> dict[str, Any]:
    """A node's attributes; the object is absent when there are none."""
    if len(node) > 1 and isinstance(node[1], dict):
        assert node[1]
        return node[1]
    return {}


def strings_in(value: Any) -> Iterator[str]:
    """Every string of a JSON value."""
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, list | dict):
            waiting += value if isinstance(value, list) else value.values()


def texts_of(file: Path) -> Iterator[str]:
    """What a file of samples holds, as its strings or lines, and as a whole."""
    text = file.read_bytes().decode("utf-8", "replace")
    if file.suffix in {".json", ".test"} and text.lstrip()[:1] in {"{", "["}:
        yield from strings_in(json.loads(text))
    else:
        yield from text.split("\n")
    yield text[:20_000]


@pytest.mark.parametrize("source_format", FORMATS)
@pytest.mark.parametrize("payload", OWN_PAYLOADS)
def test_known_attacks_come_out_harmless(payload: str, source_format: str) -> None:
    """The attacks that every sanitiser must know, alone and in the middle of prose."""
    assert_safe(render_body(payload, source_format))
    assert_safe(render_body(f"before {payload} after\n\n> {payload}", source_format))


@pytest.mark.parametrize("payload", OWN_PAYLOADS)
def test_attacks_in_text_are_shown_as_typed(payload: str) -> None:
    """In plain text no character means anything but itself."""
    assert plain_text(render_body(payload, "text").tree) == payload


@pytest.mark.parametrize("folder", ["xss", "html", "markdown", "naughty-strings", "misc", "fuzz-dictionaries"])
@pytest.mark.parametrize("source_format", FORMATS)
def test_collected_attacks_come_out_harmless(folder: str, source_format: str) -> None:
    """Thousands of attacks, naughty strings and specification examples do no harm and raise nothing."""
    files = [file for file in sorted(shared(f"hostile/{folder}").rglob("*")) if file.is_file()]
    assert files
    for text in {text for file in files for text in texts_of(file)}:
        assert_safe(render_body(text, source_format))


@pytest.mark.parametrize("source_format", FORMATS)
@given(source=st.one_of(st.text(), st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3))).map("".join)))
def test_no_text_raises_or_escapes(source: str, source_format: str) -> None:
    """Whatever is typed has a safe body, whose HTML reads back as its tree."""
    assert_safe(render_body(source, source_format))


@pytest.mark.parametrize("source_format", FORMATS)
@pytest.mark.parametrize("name", SLOW_INPUTS)
def test_slow_inputs_are_bounded(name: str, source_format: str) -> None:
    """Ten thousand characters of the worst kind take less than a second, and the result is no bomb either."""
    source = SLOW_INPUTS[name](10_000)[:10_000]
    begun = time.process_time()
    body = render_body(source, source_format)
    assert time.process_time() - begun < 1
    assert len(body.html) < 20 * len(source) + 1_000


@pytest.mark.parametrize("source_format", FORMATS)
def test_imported_bodies_are_bounded(source_format: str) -> None:
    """The costliest bodies of 64 kB, which only imports bring, take a few seconds at most."""
    costliest = ["'#\\n'", "'>'", "'a\\n\\n'", "'<b>'", "address and brackets", "different formats, then paragraphs"]
    for name in costliest:
        begun = time.process_time()
        render_body(SLOW_INPUTS[name](64_000)[:64_000], source_format)
        assert time.process_time() - begun < 3
