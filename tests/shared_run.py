"""Lets several pytest processes share one run: each takes the next file that nobody has taken, until none is left.

A program: `shared_run.py FOLDER` and pytest's own arguments, with the same new folder for all of them. Tests of one
file that run on two engines are two pieces: their servers differ.
"""

import sys
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote

import pytest

LONGEST = (
    "tests/cli/test_move.py",
    "tests/browser/test_desk_sites.py",
    "tests/browser/test_accessibility.py",
    "tests/browser/test_looks.py",
    "tests/promises/test_rolling_upgrade.py",
    "tests/web/test_signing_in.py",
    "tests/promises/test_desk_api_tells_the_truth.py",
    "tests/browser/test_budget.py",
    "tests/cli/test_serve.py",
    "tests/promises/test_permissions.py",
    "tests/promises/test_moving_counts.py",
    "tests/promises/test_failover.py",
    "tests/promises/test_durability.py",
    "tests/promises/test_wheel.py",
)
"""What takes half a minute and more comes first, so that no process is left with it when the others have ended."""
WITH_A_BROWSER = "tests/browser/"
Pieces = dict[str, list[pytest.Item]]


class SharedRun:
    """The plugin of one process; `folder` is where the processes meet."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        """Run what this process can take. What pytest does with collections that failed stays pytest's."""
        if session.testsfailed or session.config.option.collectonly:
            return None
        pieces = pieces_of(session.items)
        (self._folder / "all").write_text("\n".join(pieces), "utf-8")
        taken = take(self._folder, pieces)
        name = next(taken, None)
        while name is not None:
            # One ahead: pytest wants to know what comes next, to keep what both need.
            following = next(taken, None)
            began = time.monotonic()
            _run(session, [*pieces[name], pieces[following][0] if following else None])
            (self._folder / f"{quote(name, safe='')}.done").write_text(f"{time.monotonic() - began:.1f}")
            name = following
        return True


def pieces_of(items: list[pytest.Item]) -> Pieces:
    """The tests by file and engine: those in a browser, then the longest pieces first."""
    found: Pieces = {}
    for item in items:
        callspec = getattr(item, "callspec", None)
        engine = callspec.params.get("engine", "") if callspec else ""
        found.setdefault(f"{item.location[0]} {engine}".strip(), []).append(item)
    ranks = {name: rank for rank, name in enumerate(LONGEST)}

    def place(piece: tuple[str, list[pytest.Item]]) -> tuple[bool, int]:
        # A browser is started for all tests of its folder, and ended with the last that follow each other.
        return not piece[0].startswith(WITH_A_BROWSER), ranks.get(piece[0].partition(" ")[0], len(LONGEST))

    return dict(sorted(found.items(), key=place))


def take(folder: Path, names: Pieces) -> Iterator[str]:
    """The names that no other process has taken, each taken when it is asked for."""
    for name in names:
        try:
            (folder / quote(name, safe="")).touch(exist_ok=False)
        except FileExistsError:
            continue
        yield name


def times(folder: Path) -> dict[str, float | None]:
    """How many seconds each piece took; None for one that did not end."""
    names = (folder / "all").read_text("utf-8").splitlines()
    ends = {name: folder / f"{quote(name, safe='')}.done" for name in names}
    return {name: float(end.read_text()) if end.exists() else None for name, end in ends.items()}


def _run(session: pytest.Session, items: list[pytest.Item | None]) -> None:
    for item, following in pairwise(items):
        assert item is not None
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.shouldfail:
            raise session.Failed(session.shouldfail)
        if session.shouldstop:
            raise session.Interrupted(session.shouldstop)


if __name__ == "__main__":
    sys.exit(pytest.main(sys.argv[2:], plugins=[SharedRun(Path(sys.argv[1]))]))
