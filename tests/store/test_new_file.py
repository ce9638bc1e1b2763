"""What a new database is to others on the same machine, and to its own next start."""

import stat
from pathlib import Path

import httpx

from chimein.store.reads.events import newest_id
from running import Running
from visiting import Visitor


def test_new_database_is_its_owners_alone(tmp_path: Path) -> None:
    """Neither the file nor its log beside it can be read by others, whatever the umask."""
    with Running(tmp_path) as running:
        running.add_site("https://blog.example")
        modes = [stat.S_IMODE(path.stat().st_mode) for path in tmp_path.glob("chimein.db*")]
        assert len(modes) >= 4
        assert {mode & 0o077 for mode in modes} == {0}


def test_next_start_knows_the_highest_id(tmp_path: Path) -> None:
    """The mint goes on where the log of events ended."""
    with Running(tmp_path, limits="off") as running:
        running.add_site("https://blog.example", avatars="generated")
        with httpx.Client(base_url=running.url) as http:
            Visitor(http, "blog").says("One fact.")
        newest = running.read(newest_id())
    with Running(tmp_path) as again:
        assert newest > 0
        assert again.instance.mint.new() > newest
