"""What becomes of typed and imported texts."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chimein.render.body import LONGEST_MARKDOWN, LONGEST_SOURCE, SourceTooLong, render_body
from chimein.render.plain import plain_text

EMBEDDED_PICTURE = ["p", ["a", {"href": "https://a.b/c.png"}, "a cat"]]

MARKDOWN: list[tuple[str, list[Any]]] = [
    ("Hello.", [["p", "Hello."]]),
    ("one\n\ntwo", [["p", "one"], ["p", "two"]]),
    ("one\r\ntwo\rthree", [["p", "one", ["br"], "two", ["br"], "three"]]),
    ("one  \ntwo\\\nthree", [["p", "one", ["br"], "two", ["br"], "three"]]),
    ("*a* _b_ **c** __d__ ~~e~~", [
        ["p", ["em", "a"], " ", ["em", "b"], " ", ["strong", "c"], " ", ["strong", "d"], " ", ["del", "e"]],
    ]),
    ("***both***", [["p", ["em", ["strong", "both"]]]]),
    ("**over\na line**", [["p", ["strong", "over", ["br"], "a line"]]]),
    ("snake_case_name and 2*3*4", [["p", "snake_case_name and 2", ["em", "3"], "4"]]),
    ("`x < y && z` ``a`b``", [["p", ["code", "x < y && z"], " ", ["code", "a`b"]]]),
    ("```python\nif a < b:\n    pass\n```", [["pre", ["code", "if a < b:\n    pass"]]]),
    ("    indented\n      more", [["pre", ["code", "indented\n  more"]]]),
    ("> quoted\n> lines\n\nanswer", [["blockquote", ["p", "quoted", ["br"], "lines"]], ["p", "answer"]]),
    ("> a\n> > b\n>\n> c", [["blockquote", ["p", "a"], ["blockquote", ["p", "b"]], ["p", "c"]]]),
    ("- a\n- b\n  - c", [["ul", ["li", "a"], ["li", "b", ["ul", ["li", "c"]]]]]),
    ("- a\n\n- b", [["ul", ["li", ["p", "a"]], ["li", ["p", "b"]]]]),
    ("1. a\n2. b", [["ol", ["li", "a"], ["li", "b"]]]),
    ("7. a\n8. b", [["ol", {"start": 7}, ["li", "a"], ["li", "b"]]]),
    ("- [x] done", [["ul", ["li", "[x] done"]]]),
    ("- > in a list", [["ul", ["li", ["blockquote", ["p", "in a list"]]]]]),
    ("[t](https://a.b/c?d=1&e=2 'title')", [["p", ["a", {"href": "https://a.b/c?d=1&e=2"}, "t"]]]),
    ("[r]\n\n[r]: http://a.b", [["p", ["a", {"href": "http://a.b"}, "r"]]]),
    ("<https://a.b/>", [["p", ["a", {"href": "https://a.b/"}, "https://a.b/"]]]),
    ("see https://a.b/c.", [["p", "see ", ["a", {"href": "https://a.b/c"}, "https://a.b/c"], "."]]),
    ("(www.a.org)", [["p", "(", ["a", {"href": "http://www.a.org"}, "www.a.org"], ")"]]),
    ("me@a.org", [["p", ["a", {"href": "mailto:me@a.org"}, "me@a.org"]]]),
    ("[m](mailto:me@a.org)", [["p", ["a", {"href": "mailto:me@a.org"}, "m"]]]),
    ("[a](javascript:alert(1)) [b](data:text/html,x) [c](vbscript:x) [d](file:///x)", [["p", "a b c d"]]),
    ("[a](/rel) [b](#frag) [c](//host/x) [d](rel?x) [e]()", [["p", "a b c d e"]]),
    ("[a](JaVaScRiPt:x) [b](java&#10;script:x) [c](&#x6a;avascript:x)", [["p", "a b c"]]),
    ("![a cat](https://a.b/c.png)", [EMBEDDED_PICTURE]),
    ("![](https://a.b/c.png)", [["p", ["a", {"href": "https://a.b/c.png"}, "https://a.b/c.png"]]]),
    ("![a cat](data:image/png;base64,AAAA)", [["p", "a cat"]]),
    ("[![a cat](https://a.b/c.png)](https://d.e)", [["p", ["a", {"href": "https://d.e"}, "a cat"]]]),
    ("# Big\n\nunder\n---", [["p", ["strong", "Big"]], ["p", ["strong", "under"]]]),
    ("a\n\n---\n\nb", [["p", "a"], ["p", "b"]]),
    ("|a|b|\n|-|-|\n|1|2|", [["p", "|a|b|", ["br"], "|-|-|", ["br"], "|1|2|"]]),
    ("a <b>bold</b> <script>x</script>", [["p", "a <b>bold</b> <script>x</script>"]]),
    ("<div>\n*x*\n</div>", [["p", "<div>", ["br"], "*x*", ["br"], "</div>"]]),
    ("<!-- hidden? -->", [["p", "<!-- hidden? -->"]]),
    ("AT&T &amp; &copy; &#39; \\&lt;", [["p", "AT&T &amp; &copy; &#39; &lt;"]]),
    ("`&copy;`", [["p", ["code", "&copy;"]]]),
    ("https://a.b/?x&copy;y", [["p", ["a", {"href": "https://a.b/?x&copy;y"}, "https://a.b/?x&copy;y"]]]),
    ("\\*not emphasised\\*", [["p", "*not emphasised*"]]),
    ("", []),
    (" \n\t\n", []),
]  # fmt: skip

HTML: list[tuple[str, list[Any]]] = [
    ("one\ntwo\n\nthree", [["p", "one", ["br"], "two"], ["p", "three"]]),
    ("one\r\n\r\ntwo", [["p", "one"], ["p", "two"]]),
    ("a <b>b</b> <i>c</i>\n<em>d</em>", [
        ["p", "a ", ["strong", "b"], " ", ["em", "c"], ["br"], ["em", "d"]],
    ]),
    ("<blockquote>q\n\nr</blockquote>\nafter", [["blockquote", ["p", "q"], ["p", "r"]], ["p", "after"]]),
    ("<p>one\ntwo</p>\n<p>three<br />\nfour</p>", [["p", "one two"], ["p", "three", ["br"], "four"]]),
    ("<p>a<p>b", [["p", "a"], ["p", "b"]]),
    ("a<br><br>b", [["p", "a"], ["p", "b"]]),
    ("<p>&nbsp;</p><p></p><b></b>x", [["p", "x"]]),
    ("<div>a</div>b<section>c</section>", [["p", "a"], ["p", "b"], ["p", "c"]]),
    ("<h2>T <i>i</i></h2>text", [["p", ["strong", "T ", ["em", "i"]]], ["p", "text"]]),
    ("a<hr>b", [["p", "a"], ["p", "b"]]),
    ("<s>a</s><strike>b</strike><tt>c</tt><cite>d</cite>", [
        ["p", ["del", "a"], ["del", "b"], ["code", "c"], ["em", "d"]],
    ]),
    ("<q>a</q> <u>b</u><span style=x>c</span>", [["p", "“a” bc"]]),
    ("<dl><dt>T</dt><dd>D</dd></dl>", [["p", ["strong", "T"]], ["p", "D"]]),
    ("<ul><li>a<ul><li>b</ul><li>c</ul>d", [["ul", ["li", "a", ["ul", ["li", "b"]]], ["li", "c"]], ["p", "d"]]),
    ("<ul>\n<li>a</li>\n\n<li>b</li>\n</ul>", [["ul", ["li", "a"], ["li", "b"]]]),
    ("<li>a<li>b", [["ul", ["li", "a"], ["li", "b"]]]),
    ('<ol start="3"><li>a</ol>', [["ol", {"start": 3}, ["li", "a"]]]),
    ('<ol start="-1"><li>a</ol>', [["ol", ["li", "a"]]]),
    ("<table><tr><th>a<th>b</tr>\n<tr><td> 1 </td><td><b>2</b> x</td></table>z", [
        ["pre", "a | b\n1 | ", ["strong", "2"], " x"], ["p", "z"],
    ]),
    ("<pre>\nx\n  y &lt;\n</pre>z", [["pre", "x\n  y <"], ["p", "z"]]),
    ("<pre><code>\n\nx</code></pre>", [["pre", ["code", "x"]]]),
    ('<img src="https://a.b/c.png" alt="a cat">', [EMBEDDED_PICTURE]),
    ('<img src=x onerror=alert(1) alt="a cat">', [["p", "a cat"]]),
    ("<iframe src='https://a.b/v'>no</iframe>", [["p", ["a", {"href": "https://a.b/v"}, "https://a.b/v"]]]),
    ("<a href='http://a.b/?x=1&amp;y=2' onclick=x target=y>t</a>", [
        ["p", ["a", {"href": "http://a.b/?x=1&y=2"}, "t"]],
    ]),
    ('<a href="javascript:x">a</a><a href="/rel">b</a><a>c</a>', [["p", "abc"]]),
    ("<a href=http://a.b>a<a href=http://c.d>b", [
        ["p", ["a", {"href": "http://a.b"}, "a"], ["a", {"href": "http://c.d"}, "b"]],
    ]),
    ("<script>alert(1)</script>a<style>b</style>c<!-- d --><?php e ?>", [["p", "ac"]]),
    ("a<script>never closed", [["p", "a"]]),
    ("<b><p>a</p>b</b>c", [["p", ["strong", "a"]], ["p", ["strong", "b"], "c"]]),
    ("<p>a<b>b</p>c", [["p", "a", ["strong", "b"]], ["p", "c"]]),
    ("<b>a<i>b</b>c</i>", [["p", ["strong", "a", ["em", "b"]], ["em", "c"]]]),
    ("I <3 you & x < y", [["p", "I <3 you & x < y"]]),
    ("&copy; &#8217; &lt;b&gt; &#999999999999;", [["p", "© ’ <b> \ufffd"]]),
    ("<UL CLASS=x><LI ID=attributes>a", [["ul", ["li", "a"]]]),
    ("<form><input name=__proto__><button>go</button></form>", [["p", "go"]]),
]  # fmt: skip

TEXT: list[tuple[str, list[Any]]] = [
    ("a *b* <i>\nc\n\n\n\nd", [["p", "a *b* <i>", ["br"], "c"], ["p", "d"]]),
    ("see https://a.b/(c). (www.d.e)", [
        ["p", "see ", ["a", {"href": "https://a.b/(c)"}, "https://a.b/(c)"], ". (",
         ["a", {"href": "http://www.d.e"}, "www.d.e"], ")"],
    ]),
    ("javascript:alert(1) ftp://x", [["p", "javascript:alert(1) ftp://x"]]),
    ("&amp; \"q\" 'r'", [["p", "&amp; \"q\" 'r'"]]),
]  # fmt: skip

AS_TYPED = [
    "\"straight\" 'quotes' and “curly” ones – dashes -- --- … ... (c) (tm) +- 1/2",
    "emoji 👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽 :smile: :-) <3",
    "العربية עברית 日本語 한국어 हिन्दी ไทย Ελληνικά Українська ქართული አማርኛ 𓀀",
    "e\u0301 vs é, ﬁ vs fi, Å vs Å, no\u00a0break, zero\u200bwidth, tab\there",
    "AT&T &c. a & b; x < y > z, 100 % & more",
]


@pytest.mark.parametrize(("source", "tree"), MARKDOWN)
def test_markdown_becomes_the_expected_tree(source: str, tree: list[Any]) -> None:
    """Each feature of Markdown that comments have, and each that they do not have, has its place in the tree."""
    assert render_body(source, "markdown").tree == tree


@pytest.mark.parametrize(("source", "tree"), HTML)
def test_imported_html_becomes_the_expected_tree(source: str, tree: list[Any]) -> None:
    """Imported HTML keeps its words and its structure as far as the tree has one."""
    assert render_body(source, "html").tree == tree


@pytest.mark.parametrize(("source", "tree"), TEXT)
def test_text_becomes_paragraphs_breaks_and_links(source: str, tree: list[Any]) -> None:
    """Plain text is interpreted as nothing but lines and addresses."""
    assert render_body(source, "text").tree == tree


@pytest.mark.parametrize("source", AS_TYPED)
@pytest.mark.parametrize("source_format", ["markdown", "text"])
def test_punctuation_emoji_and_scripts_come_back_as_typed(source: str, source_format: str) -> None:
    """No typographer, no emoji codes, no normalisation, no entity is resolved."""
    assert render_body(source, source_format).tree == [["p", source]]


@given(st.lists(st.text(st.characters(categories=["L"]), min_size=1), min_size=1))
def test_prose_comes_back_as_typed(words: list[str]) -> None:
    """Letters and single spaces mean nothing but themselves in any format."""
    prose = " ".join(words)
    for source_format in ("markdown", "html", "text"):
        assert plain_text(render_body(prose, source_format).tree) == prose


def test_html_is_written_from_the_tree() -> None:
    """Links carry the relation that site settings replace; the text of it cannot be typed unescaped."""
    body = render_body('[a](http://a.b/?c&d) rel="nofollow ugc noopener" <br>', "markdown")
    assert body.html == (
        '<p><a href="http://a.b/?c&amp;d" rel="nofollow ugc noopener">a</a> rel="nofollow ugc noopener" &lt;br&gt;</p>'
    )


def test_an_attribute_cannot_hold_the_relation() -> None:
    """A quotation mark in an address is escaped, so the relation's exact text only stands where we wrote it."""
    body = render_body("<a href='http://a.b/ rel=\"nofollow ugc noopener\"'>a</a>"
                       "<a href='http://a.b/\"rel=\"x'>b</a>", "html")  # fmt: skip
    assert body.html.count('rel="nofollow ugc noopener"') == body.html.count("<a ")


@pytest.mark.parametrize("source", [">", "---", "#", "[a]: http://b.c"])
def test_markdown_that_shows_nothing_is_shown_as_typed(source: str) -> None:
    """Nobody's comment is blank because of a character that Markdown took for itself."""
    assert plain_text(render_body(source, "markdown").tree) == source


def test_very_long_markdown_is_shown_as_text() -> None:
    """Only imports are that long; they keep every word, without emphasis."""
    source = "*word* " * (LONGEST_MARKDOWN // 7 + 1)
    assert render_body(source, "markdown").tree == render_body(source, "text").tree


def test_what_is_too_long_is_refused() -> None:
    """There is a length above which nothing is rendered."""
    with pytest.raises(SourceTooLong):
        render_body("a" * (LONGEST_SOURCE + 1), "text")


def test_an_unknown_format_is_refused() -> None:
    """A format that nobody taught us is not guessed."""
    with pytest.raises(ValueError, match="bbcode"):
        render_body("[b]a[/b]", "bbcode")


def test_characters_that_cannot_be_stored_are_replaced() -> None:
    """NUL and lone surrogates are no text."""
    assert render_body("a\0b\ud800c", "text").tree == [["p", "a\ufffdb\ufffdc"]]
