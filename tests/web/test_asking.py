"""Query parameters: junk is 400, a missing or unacceptable value 422."""

import httpx
import pytest

from visiting import Visitor, problem

JUNK = [
    ("page", "0"),
    ("page", "-1"),
    ("page", "1.5"),
    ("page", "x"),
    ("page", "1e3"),
    ("page", "٣"),
    ("page", " 1"),
    ("page", "000"),
    ("page", "LAST"),
    ("order", "random"),
    ("order", "OLDEST"),
    ("body", "text"),
    ("body", "both"),
    ("min_version", "-1"),
    ("min_version", "x"),
    ("min_version", "1" * 16),
    ("around", "a\x00b"),
    ("thread", "a\x00b"),
]


@pytest.mark.parametrize("beyond", ["2", "999999999", "1000000000", "9" * 400, "0" * 400 + "7"])
def test_any_number_beyond_the_last_page_is_the_last(visitor: Visitor, beyond: str) -> None:
    """However long a number is, it is one: the last page answers."""
    visitor.says()
    answer = asked(visitor, "page", beyond)
    assert answer.status_code == 200
    assert answer.json() == asked(visitor, "page", "last").json()


def asked(visitor: Visitor, name: str, value: str) -> httpx.Response:
    """The thread, with one more parameter."""
    return visitor.http.get(f"{visitor.api}/thread", params={"url": visitor.page, name: value})


@pytest.mark.parametrize(("name", "value"), JUNK)
def test_junk_is_malformed(visitor: Visitor, name: str, value: str) -> None:
    """What is no value of a parameter is 400, also on a page that has no thread yet."""
    problem(asked(visitor, name, value), 400, "malformed")


@pytest.mark.parametrize("name", ["url", "thread", "page", "order", "body", "around", "min_version"])
def test_a_parameter_is_given_once(visitor: Visitor, name: str) -> None:
    """Twice the same parameter is 400: nobody guesses which was meant."""
    values = {"url": [visitor.page]} | {name: [visitor.page, visitor.page] if name == "url" else ["1", "1"]}
    problem(visitor.http.get(f"{visitor.api}/thread", params=values), 400, "malformed")


def test_the_url_is_needed(visitor: Visitor) -> None:
    """Without a url there is no page to speak of."""
    assert problem(visitor.http.get(f"{visitor.api}/thread"), 422, "invalid") == {"url": "required"}


@pytest.mark.parametrize("name", ["page", "order", "body", "around", "min_version", "thread"])
def test_an_empty_wish_is_no_wish(visitor: Visitor, name: str) -> None:
    """An empty parameter counts as left out, as forms send it."""
    assert asked(visitor, name, "").json() == visitor.asks().json()


@pytest.mark.parametrize("value", ["%", "%s%n", "' or 1=1 --", "a" * 200, "%ff%fe", "<b>", "\U0001f600"])
def test_strange_explicit_ids_are_only_names(visitor: Visitor, value: str) -> None:
    """Whatever an owner calls a thread, it is compared by its characters and nothing else."""
    visitor.says(thread=value)
    assert visitor.reads(thread=value)["thread"]["count"] == 1
    assert visitor.reads(thread=f"{value[:150]}x")["thread"]["count"] == 0
