"""All tests are run by two processes, and none is left out or run by both."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

from shared_run import LONGEST, times

TESTS = Path(__file__).resolve().parents[1]
SOURCE = """
import os, pytest

@pytest.fixture(scope="module", params=["one", "two"])
def engine(request):
    return request.param

@pytest.mark.parametrize("number", range(5))
def test_something(engine, number):
    with open("ran", "a") as ran:
        ran.write(f"{__name__} {engine} {number}\\n")

def test_who_runs_this():
    with open("processes", "a") as processes:
        processes.write(f"{os.getpid()}\\n")
"""


def test_two_processes_run_each_test_once(tmp_path: Path) -> None:
    """Whatever two processes collect alike is run once, a file and engine by one of them, and its end is noted."""
    for number in range(20):
        place = tmp_path / f"part{number % 3}"
        place.mkdir(exist_ok=True)
        (place / f"test_number{number}.py").write_text(SOURCE)
    shared = tmp_path / "shared"
    shared.mkdir()
    options = ["-q", "-p", "no:cacheprovider", "--import-mode=importlib", "--rootdir", str(tmp_path)]
    command = [sys.executable, str(TESTS / "shared_run.py"), str(shared), *options, str(tmp_path)]
    both = [subprocess.Popen(command, cwd=tmp_path) for _ in range(2)]
    assert [process.wait(60) for process in both] == [0, 0]
    ran = Counter((tmp_path / "ran").read_text().splitlines())
    assert (len(ran), set(ran.values())) == (20 * 2 * 5, {1})
    assert len((tmp_path / "processes").read_text().splitlines()) == 20
    took = times(shared)
    assert len(took) == 20 * 3
    assert None not in took.values()


def test_what_begins_first_is_there() -> None:
    """The list of what takes longest names files of ours."""
    files = [TESTS.parent / name for name in LONGEST]
    assert [str(file) for file in files if not file.is_file()] == []
