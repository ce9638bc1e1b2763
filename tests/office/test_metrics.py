"""What Prometheus is shown: everything that happens, and nobody it happened to."""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from chimein.figures import ELSE, Histogram
from chimein.settings import WrongConfiguration, load
from postgres import cluster
from running import Running
from scraping import Watched, watched
from shell import EVERY_COMMAND, Shell

ORIGIN = "https://example.org"
PAGE = f"{ORIGIN}/a-page-of-its-own"
THREAD = "/api/v1/sites/{site}/thread"
POSTS = "/api/v1/sites/{site}/comments"


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A shell with no database yet."""
    return Shell(tmp_path)


@pytest.fixture
def key(shell: Shell) -> str:
    """A site that asks nobody for pictures."""
    made = shell.add_site("Blog", ORIGIN)
    shell.run("site", "set", made, "avatars=generated")
    return made


@pytest.fixture
def served(shell: Shell, key: str) -> Iterator[Watched]:
    """A server with that site, watched."""
    assert key
    with watched(shell) as found:
        yield found


def wish(text: str, **fields: object) -> dict[str, object]:
    return {"url": PAGE, "name": "Ada Lovelace", "email": "ada@mail.example", "text": text, **fields}


def test_the_public_port_never_has_them(shell: Shell, served: Watched) -> None:
    """Figures are shown on a listener of their own, and on none unless it is asked for."""
    with served.process.http() as http:
        assert http.get("/metrics").status_code == 404
    assert httpx.get(served.metrics_url.replace("/metrics", "/readyz")).status_code == 404
    assert load({}).metrics == ""
    assert "Figures" not in shell.environment


def test_whoever_does_not_ask_for_them_does_not_pay() -> None:
    """Prometheus' client is loaded only where figures are shown."""
    code = f"{EVERY_COMMAND}sys.exit('prometheus_client' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("wrong", ["9464", "localhost", "localhost:x", ":9464", "127.0.0.1:99999"])
def test_where_must_be_said_well(wrong: str) -> None:
    """An address is a host and a port; a port alone would be open to everybody."""
    with pytest.raises(WrongConfiguration, match="CHIMEIN_METRICS takes host:port"):
        load({"CHIMEIN_METRICS": wrong})


def test_requests_are_counted_by_route_method_and_status(served: Watched, key: str) -> None:
    """Cold and hot answers alike, those of the protocol class too."""
    with served.process.http() as http:
        path = f"/api/v1/sites/{key}/thread"
        etag = http.get(path, params={"url": PAGE}).headers["etag"]
        for _ in range(5):
            http.get(path, params={"url": PAGE})
        http.get(path, params={"url": PAGE}, headers={"If-None-Match": etag})
        http.head(path, params={"url": PAGE})
        http.get(path)
    name = "chimein_http_request_seconds_count"
    found = served.until(lambda now: now.all(name, route=THREAD, method="GET", status="200") == 6)
    assert found.all(name, route=THREAD, method="GET", status="304") == 1
    assert found.all(name, route=THREAD, method="HEAD", status="200") == 1
    assert found.all(name, route=THREAD, method="GET", status="422") == 1
    assert found.all("chimein_cache_hits_total") == 7
    assert found.all("chimein_cache_misses_total") == 1
    assert 0 < found.all("chimein_cache_bytes") < found.all("chimein_cache_limit_bytes") == 32 * 1024 * 1024


def test_hot_answers_of_the_other_front_are_counted(house: Running) -> None:
    """Under a server that does not know our protocol class, too."""
    key = house.add_site(ORIGIN, key="fronts")
    house.use_protocol(HttpToolsProtocol)
    kind = (THREAD, "GET", 200)

    def counted() -> int:
        found = house.instance.figures.requests.get(kind)
        return found.count if found else 0

    before = counted()
    with httpx.Client(base_url=house.url) as http:
        for _ in range(4):
            assert http.get(f"/api/v1/sites/{key}/thread", params={"url": PAGE}).status_code == 200
    house.app.log.flush()
    assert counted() == before + 4


def test_posts_are_counted_by_what_became_of_them(shell: Shell, served: Watched, key: str) -> None:
    """Published, held, told again, or refused by code; as JSON or by form."""
    with served.process.http() as http:
        path = f"/api/v1/sites/{key}/comments"
        once = {"Idempotency-Key": "0123456789abcdef"}
        for _ in range(2):
            assert http.post(path, json=wish("First"), headers=once).status_code == 201
        assert http.post(path, json=wish("")).status_code == 422
        assert http.post(path, content=b"{").status_code == 415
        assert http.post(path, json=wish("x"), headers={"Origin": "https://evil.example"}).status_code == 403
        assert http.post("/t", params={"site": key, "url": PAGE}, data=_form("By form")).status_code == 303
        shell.answer("site", "set", key, "moderation=all")
        assert http.post(path, json=wish("Second")).status_code == 201
    found = served.scrape()
    outcomes = {each.labels["outcome"]: each.value for each in found.samples if each.name == "chimein_posts_total"}
    assert outcomes == {
        "published": 2,
        "replayed": 1,
        "held": 1,
        "invalid": 1,
        "unsupported-media-type": 1,
        "origin-not-allowed": 1,
    }


def _form(text: str) -> dict[str, str]:
    return {"text": text, "name": "Ada", "email": "ada@mail.example", "idempotency_key": "fedcba9876543210"}


def test_commits_are_counted_with_what_shared_them(served: Watched, key: str) -> None:
    """Many posts at once are fewer commits, whose sizes add up to all of them; nothing is left waiting."""
    before = served.scrape()
    with served.process.http() as http, ThreadPoolExecutor(8) as many:
        sent = list(many.map(lambda i: http.post(f"/api/v1/sites/{key}/comments", json=wish(f"No. {i}")), range(24)))
    assert [answer.status_code for answer in sent] == [201] * 24
    after = served.scrape()

    def grown(name: str) -> float:
        return after.all(name) - before.all(name)

    # Half a second after the first, the worker takes new words apart: a few transactions of its own.
    shared = grown("chimein_commit_transactions_sum")
    assert 24 <= shared <= 30
    assert grown("chimein_commit_transactions_count") == grown("chimein_commit_seconds_count") <= shared
    assert grown("chimein_commit_seconds_sum") > 0
    assert grown("chimein_reader_wait_seconds_count") > 0
    assert after.all("chimein_writes_waiting") == 0
    assert after.all("chimein_database_bytes", part="database") > 0
    assert after.all("chimein_database_bytes", part="wal") > 0
    assert after.all("chimein_database_up") == 1
    assert after.all("process_resident_memory_bytes") > 1e7
    assert after.has("chimein_event_loop_lag_seconds_count")


def test_consequences_are_counted_by_their_outcome(shell: Shell, key: str) -> None:
    """A picture that could not be had is a try with a name, and a delivery that still waits."""
    shell.run("site", "set", key, "avatars=gravatar")
    with watched(shell, CHIMEIN_GRAVATAR_URL="http://127.0.0.1:1") as served:
        with served.process.http() as http:
            http.post(f"/api/v1/sites/{key}/comments", json=wish("Hello"))
        found = served.until(lambda now: now.all("chimein_effects_total", effect="fetch_avatar", state="pending"))
        assert found.all("chimein_deliveries", state="pending") == 1


def test_no_label_tells_of_anybody(served: Watched, key: str) -> None:
    """Whatever is asked, labels hold routes, codes and outcomes of ours: no site, address, page, name or email."""
    with served.process.http() as http:
        http.post(f"/api/v1/sites/{key}/comments", json=wish("A secret text"))
        for path in (f"/api/v1/sites/{key}/thread", f"/t?site={key}&url={PAGE}", f"/s/{key}/feed.atom", f"/{key}"):
            http.get(path, params={"url": PAGE} if path.endswith("thread") else None)
        http.get("/t/ada@mail.example", headers={"X-Forwarded-For": "192.0.2.77"})
    found = served.scrape()
    labels = {value for sample in found.samples for value in sample.labels.values()}
    assert THREAD in labels
    for personal in (key, "mail.example", "example.org", "Ada", "secret", "192.0.2", "127.0.0.1", "a-page"):
        assert [value for value in labels if personal in value] == []


def test_nobody_can_make_more_figures(served: Watched, key: str) -> None:
    """Invented methods, paths, sites and parameters make no new series."""

    def junk(http: httpx.Client, number: int) -> None:
        http.request(("PROPFIND", "TRACE", "REPORT", f"VERB{number}")[number % 4], f"/nowhere/{number}")
        http.get(f"/api/v1/sites/none{number}/thread", params={"url": f"https://x{number}.example/"})
        http.get(f"/t/{number}?{number}={number}")
        http.post(f"/api/v1/sites/{key}/comments", json={f"field{number}": number})

    with served.process.http() as http:
        for number in range(4):
            junk(http, number)
        series = len(served.scrape().samples)
        for number in range(4, 40):
            junk(http, number)
    found = served.scrape()
    assert len(found.samples) == series
    assert found.all("chimein_http_request_seconds_count", method=ELSE) == 40


def test_another_words_are_spoken_where_they_are_asked_for(served: Watched) -> None:
    """OpenMetrics by Accept, else Prometheus' text; HEAD has no body; nothing else is there."""
    asked = httpx.get(served.metrics_url, headers={"Accept": "application/openmetrics-text; version=1.0.0"})
    assert asked.headers["content-type"].startswith("application/openmetrics-text; version=1.0.0")
    assert asked.text.endswith("# EOF\n")
    plain = httpx.head(served.metrics_url)
    assert (plain.status_code, plain.content) == (200, b"")
    assert plain.headers["content-type"].startswith("text/plain")
    assert httpx.post(served.metrics_url).status_code == 404


def test_a_database_that_is_away_is_told(tmp_path: Path) -> None:
    """The scrape goes on without it, and says so."""
    with ExitStack() as stack:
        postgres = cluster()
        shell = Shell(tmp_path, stack.enter_context(postgres).new_database())
        with watched(shell) as served:
            found = served.scrape()
            assert found.all("chimein_database_up") == 1
            assert found.all("chimein_database_bytes", part="database") > 1e6
            stack.close()
            found = served.scrape()
            assert found.all("chimein_database_up") == 0
            assert not found.has("chimein_database_bytes")
            assert found.has("chimein_http_request_seconds_count") is False
            assert found.has("chimein_commit_seconds_count")


def test_a_histogram_counts_each_observation_once() -> None:
    """Bounds are inclusive, what is larger than all of them is in +Inf, and times count."""
    histogram: Any = Histogram((1.0, 2.0))
    for value in (0.5, 1.0, 1.5, 9.0):
        histogram.add(value)
    histogram.add(0.0, times=3)
    assert histogram.cumulative() == [("1.0", 5.0), ("2.0", 6.0), ("+Inf", 7.0)]
    assert (histogram.count, histogram.sum) == (7, 12.0)
