"""From bytes to messages."""

from typing import Any

import msgspec
import pytest

from chimein.messages.comments import EditComment, PostComment, PreviewText
from chimein.messages.reading import loose_from_json, merged, message_from_json
from chimein.rules.refusals import FieldError, Invalid, Malformed

WHOLE = {"url": "u", "name": "n", "email": "e", "text": "t"}


def codes(errors: Any) -> dict[str, str]:
    """The codes by field."""
    return {name: error.code for name, error in errors.items()}


def test_a_whole_message_has_no_errors() -> None:
    """What is given is there, the rest has its defaults."""
    loose = loose_from_json(PostComment, msgspec.json.encode({**WHOLE, "parent": "p"}))
    assert loose.errors == {}
    assert loose.message == PostComment(**WHOLE, parent="p")


def test_wrong_fields_are_all_named_and_harmless() -> None:
    """Missing, mistyped and unknown fields each have their code, and hold a value that rules can look at."""
    loose = loose_from_json(PostComment, b'{"url": 1, "name": null, "parent": [], "text": "t", "x": 1}')
    expected = {"url": "wrong-type", "name": "wrong-type", "parent": "wrong-type", "email": "required"}
    assert codes(loose.errors) == {**expected, "x": "unknown-field"}
    assert loose.message == PostComment(url="", name="", email="", text="t", parent=None)
    assert all(error.detail.endswith(".") for error in loose.errors.values())


def test_a_website_may_be_left_out_or_taken_away() -> None:
    """In an edit, no website and the website null are different wishes."""
    assert loose_from_json(EditComment, b'{"text": "t"}').message.website is msgspec.UNSET
    assert loose_from_json(EditComment, b'{"text": "t", "website": null}').message.website is None


@pytest.mark.parametrize(
    "raw",
    [b"", b"null", b"[]", b"1", b'"x"', b"{", b"{'a': 1}", b'{"a": 1,}', b"\xff", b'{"a": "\\ud800"}', b"[" * 9999],
)
def test_what_is_no_object_is_malformed(raw: bytes) -> None:
    """Bytes that are no JSON object are refused as a whole."""
    with pytest.raises(Malformed):
        loose_from_json(PreviewText, raw)


def test_without_further_rules_errors_are_raised() -> None:
    """message_from_json gives a message or refuses with all errors."""
    assert message_from_json(PreviewText, b'{"text": "t"}') == PreviewText(text="t")
    with pytest.raises(Invalid) as refused:
        message_from_json(PreviewText, b'{"x": 1}')
    assert codes(refused.value.errors) == {"x": "unknown-field", "text": "required"}


def test_names_of_unknown_fields_are_few_and_short() -> None:
    """What is told of unknown fields does not grow with what was sent."""
    raw = msgspec.json.encode({"x" * 5000 + str(number): 1 for number in range(100)} | {"text": "t"})
    errors = loose_from_json(PreviewText, raw).errors
    assert len(msgspec.json.encode(list(errors))) < 1000
    assert errors


@pytest.mark.parametrize(
    ("shape", "rule", "told"),
    [
        ("wrong-type", "required", "wrong-type"),
        ("required", "invalid-url", "required"),
        ("required", "required", "required"),
        (None, "too-long", "too-long"),
        ("unknown-field", None, "unknown-field"),
    ],
)
def test_the_better_explanation_is_told(shape: str | None, rule: str | None, told: str) -> None:
    """A wrong shape wins over the rule that it broke; of the missing a rule may speak with its own sentence."""
    first = {"f": FieldError(shape, "of the shape")} if shape else {}
    second = {"f": FieldError(rule, "of the rule")} if rule else {}
    both = merged(first, second)["f"]
    assert both.code == told
    if shape == rule:
        assert both.detail == "of the rule"
