"""From what was typed to what may be stored."""

from dataclasses import replace
from typing import Any

import pytest

from chimein.rules.facts import Comment, Site, Thread
from chimein.rules.posting import DEEPEST, Typed, check_all, check_parent, draft_of, edited_draft_of, idempotency_key
from chimein.rules.refusals import Invalid
from chimein.rules.site_settings import SiteSettings

SITE = Site(1, "blog", "Blog", SiteSettings(min_length=2, max_length=20), 1, 1, ("https://blog.example",), "salt")
THREAD = Thread(1, 10, "t", "https://blog.example/", "", None, 1, 1, 1, 0, 1, 1, None)
TYPED = Typed(
    url="https://blog.example/post?utm_source=x",
    thread=None,
    title=None,
    parent=None,
    name=" Ann ",
    email=" Ann@Example.org ",
    website="ann.example",
    text="Hello.\r\n",
    idempotency_key=None,
)
PARENT = Comment(
    site_id=1,
    thread_id=10,
    id=100,
    public_id="p",
    parent_id=None,
    root_id=100,
    depth=0,
    number=1,
    kind="comment",
    state="published",
    shown=True,
    shown_children=0,
    persona_id=1,
    badge=None,
    name="Bob",
    website=None,
    source_text="x",
    source_format="markdown",
    posted_at=1,
    edited_at=None,
    generation=1,
    reasons="",
)


def errors_of(refused: pytest.ExceptionInfo[Invalid]) -> dict[str, str]:
    """The codes by field."""
    return {name: error.code for name, error in refused.value.errors.items()}


def test_a_draft_is_clean() -> None:
    """Every field of a draft is as it will be stored."""
    draft = draft_of(TYPED, SITE)
    assert (draft.address.key, draft.address.url) == ("url:https://blog.example/post", "https://blog.example/post")
    assert (draft.name, draft.text, draft.title) == ("Ann", "Hello.", "")
    assert draft.website == "https://ann.example/"
    assert draft.email.lower() == "ann@example.org"
    assert (draft.explicit_key, draft.idempotency_key) == (None, None)


@pytest.mark.parametrize("name", ["ann@example.org", " ANN@example.ORG", "Ann (ann@example.org)"])
def test_the_private_address_is_no_name(name: str) -> None:
    """An address typed into both fields would be published; another one is a name like any."""
    with pytest.raises(Invalid) as refused:
        draft_of(replace(TYPED, name=name), SITE)
    assert errors_of(refused) == {"name": "not-a-name"}
    assert draft_of(replace(TYPED, name="bob@example.org"), SITE).name == "bob@example.org"


def test_all_wrong_fields_are_named() -> None:
    """Nine wrong fields are nine errors."""
    wrong = Typed("x", "a\nb", "t" * 201, "p", "", "no", "javascript:x", "", "short")
    with pytest.raises(Invalid) as refused:
        check_all(wrong, SITE, None, None)
    fields = {"url", "thread", "title", "parent", "name", "email", "website", "text", "idempotency_key"}
    assert errors_of(refused).keys() == fields


def test_an_edit_is_checked_like_a_post() -> None:
    """Name, website and text of an edit are cleaned by the same rules."""
    with pytest.raises(Invalid) as refused:
        edited_draft_of("", "javascript:x", "x" * 21, SITE)
    assert errors_of(refused) == {"name": "required", "website": "invalid-website", "text": "too-long"}
    assert edited_draft_of(" A ", "", "ok", SITE).website is None


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"thread_id": 11}, "foreign-parent"),
        ({"kind": "pingback"}, "foreign-parent"),
        ({"state": "held"}, "parent-gone"),
        ({"state": "withdrawn"}, "parent-gone"),
        ({"state": "rejected"}, "parent-gone"),
        ({"state": "spam"}, "parent-gone"),
        ({"state": "erased"}, "parent-gone"),
        ({"depth": DEEPEST}, "too-deep"),
    ],
)
def test_a_parent_must_be_answerable(changes: dict[str, Any], code: str) -> None:
    """Of the same thread, a comment, published, and not too deep."""
    with pytest.raises(Invalid) as refused:
        check_parent("p", replace(PARENT, **changes), THREAD)
    assert errors_of(refused) == {"parent": code}


def test_a_good_parent_passes() -> None:
    """The deepest comment that may be answered stands at 99; no parent is fine as well."""
    check_parent("p", replace(PARENT, depth=DEEPEST - 1), THREAD)
    check_parent(None, None, None)
    check_parent("", None, None)


def test_an_unknown_parent_is_foreign() -> None:
    """A parent that was not found, or a thread that has not begun, is a foreign parent."""
    for parent, thread in ((None, THREAD), (PARENT, None)):
        with pytest.raises(Invalid) as refused:
            check_parent("p", parent, thread)
        assert errors_of(refused) == {"parent": "foreign-parent"}


@pytest.mark.parametrize("key", ["k" * 16, "k" * 128, "0123456789-abc DEF_~"])
def test_a_proper_key_is_kept(key: str) -> None:
    """16 to 128 printable characters."""
    assert idempotency_key(key) == key


@pytest.mark.parametrize("key", ["k" * 15, "k" * 129, "k" * 16 + "\n", "\x00" * 16])
def test_an_improper_key_is_refused(key: str) -> None:
    """Too short, too long or not printable."""
    with pytest.raises(Invalid):
        idempotency_key(key)


@pytest.mark.parametrize("key", [None, ""])
def test_no_key_is_no_key(key: str | None) -> None:
    """Without a key there is nothing to compare."""
    assert idempotency_key(key) is None
