"""The server as a process: it starts, tells where, takes commands, and ends."""

import json
import signal
import socket
import stat
import time
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from shell import Process, Shell

PAGE = "https://example.org/page"


def post(http: httpx.Client, key: str, text: str = "Good morning", **fields: object) -> httpx.Response:
    wish = {"url": PAGE, "name": "Ada", "email": "ada@mail.example", "text": text, **fields}
    return http.post(f"/api/v1/sites/{key}/comments", json=wish)


def test_it_tells_where_it_listens_and_answers_there(shell: Shell) -> None:
    """Port 0 is a port of the system's choice, and the line on stdout names the real one."""
    with shell.serving() as server, server.http() as http:
        assert server.url.startswith("http://127.0.0.1:")
        assert http.get("/readyz").json() == {"status": "ready"}
        assert "server" not in http.get("/healthz").headers


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_a_signal_ends_it_well(shell: Shell, name: str) -> None:
    """Exit status 0, and neither socket nor write-ahead log is left."""
    with shell.serving() as server:
        server.tell(signal.Signals[name])
        assert server.wait() == 0
    left = {path.name for path in shell.folder.iterdir()}
    assert left == {"chimein.db", "chimein.db.lock", "chimein.db.secret"}


def test_open_connections_do_not_hold_it_up(shell: Shell) -> None:
    """An idle connection, and one whose request never ends, are let go within the limit."""
    with shell.serving(CHIMEIN_SHUTDOWN_SECONDS="1") as server:
        host, port = server.url.removeprefix("http://").split(":")
        idle, slow = (socket.create_connection((host, int(port))) for _ in range(2))
        with idle, slow:
            idle.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            assert idle.recv(15) == b"HTTP/1.1 200 OK"
            slow.sendall(b"POST /api/v1/sites/x/comments HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
            began = time.monotonic()
            server.tell(signal.SIGTERM)
            assert server.wait() == 0
            assert time.monotonic() - began < 15


def test_a_body_that_never_comes_does_not_break_the_limit(shell: Shell) -> None:
    """It is refused in time, so that the whole stop stays within the limit, without a word of error."""
    key = shell.add_site()
    head = f"POST /api/v1/sites/{key}/comments HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    with shell.serving(CHIMEIN_SHUTDOWN_SECONDS="6") as server, ExitStack() as open_lines:
        host, port = server.url.removeprefix("http://").split(":")
        lines = [open_lines.enter_context(socket.create_connection((host, int(port)), timeout=20)) for _ in range(4)]
        for line in lines:
            line.sendall(f'{head}Content-Length: 100\r\n\r\n{{"text"'.encode())
        assert httpx.get(f"{server.url}/healthz").status_code == 200
        began = time.monotonic()
        server.tell(signal.SIGTERM)
        answers = [line.recv(65536) for line in lines]
        assert server.wait() == 0
        assert time.monotonic() - began < 6
    for answer in answers:
        assert answer.startswith(b"HTTP/1.1 503 ")
        assert b"retry-after: 5\r\n" in answer
        assert b'"code":"unavailable"' in answer
    assert {json.loads(line)["level"] for line in server.errors.splitlines()} == {"info"}


def test_a_client_that_leaves_in_the_middle_is_no_error(shell: Shell) -> None:
    """Half a body and a closed connection are the client's affair; the log has a line, and no crash."""
    key = shell.add_site()
    head = f"POST /api/v1/sites/{key}/comments HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    with shell.serving() as server:
        host, port = server.url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=20) as line:
            line.sendall(f'{head}Content-Length: 100\r\n\r\n{{"text"'.encode())
            assert httpx.get(f"{server.url}/healthz").status_code == 200
        server.tell(signal.SIGTERM)
        assert server.wait() == 0
    told = [json.loads(line) for line in server.errors.splitlines()]
    assert [(line["message"], line.get("outcome")) for line in told if line.get("method") == "POST"] == [
        ("answered", "malformed")
    ]
    assert {line["level"] for line in told} == {"info"}


def test_balancers_notice_before_it_stops(shell: Shell) -> None:
    """With time to drain it goes on answering when told to stop, and says that it is not ready any more."""
    with shell.serving(CHIMEIN_DRAIN_SECONDS="3") as server, server.http() as http:
        assert http.get("/readyz").status_code == 200
        server.tell(signal.SIGTERM)
        until = time.monotonic() + 2.5
        while (answer := http.get("/readyz")).status_code == 200:
            assert time.monotonic() < until
        assert answer.json()["errors"]["server"]["code"] == "stopping"
        assert httpx.get(f"{server.url}/healthz").status_code == 200
        assert server.wait() == 0


def test_what_was_begun_is_answered(shell: Shell) -> None:
    """A request that is under way when the signal comes gets its answer, and what it says was stored."""
    key = shell.add_site()
    with shell.serving() as server:
        body = json.dumps({"url": PAGE, "name": "Ada", "email": "ada@mail.example", "text": "Just in time"}).encode()
        host, port = server.url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port))) as line:
            head = f"POST /api/v1/sites/{key}/comments HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            line.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body[:10])
            assert httpx.get(f"{server.url}/healthz").status_code == 200
            server.tell(signal.SIGTERM)
            line.sendall(body[10:])
            assert line.recv(20).startswith(b"HTTP/1.1 201")
        assert server.wait() == 0
    assert "Just in time" in shell.run("export", "--site", key).stdout


def test_a_second_server_is_refused_with_the_reason(shell: Shell) -> None:
    """One process writes to a SQLite database: which, of which file, and what to do; also where the port is taken."""
    with shell.serving() as first:
        for port in ("0", first.url.rpartition(":")[2]):
            with Process(["serve", "--port", port, "--database", shell.url]) as second:
                assert second.wait() == 1
                assert f"Another Chime In (process {first.number}) already serves {shell.database}." in second.errors
                assert "stop that one first, or let several serve one PostgreSQL" in second.errors
                assert second.errors.count("\n") == 1


def test_a_taken_port_is_told(shell: Shell) -> None:
    """With the port and what to do, and no database is begun for a server that nobody could reach."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        sentence = shell.sentence("serve", "--port", port)
    assert port in sentence
    assert "--port" in sentence
    assert list(shell.folder.iterdir()) == []


def test_the_database_is_refused_before_the_port_is_used(shell: Shell) -> None:
    """After a refusal the port is free again."""
    shell.database.write_text("Dear diary")
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    assert "is not a database" in shell.sentence("serve", "--port", str(port))
    socket.create_server(("127.0.0.1", port)).close()


def test_another_secret_is_refused(shell: Shell) -> None:
    """A database is only opened with the secret that it was made with."""
    shell.add_site()
    secret = shell.folder / "chimein.db.secret"
    secret.write_bytes(bytes(32))
    assert "is not the secret" in shell.sentence("serve", "--port", "0")
    secret.unlink()
    assert "is missing" in shell.sentence("serve", "--port", "0")
    assert not secret.exists()


def test_a_newer_database_is_refused(shell: Shell) -> None:
    """An old program does not touch what it does not understand."""
    shell.add_site()
    make_newer(shell.database)
    for command in (("serve", "--port", "0"), ("site", "list"), ("check",)):
        assert "newer Chime In" in shell.sentence(*command)


def make_newer(database: Path) -> None:
    import sqlite3

    with sqlite3.connect(database) as connection:
        connection.execute("insert into schema_version values (999, 0, 999)")
    connection.close()


def test_commands_reach_the_running_server(shell: Shell) -> None:
    """A site that was added beside it is served at once, with the server's own address in its snippet."""
    with shell.serving() as server, server.http() as http:
        made = shell.answer("site", "add", "Blog", "--origin", "https://example.org")
        assert f"{server.url}/embed.js" in made["snippet"]
        first = post(http, made["key"])
        assert (first.status_code, first.json()["state"]) == (201, "held")
        assert shell.answer("site", "set", made["key"], "moderation=all")["settings"]["moderation"] == "all"
        assert post(http, made["key"], "And another").json()["state"] == "held"
        assert shell.sentence("site", "show", "nosuchkey") == "There is no such site here."


def test_the_control_socket_is_private(shell: Shell) -> None:
    """Only the user who serves may give commands."""
    with shell.serving():
        facts = (shell.folder / "chimein.db.sock").lstat()
        assert stat.S_ISSOCK(facts.st_mode)
        assert stat.S_IMODE(facts.st_mode) == 0o600


def test_a_long_path_is_no_obstacle(tmp_path: Path) -> None:
    """Names of sockets are short; the control socket of a deep folder stands elsewhere, and goes with the server."""
    deep = tmp_path / ("a-folder-with-a-long-name-" * 4)
    deep.mkdir()
    shell = Shell(deep)
    with shell.serving() as server:
        key = shell.add_site()
        assert server.url in shell.answer("site", "show", key)["held_feed"]
        assert not (deep / "chimein.db.sock").exists()
        server.tell(signal.SIGTERM)
        assert server.wait() == 0
    assert shell.answer("site", "list")[0]["key"] == key


def test_a_dead_servers_socket_is_no_obstacle(shell: Shell) -> None:
    """After kill -9 the socket is still there; commands and the next server go on."""
    with shell.serving() as server:
        server.tell(signal.SIGKILL)
        server.wait()
    assert (shell.folder / "chimein.db.sock").exists()
    key = shell.add_site()
    with shell.serving() as server:
        assert server.url in shell.answer("site", "show", key)["held_feed"]


def test_lifted_limits_are_warned_of(shell: Shell) -> None:
    """Nobody runs without limits unknowingly."""
    with shell.serving(CHIMEIN_LIMITS="off") as server:
        server.tell(signal.SIGTERM)
        server.wait()
        assert "Warning: CHIMEIN_LIMITS=off" in server.errors


def test_the_log_tells_of_everything_that_happens(shell: Shell) -> None:
    """Hot answers in sums, refusals by their code, what is refused before it is a request, and consequences."""
    key = shell.add_site()
    with shell.serving(CHIMEIN_GRAVATAR_URL="http://127.0.0.1:1", CHIMEIN_LIMITS="off") as server:
        with server.http() as http:
            for _ in range(4):
                http.get(f"/api/v1/sites/{key}/thread", params={"url": PAGE})
            assert post(http, key, "").status_code == 422
            assert post(http, key, "Hello").status_code == 201
            host, port = server.url.removeprefix("http://").split(":")
            with socket.create_connection((host, int(port)), timeout=20) as line:
                line.sendall(b"This is not HTTP.\r\n\r\n")
                assert line.recv(12) == b"HTTP/1.1 400"
            until = time.monotonic() + 20
            while '"effect_failed"' not in server.errors:
                assert time.monotonic() < until
        server.tell(signal.SIGTERM)
        server.wait()
        lines = [json.loads(line) for line in server.errors.splitlines() if line.startswith("{")]
    hot = [line for line in lines if line.get("times")]
    assert sum(line["times"] for line in hot) == 3
    assert {line["route"] for line in hot} == {"/api/v1/sites/{site}/thread"}
    posts = [(line["status"], line["outcome"]) for line in lines if line.get("method") == "POST"]
    assert posts == [(422, "invalid"), (201, "published")]
    assert [line["outcome"] for line in lines if line["message"] == "refused"] == ["malformed"]
    effect = next(line for line in lines if line["message"] == "effect_failed")
    assert (effect["effect"], effect["tries"]) == ("fetch_avatar", 1)
    assert effect["outcome"]


def test_the_log_is_json_lines_without_personal_data(shell: Shell) -> None:
    """One object a line; no address, no name, no text, no page."""
    key = shell.add_site()
    with shell.serving() as server, server.http() as http:
        assert post(http, key, "A secret text").status_code == 201
        http.get(f"/api/v1/sites/{key}/thread", params={"url": PAGE})
        server.tell(signal.SIGTERM)
        server.wait()
        lines = [json.loads(line) for line in server.errors.splitlines()]
    accesses = [line for line in lines if line["logger"] == "chimein.access"]
    assert [(line["method"], line["status"]) for line in accesses] == [("POST", 201), ("GET", 200)]
    assert all(line["time"].endswith("Z") and line["level"] == "info" for line in accesses)
    for personal in ("mail.example", "Ada", "secret text", "127.0.0.1", PAGE):
        assert personal not in server.errors
