"""The short way of a new comment: the same answers as the framework's route, byte for byte."""

import json
import socket
from contextlib import closing
from typing import Any

import httpx
import pytest

from running import Running
from visiting import ORIGIN, Visitor, rows

OTHER = "https://evil.example"
STORED = "select count(*) from comment c join site s using (site_id) where s.key = ?"
JSON = {"Content-Type": "application/json"}
REFUSED: list[tuple[bytes, dict[str, str]]] = [
    (b"", JSON),
    (b"{", JSON),
    (b"[]", JSON),
    (b'{"url": 1}', JSON),
    (b"{}", {"Content-Type": "text/plain"}),
    (b"{}", {}),
    (b"{", {**JSON, "Origin": OTHER}),
    (b"{}", {**JSON, "Origin": OTHER}),
    (b"x" * 300_000, JSON),
]


def both(visitor: Visitor, content: bytes, headers: dict[str, str]) -> tuple[httpx.Response, httpx.Response]:
    """The answers of the short way and of the framework, which alone knows the address with a slash at its end."""
    where = f"{visitor.api}/comments"
    short, long = (visitor.http.post(path, content=content, headers=headers) for path in (where, f"{where}/"))
    return short, long


def shape(answer: httpx.Response) -> list[tuple[str, str]]:
    """Its headers in their order, without what differs from one to the next."""
    differ = {"date", "location", "content-length"}
    return [(name.lower(), "" if name.lower() in differ else value) for name, value in answer.headers.multi_items()]


@pytest.mark.parametrize(("content", "headers"), REFUSED)
def test_both_ways_refuse_alike(visitor: Visitor, content: bytes, headers: dict[str, str]) -> None:
    """Status, headers in their order, and problem details are the same."""
    short, long = both(visitor, content, headers)
    assert short.status_code == long.status_code >= 400
    assert short.content == long.content
    assert shape(short) == shape(long)


@pytest.mark.parametrize("changes", [{"name": ""}, {"parent": "nobody"}, {"email": "x", "text": "", "other": 1}])
def test_both_ways_name_the_same_wrong_fields(visitor: Visitor, changes: dict[str, Any]) -> None:
    """What the rules refuse reads the same."""
    content = json.dumps(visitor.words(**changes)).encode()
    short, long = both(visitor, content, {**JSON, "Origin": ORIGIN})
    assert short.status_code == long.status_code == 422
    assert short.json() == long.json()
    assert shape(short) == shape(long)


def test_both_ways_take_a_comment_alike(visitor: Visitor) -> None:
    """A stored comment is answered with the same headers and fields, and a second try on the other way is known."""
    answers = []
    for text in ("Said the short way.", "Said the long way."):
        content = json.dumps(visitor.words(text, idempotency_key=f"a key for {text}")).encode()
        short, long = both(visitor, content, JSON)
        assert short.status_code == long.status_code == 201
        assert short.json() == long.json()
        assert long.headers["idempotency-replayed"] == "true"
        answers.append(short)
    single = visitor.http.post(f"{visitor.api}/comments/", json=visitor.words("Only the long way."))
    assert shape(single) == shape(answers[0])
    assert single.json().keys() == answers[0].json().keys()
    assert visitor.reads()["thread"]["count"] == 3


def test_the_same_key_with_other_words_is_refused_on_both_ways(visitor: Visitor) -> None:
    """An idempotency key in a header counts like one in the body."""
    headers = {**JSON, "Idempotency-Key": "0123456789abcdef"}
    first = json.dumps(visitor.words("One.")).encode()
    assert {answer.status_code for answer in both(visitor, first, headers)} == {201}
    short, long = both(visitor, json.dumps(visitor.words("Two.")).encode(), headers)
    assert short.status_code == long.status_code == 422
    assert short.content == long.content


def test_who_leaves_before_all_is_said_has_said_nothing(visitor: Visitor, house: Running) -> None:
    """A connection that ends in the middle of a body stores nothing, and the server goes on."""
    with closing(socket.create_connection(("127.0.0.1", house.settings.port), timeout=10)) as connection:
        connection.sendall(
            f"POST {visitor.api}/comments HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            'Content-Length: 100\r\n\r\n{"text"'.encode()
        )
    assert visitor.tries().status_code == 201
    assert rows(
        house.database, "select count(*) from comment c join site s using (site_id) where s.key = ?", visitor.site
    ) == [(1,)]


def test_a_body_in_many_pieces_is_one(visitor: Visitor) -> None:
    """Chunks are put together again."""
    content = json.dumps(visitor.words("In pieces.")).encode()
    pieces = (content[at : at + 7] for at in range(0, len(content), 7))
    assert visitor.http.post(f"{visitor.api}/comments", content=pieces, headers=JSON).status_code == 201
