"""The bench itself works: it starts, measures, and writes what it promises; what it copies is a sound database."""

import json
import subprocess
import sys
from pathlib import Path

from bench.conversations import conversation
from bench.load import answers, request
from bench.peers.peer import root_of
from bench.seeding import multiply, seed
from bench.serving import served

RUN = Path(__file__).with_name("run.py")


def test_the_quick_bench_starts_and_writes_its_files(tmp_path: Path) -> None:
    """A short run leaves JSON with medians and targets, a document and a picture."""
    command = [sys.executable, str(RUN), "--pace", "quick", "--only", "rest", "--out", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    run = json.loads((tmp_path / "bench.json").read_text("utf-8"))
    assert {table["name"] for table in run["tables"]} == {"start", "memory-rest"}
    reached = {row["work"]: row["value"] for row in run["targets"]}
    assert reached["start, new database"] > 0
    assert reached["memory at rest"] > 0
    assert reached["durable posts, 32 at once"] is None
    assert (tmp_path / "bench.md").stat().st_size > 0
    assert (tmp_path / "bench.svg").stat().st_size > 0


def test_copied_conversations_are_whole(tmp_path: Path) -> None:
    """A multiplied database passes the check, and its copies are served like their originals."""
    small = seed(tmp_path / "small", 2, (2, 3))
    large = multiply(small, tmp_path / "large", 3)
    assert (large.threads, large.comments) == (6, 30)
    with served(large.folder) as program:
        checked = program.asks("check")
        assert (checked["threads"], checked["comments"], checked["problems"]) == (6, 30, [])
        asked = [request(large.pages.thread_path(number), program.address) for number in range(large.threads)]
        threads = [json.loads(body)["thread"] for _, body in answers(program.address, asked)]
    assert [thread["count"] for thread in threads] == [5] * 6
    assert len({thread["id"] for thread in threads}) == 6


def test_conversations_are_the_same_each_time() -> None:
    """Every system gets the same words, and answers come after what they answer."""
    talk = conversation(7, (2, 3, 4))
    assert talk == conversation(7, (2, 3, 4))
    assert talk != conversation(8, (2, 3, 4))
    assert len(talk) == 9
    assert all(said.parent is None or said.parent < place for place, said in enumerate(talk))
    assert {root_of(talk, place) for place in range(9)} <= {0, 1}
