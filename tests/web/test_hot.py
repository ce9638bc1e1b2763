"""Hot reads over real sockets: the same bytes by both fronts as by neither, in every corner of HTTP/1.1."""

import logging
import re
import select
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from chimein.actions.remove_site import remove_site
from chimein.store.calls import call
from chimein.web.manners import Manners
from chimein.web.protocol import HEAD_BYTES, PatientProtocol
from chimein.web.ready import MEGABYTE, ReadyAnswers
from clocks import SteppedClock
from running import Running
from visiting import Visitor, rows
from web.hot_server import PAGE, PATH, answers_of, asked, cold_app, connected, everything, head_of, with_memory

DAY_MS = 86_400_000
WISHES: list[tuple[str, ...]] = [
    (),
    ("Accept-Encoding: br",),
    ("Accept-Encoding: gzip, deflate",),
    ("Accept-Encoding: gzip, deflate, br, zstd",),
    ("Accept-Encoding: identity",),
    ("Accept-Encoding: br;q=0, gzip;q=0.5",),
    ("ACCEPT-ENCODING: BR", "Origin: https://evil.example", "Cookie: a=b", "Accept-Language: ar"),
    ("If-None-Match: *",),
    ('If-None-Match: "other"',),
    ('If-None-Match: W/"other", TAG', "Accept-Encoding: br"),
    ("If-None-Match: TAG",),
    ("If-None-Match: W/TAG", "Accept-Encoding: gzip"),
]


@pytest.fixture
def speaker(http: httpx.Client) -> Visitor:
    """A visitor whose page has some comments."""
    visitor = Visitor(http, "blog", PAGE)
    for number in range(5):
        visitor.says(f"Number {number}. " + "Words. " * 100)
    return visitor


@pytest.fixture
def answers(server: Running, speaker: Visitor) -> ReadyAnswers:  # noqa: ARG001 - the page has its comments first
    """The memory that the server answers from; the page is in it, in each encoding."""
    made = with_memory(server)
    for wish in WISHES[:3]:
        asked(server, *wish)
    return made


class Sleepy(PatientProtocol):
    """Lets idle connections go soon."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.timeout_keep_alive = 2


class Hasty(PatientProtocol):
    """The same, with little patience for heads."""

    head_seconds = 0.3


def is_answered_hot(answers: ReadyAnswers, server: Running, *headers: str, method: str = "GET") -> bool:
    """Whether this question is answered from the memory."""
    before = answers.numbers().found
    asked(server, *headers, method=method)
    return answers.numbers().found > before


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("wish", WISHES)
def test_both_fronts_send_the_bytes_of_the_application(
    server: Running, answers: ReadyAnswers, wish: tuple[str, ...], method: str
) -> None:
    """By our protocol class, under plain uvicorn, and without the memory: the same bytes, but the Date."""
    encoding = next((each for each in wish if "ncoding" in each), "Accept-Encoding: identity")
    tag = re.search(rb"etag: (.*)\r\n", asked(server, encoding).head)
    assert tag is not None
    wish = tuple(each.replace("TAG", tag[1].decode()) for each in wish)
    found = answers.numbers().found
    hot = asked(server, *wish, method=method)
    known_head = asked(server, *wish, method=method)
    server.use_protocol(HttpToolsProtocol)
    under_any_server = asked(server, *wish, method=method)
    assert answers.numbers().found == found + 3
    server.use_app(cold_app(server))
    cold = asked(server, *wish, method=method)
    assert hot == known_head == under_any_server == cold
    assert hot.status == (304 if "*" in "".join(wish) or tag[1].decode() in "".join(wish) else 200)
    assert bool(hot.body) == (hot.status == 200 and method == "GET")
    assert b"access-control-allow-origin: *\r\n" in hot.head
    assert b"x-content-type-options: nosniff\r\n" in hot.head


def test_shared_caches_are_told_what_the_operator_decided(tmp_path: Path) -> None:
    """CHIMEIN_S_MAXAGE is in ready answers as in others."""
    with Running(tmp_path, limits="off", s_maxage=7) as running:
        running.add_site("https://blog.example")
        with_memory(running)
        heads = {asked(running, method=method).head for method in ("GET", "GET", "HEAD")}
    assert len(heads) == 1
    assert b"cache-control: public, max-age=0, s-maxage=7, stale-while-revalidate=7\r\n" in heads.pop()


def test_without_a_decision_nothing_is_ever_late(server: Running, answers: ReadyAnswers) -> None:  # noqa: ARG001
    """By default every cache asks each time."""
    assert b"cache-control: public, max-age=0, must-revalidate\r\n" in asked(server).head


def test_the_date_is_there_once_and_present(server: Running, answers: ReadyAnswers) -> None:
    """Ready answers carry the Date of the moment, as others do."""
    with closing(connected(server)) as connection:
        connection.sendall(head_of() + head_of("/healthz") + head_of("/healthz", "Connection: close"))
        received = everything(connection)
    dates = re.findall(rb"\r\ndate: ([^\r]+ GMT)\r\n", received)
    assert len(dates) == 3
    assert answers.numbers().found == 1


def test_pipelined_requests_are_answered_in_order(server: Running, answers: ReadyAnswers) -> None:
    """Ready and unready answers, with and without bodies, sent at once on one connection, keep their order."""
    tag = re.search(rb"etag: (.*)\r\n", asked(server).head)
    assert tag is not None
    known = f"If-None-Match: {tag[1].decode()}"
    wishes = [
        ("GET", (PATH, known), 304),
        ("GET", (PATH,), 200),
        ("GET", ("/nothing",), 404),
        ("HEAD", (PATH,), 200),
        ("GET", (PATH, known), 304),
        ("GET", ("/healthz",), 200),
        ("GET", (PATH, "Accept-Encoding: br"), 200),
    ]
    with closing(connected(server)) as connection:
        connection.sendall(b"".join(head_of(*words, method=method) for method, words, _ in wishes))
        found = answers_of(connection, *(method for method, _, _ in wishes))
        assert [answer.status for answer in found] == [status for _, _, status in wishes]
        assert (found[1].body[:10], found[5].body) == (b'{"thread":', b'{"status":"ok"}')
        connection.sendall(head_of())
        assert answers_of(connection, "GET") == [found[1]]
    assert answers.numbers().found >= 3


def test_a_request_in_pieces_is_answered_like_a_whole_one(server: Running, answers: ReadyAnswers) -> None:
    """Heads may come byte by byte, on a new connection and on one that had an answer."""
    whole = asked(server)
    with closing(connected(server)) as connection:
        for _ in range(2):
            for byte in head_of():
                connection.sendall(bytes([byte]))
            assert answers_of(connection, "GET") == [whole]
    assert answers.numbers().found == 3


@pytest.mark.parametrize(
    ("version", "headers"), [("1.0", ()), ("1.0", ("Connection: keep-alive",)), ("1.1", ("Connection: close",))]
)
def test_who_does_not_stay_is_answered_and_let_go(
    server: Running, answers: ReadyAnswers, version: str, headers: tuple[str, ...]
) -> None:
    """HTTP/1.0 and Connection: close get the same answer, from the memory too, and the connection ends."""
    whole = asked(server)
    with closing(connected(server)) as connection:
        connection.sendall(head_of(PATH, *headers, version=version))
        head, _, body = everything(connection).partition(b"\r\n\r\n")
    assert body == whole.body
    assert b"\r\nconnection: close" in head
    assert answers.numbers().found == 2


@pytest.mark.parametrize(
    "headers",
    [
        ("Content-Length: 5",),
        ("Transfer-Encoding: chunked",),
        ("Accept-Encoding: br", "Accept-Encoding: gzip"),
        (f"Accept-Encoding: {'a' * 300}",),
    ],
)
def test_what_is_unusual_is_left_to_the_application(
    server: Running, answers: ReadyAnswers, headers: tuple[str, ...]
) -> None:
    """A GET with a body, or with doubled or endless headers, is answered as ever, and the connection stays sound."""
    body = {"C": b"hello", "T": b"5\r\nhello\r\n0\r\n\r\n", "A": b""}[headers[0][0]]
    with closing(connected(server)) as connection:
        connection.sendall(head_of(PATH, *headers) + body)
        assert answers_of(connection, "GET")[0].status == 200
        assert answers.numbers().found == 0
        connection.sendall(head_of())
        assert answers_of(connection, "GET")[0].status == 200
        assert answers.numbers().found == 1


def test_an_idle_connection_is_let_go_and_a_busy_one_not(server: Running, answers: ReadyAnswers) -> None:
    """After its last ready answer a connection stays for the keep-alive time and no longer."""
    server.use_protocol(Sleepy)
    with closing(connected(server)) as connection:
        for path in (PATH, PATH, PATH, PATH, "/healthz", PATH):
            connection.sendall(head_of(path))
            assert answers_of(connection, "GET")[0].status == 200
            assert select.select([connection], [], [], 0.75)[0] == []
        connection.settimeout(3.5)
        assert connection.recv(1) == b""
    assert answers.numbers().found == 5


def test_heads_are_limited_after_a_ready_answer_too(server: Running, answers: ReadyAnswers) -> None:
    """Dripping and endless heads are refused on a connection that was answered from the memory."""
    endless = b"GET / HTTP/1.1\r\nX-Long: " + b"a" * HEAD_BYTES
    for junk, protocol, status in ((endless[:40], Hasty, b"408"), (endless, PatientProtocol, b"413")):
        server.use_protocol(protocol)
        with closing(connected(server)) as connection:
            connection.sendall(head_of())
            assert answers_of(connection, "GET")[0].status == 200
            connection.sendall(junk)
            assert everything(connection).startswith(b"HTTP/1.1 " + status)
    assert answers.numbers().found == 2


def test_a_slow_reader_makes_the_server_wait_and_gets_everything(
    server: Running, answers: ReadyAnswers, speaker: Visitor
) -> None:
    """Who asks for much and reads nothing does not fill the server's memory; once they read, all is there."""
    for number in range(20):
        speaker.says(f"{number}" + "Long words. " * 400)
    whole = asked(server)
    assert len(whole.body) > 150_000
    asks = 300
    before = answers.numbers().found
    with closing(connected(server)) as connection:
        connection.sendall(head_of() * asks)
        assert asked(server).body == whole.body
        waiting = answers.numbers().found
        assert answers_of(connection, *["GET"] * asks) == [whole] * asks
    assert waiting - before < asks / 2


def test_hot_answers_are_logged_once_a_second_with_their_sums(
    server: Running, answers: ReadyAnswers, caplog: pytest.LogCaptureFixture
) -> None:
    """Every answer is counted: method, route, status, bytes, time, and how many; nothing of the query."""
    size = len(asked(server).body)
    server.wait_for(_flushed(server))
    with caplog.at_level(logging.INFO, "chimein.access"):
        for wish, method in ([], "GET"), ([], "GET"), (["If-None-Match: *"], "GET"), ([], "HEAD"):
            asked(server, *wish, method=method)
        server.use_protocol(HttpToolsProtocol)
        asked(server)
        server.wait_for(_flushed(server))
    assert answers.numbers().found == 6
    kinds = {"GET200": (size * 3, 3), "GET304": (0, 1), "HEAD200": (0, 1)}
    lines = [vars(record) for record in caplog.records]
    found: dict[str, tuple[int, int]] = {}
    for line in lines:
        kind = f"{line['method']}{line['status']}"
        size, times = found.get(kind, (0, 0))
        found[kind] = (size + line["bytes"], times + line["times"])
    assert found == kinds
    assert {line["route"] for line in lines} == {"/api/v1/sites/{site}/thread"}
    assert all(line["ms"] >= 0 for line in lines)
    assert "blog" not in caplog.text


def test_what_was_counted_is_logged_when_the_server_stops(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The last second's answers are not lost to the log."""
    with caplog.at_level(logging.INFO, "chimein.access"), Running(tmp_path, limits="off") as running:
        running.add_site("https://blog.example")
        for _ in range(3):
            asked(running)
    assert sum(getattr(record, "times", 0) for record in caplog.records) == 2


def test_hot_answers_count_as_requests(server: Running, answers: ReadyAnswers) -> None:
    """uvicorn's own count of requests goes on."""
    before = server.total_requests
    for _ in range(3):
        asked(server)
    assert (server.total_requests - before, answers.numbers().found) == (3, 3)


@pytest.mark.parametrize("query", ["&x=1", "&utm_source=a", "&page=0", "&page=1&page=1", "&body=x", "&min_version=99"])
def test_only_plain_questions_are_kept(server: Running, answers: ReadyAnswers, query: str) -> None:
    """What nobody needs to ask, and what was refused, takes no memory."""
    before = answers.numbers().answers
    for _ in range(2):
        asked(server, path=PATH + query)
    assert answers.numbers().answers == before
    assert answers.numbers().found == 0


def test_a_page_nobody_spoke_on_is_kept_until_somebody_does(server: Running, speaker: Visitor) -> None:
    """The empty answer goes with the thread's birth, under whichever address or id the first comment came."""
    answers = with_memory(server)
    paths = [PATH + more for more in ("/new", "/new/", "/new&thread=mine", "/new&thread=theirs")]
    for path in paths:
        assert b'"count":0' in asked(server, path=path).body
    assert answers.numbers().answers == 4
    speaker.on(f"{PAGE}/new?utm_source=x").says(thread="mine")
    counts = [asked(server, path=path).body.partition(b'"count":')[2][:1] for path in paths]
    assert counts == [b"1", b"1", b"1", b"0"]


def test_an_id_that_another_page_gave_birth_to_is_found(server: Running, speaker: Visitor) -> None:
    """The empty answer under an id goes when a thread with that id begins elsewhere."""
    with_memory(server)
    path = f"{PATH}/one&thread=shared"
    assert b'"count":0' in asked(server, path=path).body
    speaker.on(f"{PAGE}/two").says(thread="shared")
    assert b'"count":1' in asked(server, path=path).body


@pytest.mark.usefixtures("speaker")
def test_an_id_of_the_owners_ends_falling_back(server: Running) -> None:
    """Once the page's thread has an id, other ids no longer lead to it, whatever is in the memory."""
    with_memory(server)
    path = f"{PATH}&thread=other"
    assert b'"count":5' in asked(server, path=path).body
    ids = rows(server.database, "select site_id, id from thread")[0]
    key = call("add_thread_key", site_id=ids[0], key="id:mine", rules_version=1, thread_id=ids[1], created_at=1)
    server.write(key)
    assert b'"count":0' in asked(server, path=path).body


def test_a_site_that_changes_or_goes_takes_its_answers_along(server: Running, answers: ReadyAnswers) -> None:
    """New settings are seen at once, and nothing of a site is answered after it was removed."""
    assert is_answered_hot(answers, server)
    server.set_site(notice="Be kind.", avatars="generated")
    assert b"Be kind." in asked(server).body
    server.write(remove_site("blog"))
    assert asked(server).status == 404


@pytest.mark.usefixtures("speaker")
def test_a_thread_that_closes_by_itself_is_never_shown_open(server: Running) -> None:
    """At the moment it closes the ready answer is over, and a closed thread's answer is ready again."""
    server.set_site(close_days="1", avatars="generated")
    clock = SteppedClock(server.instance.clock.now())
    answers = with_memory(server, clock=clock)
    assert b'"open":true' in asked(server).body
    clock.step(DAY_MS - 60_000)
    assert is_answered_hot(answers, server)
    clock.step(60_001)
    assert b'"open":false' in asked(server).body
    assert is_answered_hot(answers, server)


@pytest.mark.usefixtures("speaker")
def test_a_reader_who_leaves_early_harms_nobody(server: Running) -> None:
    """Connections that end while an answer is being made leave the memory sound."""
    answers = with_memory(server)
    for number in range(30):
        with closing(connected(server)) as connection:
            connection.sendall(head_of(f"{PATH}&page={number + 1}"))
    assert is_answered_hot(answers, server) or is_answered_hot(answers, server)
    assert answers.numbers().found >= 1


def test_the_memory_is_as_large_as_the_operator_says(tmp_path: Path) -> None:
    """CHIMEIN_CACHE_MB bounds it; without, nothing is kept and all is answered."""
    with Running(tmp_path, limits="off", cache_mb=1) as running:
        running.add_site("https://blog.example")
        answers = running.app.answers
        for number in range(700):
            asked(running, path=f"{PATH}/{number}")
        numbers = answers.numbers()
        assert numbers.size <= numbers.most_bytes == MEGABYTE
        assert numbers.crowded_out > 0
        assert numbers.answers + numbers.crowded_out == 700
        assert isinstance(cold_app(running), Manners)


def test_asked_at_once_it_is_made_once(server: Running, answers: ReadyAnswers, speaker: Visitor) -> None:
    """Many who ask for an answer that is not ready share its making."""
    speaker.says("One more.")
    before = answers.numbers().missed
    lines = [connected(server) for _ in range(20)]
    try:
        for line in lines:
            line.sendall(head_of())
        found = [answers_of(line, "GET")[0] for line in lines]
    finally:
        for line in lines:
            line.close()
    assert len({answer.body for answer in found}) == 1
    assert answers.numbers().missed - before < 20


async def _flushed(server: Running) -> None:
    server.app.log.flush()
