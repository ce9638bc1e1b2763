"""One writer per database."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from chimein.store.lock import DatabaseInUse, WriterLock

HOLDER = """
import sys
from pathlib import Path
from chimein.store.lock import WriterLock
WriterLock(Path(sys.argv[1])).take()
print("taken", flush=True)
sys.stdin.read()
"""


def test_a_second_writer_is_refused(tmp_path: Path) -> None:
    """While one holds the lock another is told so; after its release it may take it."""
    first, second = WriterLock(tmp_path / "a.db"), WriterLock(tmp_path / "a.db")
    first.take()
    with pytest.raises(DatabaseInUse) as refused:
        second.take()
    assert refused.value.process == os.getpid()
    WriterLock(tmp_path / "b.db").take()
    first.release()
    second.take()
    second.release()
    second.release()


def test_the_lock_ends_with_its_process(tmp_path: Path) -> None:
    """A process that is killed leaves no lock behind."""
    path = tmp_path / "a.db"
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"taken\n"
        with pytest.raises(DatabaseInUse) as refused:
            WriterLock(path).take()
        assert refused.value.process == holder.pid
        holder.kill()
        holder.wait(10)
    lock = WriterLock(path)
    lock.take()
    lock.release()


def test_a_lock_that_says_nothing_is_a_lock(tmp_path: Path) -> None:
    """What is written in the file is for people; only the lock decides."""
    lock = WriterLock(tmp_path / "a.db")
    lock.take()
    (tmp_path / "a.db.lock").write_text("whoever")
    with pytest.raises(DatabaseInUse) as refused:
        WriterLock(tmp_path / "a.db").take()
    assert refused.value.process is None
    lock.release()


def test_the_lock_file_is_the_owners_alone(tmp_path: Path) -> None:
    """Nobody else may open the lock file."""
    lock = WriterLock(tmp_path / "a.db")
    lock.take()
    assert (tmp_path / "a.db.lock").stat().st_mode & 0o777 == 0o600
    lock.release()
