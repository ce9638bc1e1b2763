"""The main job in one go."""

import re
import signal
import socket
from pathlib import Path

import httpx
from click.testing import CliRunner

from chimein.cli.main import main
from shell import Process


def test_the_demo_runs_on_two_origins_and_leaves_nothing(tmp_path: Path) -> None:
    """A website with a lively conversation, an instance on another origin, and Ctrl-C ends both."""
    environment = {"TMPDIR": str(tmp_path)}
    with Process(["demo", "--port", "0", "--host-port", "0"], environment) as demo:
        told = demo.lines_until("Ctrl-C ends it")
        website = re.search(r"http://localhost:\d+", told)
        instance = re.search(r"http://127\.0\.0\.1:\d+", told)
        key = re.search(r"site set (\S+) moderation=all", told)
        assert website is not None
        assert instance is not None
        assert key is not None
        database = re.search(r"sqlite:///\S+", told)
        assert database is not None
        quiet = ["site", "set", key[1], "avatars=generated", "--database", database[0]]
        assert CliRunner().invoke(main, quiet).exit_code == 0
        articles = sorted(set(re.findall(rf"{website[0]}/[a-z-]+", told)))
        assert len(articles) >= 3
        page = httpx.get(articles[0])
        assert page.status_code == 200
        assert f"{instance[0]}/embed.js" in page.text
        assert httpx.get(f"{instance[0]}/embed.js").status_code == 200
        counts = httpx.get(f"{instance[0]}/api/v1/sites/{key[1]}/counts", params={"url": articles}).json()["counts"]
        assert max(counts.values()) >= 60
        assert min(counts.values()) == 0
        wish = {"url": articles[0], "name": "Ada", "email": "ada@mail.example", "text": "Good morning"}
        headers = {"Origin": website[0]}
        posted = httpx.post(f"{instance[0]}/api/v1/sites/{key[1]}/comments", json=wish, headers=headers)
        assert posted.status_code == 201
        assert posted.headers["access-control-allow-origin"] == website[0]
        demo.tell(signal.SIGINT)
        assert demo.wait() == 0
        assert demo.errors == ""
    assert list(tmp_path.iterdir()) == []


def test_a_taken_port_is_told(tmp_path: Path) -> None:
    """With the option that chooses another one."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        for option, other in (("--port", "--host-port"), ("--host-port", "--port")):
            with Process(["demo", option, port, other, "0"], {"TMPDIR": str(tmp_path)}) as demo:
                assert demo.wait() == 1
                assert port in demo.errors
                assert f"with {option}." in demo.errors
    assert list(tmp_path.iterdir()) == []
