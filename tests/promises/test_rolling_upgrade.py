"""One version apart, old and new servers serve one database together, and nothing is lost.

The new version is a copy of this one with one migration more, run as a program of its own.
"""

import re
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from chimein.store.migrations import migration_files, statements_of, step_of
from postgres import Cluster, fetched
from shell import Process, Shell

ROOT = Path(__file__).resolve().parents[2]
PAGE = "https://example.org/page"
GENTLE = """-- oldest program: {before}
alter table comment add column mood text;
create table mood (
  site_id {integer} not null,
  word text not null,
  primary key (site_id, word)
);
create index comment_by_mood on comment (site_id, mood);
"""
HARSH = "alter table comment rename column votes_up to likes;\n"
BEFORE = len(migration_files("postgres"))
PATIENCE = 120
ENOUGH = 40
"""Comments that each server takes while both are at work."""


class NextVersion:
    """A copy of the program with one migration more; what it writes, it writes with a mood."""

    def __init__(self, folder: Path, script: str) -> None:
        self._home = folder / "server"
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / "server" / "chimein", self._home / "chimein", ignore=ignored)
        shutil.copytree(ROOT / "sql", folder / "sql")
        (folder / "widget").symlink_to(ROOT / "widget")
        for engine, integer in (("sqlite", "integer"), ("postgres", "bigint")):
            file = folder / "sql" / "migrations" / engine / f"{BEFORE + 1:04}_mood.sql"
            file.write_text(script.format(before=BEFORE, integer=integer), "utf-8")
        if "mood" in script:
            queries = folder / "sql" / "queries" / "comments.sql"
            text = queries.read_text("utf-8")
            text = text.replace("insert into comment (site_id,", "insert into comment (mood, site_id,")
            queries.write_text(
                text.replace("values (:site_id, :thread_id, :id,", "values ('merry', :site_id, :thread_id, :id,")
            )

    @contextmanager
    def serving(self, shell: Shell) -> Iterator[Process]:
        """The new server, ready."""
        with self.started(shell) as process:
            process.url = process.first_line().rpartition(" ")[2]
            yield process

    def started(self, shell: Shell) -> Process:
        """The new server, whatever becomes of it."""
        environment = {**shell.environment, "PYTHONPATH": str(self._home), "CHIMEIN_LIMITS": "off"}
        return Process(["serve", "--port", "0", "--database", shell.url], environment)


@dataclass
class Crowd:
    """Posts and reads at a server until it is told to stop; notes every promise and every failure."""

    url: str
    key: str
    promised: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    enough: threading.Event = field(default_factory=threading.Event)
    trouble: threading.Event = field(default_factory=threading.Event)
    stop: threading.Event = field(default_factory=threading.Event)

    def begin(self) -> list[threading.Thread]:
        """Two who post and one who reads."""
        threads = [threading.Thread(target=self._act, args=(act,)) for act in (self._post, self._post, self._read)]
        for thread in threads:
            thread.start()
        return threads

    def _act(self, act: Callable[[httpx.Client, int], None]) -> None:
        with httpx.Client(base_url=self.url, timeout=30) as http:
            number = 0
            while not self.stop.is_set():
                number += 1
                try:
                    act(http, number)
                except httpx.HTTPError as failure:
                    self._fails(repr(failure))

    def _post(self, http: httpx.Client, number: int) -> None:
        wish = {"url": PAGE, "name": "Ada", "email": "ada@example.org", "text": f"{number} at {self.url}"}
        answer = http.post(f"/api/v1/sites/{self.key}/comments", json=wish)
        if answer.status_code == 201:
            self.promised.append(answer.json()["comment"]["id"])
        else:
            self._fails(answer.text)
        if len(self.promised) >= ENOUGH:
            self.enough.set()

    def _read(self, http: httpx.Client, _: int) -> None:
        answer = http.get(f"/api/v1/sites/{self.key}/thread", params={"url": PAGE})
        if answer.status_code != 200:
            self._fails(answer.text)

    def _fails(self, why: str) -> None:
        self.failures.append(why)
        self.trouble.set()


@contextmanager
def crowded(url: str, key: str) -> Iterator[Crowd]:
    """A crowd at a server for as long as the context lasts."""
    crowd = Crowd(url, key)
    threads = crowd.begin()
    try:
        yield crowd
    finally:
        crowd.stop.set()
        for thread in threads:
            thread.join(PATIENCE)


@pytest.fixture
def shell(postgres: Cluster, tmp_path: Path) -> Shell:
    """A shell with an empty database."""
    return Shell(tmp_path, postgres.empty_database())


def test_nothing_is_lost_while_versions_change(shell: Shell, tmp_path: Path) -> None:
    """The new server migrates while the old one is used, both go on, the old one starts again: no error, no loss."""
    key = shell.add_site()
    newer = NextVersion(tmp_path / "next", GENTLE)
    with shell.serving(CHIMEIN_LIMITS="off") as old, crowded(old.url, key) as at_old:
        assert at_old.enough.wait(PATIENCE)
        with newer.serving(shell) as new, crowded(new.url, key) as at_new:
            assert fetched(shell.url, "select max(version) from schema_version") == [(BEFORE + 1,)]
            at_old.enough.clear()
            assert at_new.enough.wait(PATIENCE)
            assert at_old.enough.wait(PATIENCE)
            assert httpx.get(f"{old.url}/readyz").status_code == 200
    with shell.serving(CHIMEIN_LIMITS="off") as again, crowded(again.url, key) as at_again:
        assert at_again.enough.wait(PATIENCE)
    assert "database_is_newer" in again.errors
    crowds = (at_old, at_new, at_again)
    assert [crowd.failures for crowd in crowds] == [[], [], []]
    moods = dict(fetched(shell.url, "select public_id, mood from comment"))
    assert moods == {each: "merry" if crowd is at_new else None for crowd in crowds for each in crowd.promised}
    assert shell.answer("check")["problems"] == []


def test_a_file_goes_back_to_the_old_version(tmp_path: Path) -> None:
    """Where the new version disappoints, the old one opens the database again and serves it."""
    shell = Shell(tmp_path)
    key = shell.add_site()
    with NextVersion(tmp_path / "next", GENTLE).serving(shell) as new, crowded(new.url, key) as at_new:
        assert at_new.enough.wait(PATIENCE)
    with shell.serving(CHIMEIN_LIMITS="off") as old, crowded(old.url, key) as at_old:
        assert at_old.enough.wait(PATIENCE)
    assert "database_is_newer" in old.errors
    assert (at_new.failures, at_old.failures) == ([], [])
    assert shell.answer("check")["comments"] == len(at_new.promised) + len(at_old.promised)


def test_an_upgrade_that_old_servers_cannot_live_with_waits_for_them(shell: Shell, tmp_path: Path) -> None:
    """While an old server is at work such a step is refused with the reason; afterwards the old one is."""
    key = shell.add_site()
    newer = NextVersion(tmp_path / "next", HARSH)
    with shell.serving(CHIMEIN_LIMITS="off") as old, crowded(old.url, key) as crowd:
        with newer.started(shell) as refused:
            assert refused.wait() == 1
            assert "Older servers are still at work" in refused.errors
        assert crowd.enough.wait(PATIENCE)
    assert crowd.failures == []
    with newer.serving(shell):
        assert fetched(shell.url, "select max(version) from schema_version") == [(BEFORE + 1,)]
    sentence = shell.sentence("serve", "--port", "0")
    assert (
        f"newer Chime In (schema {BEFORE + 1}, for programs that know {BEFORE + 1}; this one knows {BEFORE})"
        in sentence
    )


def test_a_step_that_was_wrongly_marked_would_be_noticed(shell: Shell, tmp_path: Path) -> None:
    """The first test can fail: when what the old server uses goes away beneath it, those who post there are refused."""
    key = shell.add_site()
    newer = NextVersion(tmp_path / "next", f"-- oldest program: {BEFORE}\n{HARSH}")
    with shell.serving(CHIMEIN_LIMITS="off") as old, crowded(old.url, key) as crowd:
        assert crowd.enough.wait(PATIENCE)
        assert crowd.failures == []
        with newer.serving(shell):
            assert crowd.trouble.wait(PATIENCE)


def rude(script: str) -> list[str]:
    """The statements of a step that takes something from a program that does not know it."""
    return [statement for statement in map(_plain, statements_of(script)) if not _only_adds(statement)]


def _plain(statement: str) -> str:
    return " ".join(re.sub(r"--[^\n]*", "", statement).lower().split())


def _only_adds(statement: str) -> bool:
    if statement.startswith("create table "):
        return "references" not in statement or "on delete cascade" in statement
    if statement.startswith("alter table "):
        return " add column " in statement and ("not null" not in statement or " default " in statement)
    return statement.startswith("create index ")


@pytest.mark.parametrize("dialect", ["sqlite", "postgres"])
def test_what_is_marked_as_gentle_only_adds(dialect: str) -> None:
    """A migration that lets older programs go on makes tables, indexes and columns that they need not know."""
    steps = [step_of(version, file) for version, file in enumerate(migration_files(dialect), start=1)]
    assert [(step.version, rude(step.script)) for step in steps if step.is_for_all and rude(step.script)] == []
    assert rude(GENTLE.format(before=1, integer="bigint")) == []


@pytest.mark.parametrize(
    "statement",
    [
        HARSH,
        "alter table comment add column mood text not null;",
        "alter table comment drop column votes_up;",
        "alter table thread add check (count >= 0);",
        "create unique index once on comment (site_id, name);",
        "create table mood (site_id bigint references site (site_id));",
        "drop index comment_by_text;",
        "update comment set html = '';",
        "create trigger t after insert on comment begin select 1; end;",
    ],
)
def test_what_takes_something_away_is_found(statement: str) -> None:
    """A migration that was wrongly marked fails the check above."""
    assert len(rude(statement)) == 1
