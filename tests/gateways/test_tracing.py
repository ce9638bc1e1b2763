"""Spans arrive at a real collector, tell what happened, and nothing of whom it happened to."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from chimein.settings import WrongConfiguration, load
from collector import ERROR, SERVER, Collector, Told
from shell import EVERY_COMMAND, Process, Shell

ORIGIN = "https://example.org"
PAGE = f"{ORIGIN}/a-page-of-its-own"
POST = "POST /api/v1/sites/{site}/comments"
THREAD = "GET /api/v1/sites/{site}/thread"


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A shell with no database yet."""
    return Shell(tmp_path)


@pytest.fixture
def collector() -> Iterator[Collector]:
    """A collector that listens."""
    with Collector() as listening:
        yield listening


def told(collector: Collector, delay: int = 100) -> dict[str, str]:
    """The environment of a server that traces for this collector."""
    return {
        "CHIMEIN_OTEL": "on",
        "CHIMEIN_LIMITS": "off",
        "CHIMEIN_GRAVATAR_URL": "http://127.0.0.1:1",
        "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url,
        "OTEL_BSP_SCHEDULE_DELAY": str(delay),
    }


def post(server: Process, key: str, **fields: object) -> int:
    wish = {"url": PAGE, "name": "Ada Lovelace", "email": "ada@mail.example", "text": "A secret text", **fields}
    with server.http() as http:
        return http.post(f"/api/v1/sites/{key}/comments", json=wish, headers={"traceparent": FORGED}).status_code


FORGED = f"00-{'ab' * 16}-{'cd' * 8}-01"


def children(collector: Collector, of: Told) -> set[str]:
    """The names of what was done within a span."""
    return {span.name for span in collector.spans if span.parent == of.id}


def test_a_request_is_a_span_with_its_transactions_in_it(shell: Shell, collector: Collector) -> None:
    """Its route and status, the actions that it ran, and later, on a trace of its own, the consequence."""
    key = shell.add_site("Blog", ORIGIN)
    with shell.serving(**told(collector)) as server:
        assert post(server, key) == 201
        request = collector.named(POST)
        assert (request.kind, request.service, request.parent) == (SERVER, "chimein", b"")
        assert request.facts == {
            "http.request.method": "POST",
            "http.route": "/api/v1/sites/{site}/comments",
            "http.response.status_code": 201,
            "chimein.outcome": "published",
        }
        write = collector.named("write post_comment")
        assert write.parent == request.id
        assert any(name.startswith("read ") for name in children(collector, request))
        effect = collector.named("effect fetch_avatar")
        assert effect.trace != request.trace
        assert effect.facts["chimein.state"] == "pending"


def test_refusals_and_strange_requests_are_told_by_their_code(shell: Shell, collector: Collector) -> None:
    """A refusal is no error of the server's; a method that nobody knows has no name."""
    key = shell.add_site("Blog", ORIGIN)
    with shell.serving(**told(collector)) as server, server.http() as http:
        assert post(server, key, text="") == 422
        refused = collector.named(POST)
        assert (refused.facts["chimein.outcome"], refused.status) == ("invalid", 0)
        http.request("PROPFIND", "/ada@mail.example")
        strange = collector.named("_OTHER")
        assert "http.route" not in strange.facts
        assert strange.status != ERROR


def test_nothing_personal_is_sent(shell: Shell, collector: Collector) -> None:
    """No site, page, name, address, text or email, and no trace that a visitor began."""
    key = shell.add_site("Blog", ORIGIN)
    with shell.serving(**told(collector)) as server, server.http() as http:
        assert post(server, key) == 201
        assert http.get(f"/api/v1/sites/{key}/thread", params={"url": PAGE}).status_code == 200
        assert http.get("/t", params={"site": key, "url": PAGE}).status_code == 200
        collector.named("GET /t")
        collector.named("effect fetch_avatar")
        server.tell(signal.SIGTERM)
        server.wait()
    everything = b"".join(collector.bodies)
    assert THREAD.encode() in everything
    for personal in (key, "example.org", "mail.example", "Ada", "secret", "127.0.0.1", "a-page"):
        assert personal.encode() not in everything, personal
    assert bytes.fromhex("ab" * 16) not in {span.trace for span in collector.spans}


def test_what_was_not_sent_yet_is_sent_at_the_end(shell: Shell, collector: Collector) -> None:
    """A stop loses no span."""
    key = shell.add_site("Blog", ORIGIN)
    with shell.serving(**told(collector, delay=600_000)) as server:
        assert post(server, key) == 201
        server.tell(signal.SIGTERM)
        assert server.wait() == 0
    assert {POST, "write post_comment"} <= {span.name for span in collector.spans}


def test_a_collector_that_is_away_holds_up_nothing(shell: Shell) -> None:
    """Requests are answered, and the stop takes no longer than it may."""
    key = shell.add_site("Blog", ORIGIN)
    with Collector() as gone:
        environment = told(gone)
    with shell.serving(**environment) as server:
        assert post(server, key) == 201
        began = time.monotonic()
        server.tell(signal.SIGTERM)
        assert server.wait() == 0
        assert time.monotonic() - began < 10


def test_it_is_off_unless_it_is_asked_for(shell: Shell, collector: Collector) -> None:
    """A collector in the environment is not enough, and nothing of OpenTelemetry is loaded."""
    key = shell.add_site("Blog", ORIGIN)
    with shell.serving(**{**told(collector, delay=50), "CHIMEIN_OTEL": "off"}) as server:
        assert post(server, key) == 201
        server.tell(signal.SIGTERM)
        server.wait()
    assert collector.spans == []
    code = f"{EVERY_COMMAND}sys.exit('opentelemetry' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    with pytest.raises(WrongConfiguration, match="CHIMEIN_OTEL takes on or off"):
        load({"CHIMEIN_OTEL": "yes"})


def test_what_is_missing_is_told(tmp_path: Path) -> None:
    """Without the extra's packages one sentence says what to install."""
    code = "import sys; sys.modules['opentelemetry'] = None\nfrom chimein.cli.main import main\nmain()"
    command = [sys.executable, "-c", code, "serve", "--port", "0", "--database", f"sqlite:///{tmp_path / 'a.db'}"]
    done = subprocess.run(command, env={"CHIMEIN_OTEL": "on"}, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1
    assert "pip install 'chimein[otel]'" in done.stderr
    assert done.stderr.count("\n") == 1
