"""The last fence, given what should never reach it."""

import pytest

from chimein.render.plain import plain_text
from chimein.render.tree import DEEPEST, MOST_NODES, tree_of
from chimein.render.tree_html import html_of


@pytest.mark.parametrize(
    ("html", "tree"),
    [
        ("<script>x</script>", [["p", "x"]]),
        ("<p onclick=x class=y>a</p>", [["p", "a"]]),
        ("<img src=x onerror=y>a", [["p", "a"]]),
        ('<a href="javascript:x">a</a>', [["p", "a"]]),
        ('<a href="/rel" id=x>a</a>', [["p", "a"]]),
        ('<a href="https://b" onclick=x>a</a>', [["p", ["a", {"href": "https://b"}, "a"]]]),
        ('<ol start="x"><li>a</li></ol>', [["ol", ["li", "a"]]]),
        ("a<!-- b -->c", [["p", "ac"]]),
        ("<p>a</p>  \n <p></p><p> </p>b", [["p", "a"], ["p", "b"]]),
        ("<blockquote>a</blockquote>", [["blockquote", ["p", "a"]]]),
        ("<p>a<em>b", [["p", "a", ["em", "b"]]]),
    ],
)
def test_the_builder_relies_on_nobody(html: str, tree: list[object]) -> None:
    """Without the sanitiser before it, it still knows only its own tags, attributes and schemes."""
    assert tree_of(html) == tree


def test_depth_is_bounded_and_text_kept() -> None:
    """What is nested too deeply goes on in its ancestor."""
    tree = tree_of("<blockquote>" * 1_000 + "deep" + "</blockquote>" * 1_000)
    assert str(tree).count("blockquote") == DEEPEST
    assert plain_text(tree) == "deep"


def test_the_number_of_nodes_is_bounded_and_text_kept() -> None:
    """Above the limit the rest of the text goes on without tags."""
    tree = tree_of("<em>a</em>" * MOST_NODES)
    assert str(tree).count("'em'") <= MOST_NODES
    assert plain_text(tree) == "a" * MOST_NODES


def test_preformatted_text_keeps_its_first_newline() -> None:
    """The newline that HTML swallows is doubled."""
    tree = [["pre", "\na"]]
    assert html_of(tree) == "<pre>\n\na</pre>"
    assert tree_of(html_of(tree)) == tree


def test_plain_text_separates_blocks() -> None:
    """Words of different blocks never run together."""
    tree = tree_of("<p>a<br>b</p><ul><li>c<ul><li>d</li></ul></li><li>e</li></ul><blockquote><p>f</p></blockquote>")
    assert plain_text(tree) == "a\nb\n\nc\nd\n\ne\n\nf"
