"""A whole instance moves between a file and PostgreSQL, both ways, and nothing that was acknowledged is missing."""

import asyncio
import json
import signal
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
from click.testing import CliRunner, Result

from chimein.cli.main import main
from chimein.store.postgres_tables import LOCK
from engines import Database
from postgres import Cluster, fetched_in_turn, waited_for
from promises.test_schemas import tables_of_postgres, tables_of_sqlite
from shell import Process, Shell

PAGE = "https://example.org/a-page"
RICH = Path(__file__).parents[1] / "transfer" / "samples" / "harbour-wxr-1.2.xml"
OFF = {"CHIMEIN_LIMITS": "off"}
Json = dict[str, Any]


class House:
    """An instance that moves: three places to live at, one secret in a file of its own at each."""

    def __init__(self, folder: Path, cluster: Cluster) -> None:
        for name in ("file", "server", "back"):
            (folder / name).mkdir()
        self.file = Shell(folder / "file")
        self.server = Shell(folder / "server", cluster.empty_database())
        self.back = Shell(folder / "back")

    def begun(self, where: Shell) -> str:
        """The key of a site with a lively past at one of them."""
        key = where.add_site("Here", "https://example.org", "https://www.example.org")
        where.answer("import", "wordpress", str(RICH), "--site", key, "--map", "*=https://example.org")
        return key


@pytest.fixture
def house(postgres: Cluster, tmp_path: Path) -> House:
    """Three empty places."""
    return House(tmp_path, postgres)


def words_for(source: Shell, target: Shell) -> list[str]:
    """The command that moves; the secret comes to where the target looks for it."""
    return ["move", "--from", source.url, "--to", target.url, "--to-secret", f"{target.database}.secret"]


def move(source: Shell, target: Shell, *options: str) -> Result:
    """Whatever comes of moving."""
    return CliRunner().invoke(main, [*words_for(source, target), *options], env=source.environment)


def moved(source: Shell, target: Shell) -> Json:
    """The report of a move that must succeed."""
    result = move(source, target, "--json")
    assert result.exit_code == 0, result.output
    answer: Json = json.loads(result.stdout)
    assert answer["is_complete"]
    return answer


def refused(source: Shell, target: Shell) -> str:
    """The sentence with which a move is refused."""
    result = move(source, target)
    assert result.exit_code == 1, result.output
    assert result.stderr.count("Error: ") == 1
    return result.stderr


def given_up(source: Shell) -> str:
    """What is said when a move is given up."""
    result = CliRunner().invoke(main, ["move", "--from", source.url, "--give-up"], env=source.environment)
    assert result.exit_code == 0, result.output
    return result.stdout


def says(http: httpx.Client, key: str, text: str = "Hello.", **headers: str) -> httpx.Response:
    """Whatever comes of posting."""
    wish = {"url": PAGE, "name": "Ada", "email": "ada@mail.example", "text": text}
    return http.post(f"/api/v1/sites/{key}/comments", json=wish, headers=headers)


def reads(http: httpx.Client, key: str, url: str = PAGE, **params: str) -> Json:
    """A thread, as every reader has it."""
    answer = http.get(f"/api/v1/sites/{key}/thread", params={"url": url, **params})
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def exported(where: Shell, key: str) -> bytes:
    """All that was said on a site, with the sealed addresses opened."""
    result = where.run("export", "--site", key, "--with-emails")
    assert result.exit_code == 0, result.output
    return result.stdout_bytes


def pages_of(export: bytes) -> list[str]:
    """The address of every thread in an export."""
    records = [json.loads(line) for line in export.splitlines()]
    return [record["url"] for record in records if "url" in record]


def test_there_and_back_everything_is_the_same(house: House) -> None:
    """File, PostgreSQL, file: the same export with opened addresses, the same answers to readers, no problem found."""
    key = house.begun(house.file)
    for source, target in ((house.file, house.server), (house.server, house.back)):
        with source.serving(**OFF) as server, server.http() as http:
            assert says(http, key, f"Posted at {source.folder.name}").status_code == 201
            export = exported(source, key)
            report = moved(source, target)
            assert {table["table"]: table["rows"] for table in report["tables"]}["comment"] > 5
            answers = [reads(http, key, url) for url in pages_of(export)]
        with target.serving(**OFF) as server, server.http() as http:
            assert exported(target, key) == export
            assert [reads(http, key, url) for url in pages_of(export)] == answers
        assert target.answer("check")["problems"] == []
    assert b"ada@mail.example" in exported(house.back, key)
    assert b"Posted at file" in exported(house.back, key)


def test_the_target_has_the_schema_of_a_new_one(house: House, postgres: Cluster) -> None:
    """What is left out while filling is made again: every index, key and reference, on both engines."""
    house.begun(house.file)
    moved(house.file, house.server)
    assert tables_of_postgres(house.server.url) == tables_of_postgres(postgres.new_database())
    moved(house.server, house.back)
    with closing(sqlite3.connect(house.file.database)) as old, closing(sqlite3.connect(house.back.database)) as new:
        assert tables_of_sqlite(new) == tables_of_sqlite(old)
        schema = "select type, name, sql from sqlite_schema order by type, name"
        assert new.execute(schema).fetchall() == old.execute(schema).fetchall()
    assert house.back.database.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("from_file", [True, False], ids=["sqlite", "postgres"])
def test_the_old_one_is_read_and_refuses_posts_with_a_sentence(house: House, from_file: bool) -> None:
    """While it moves and ever after: readers read, writers are told why not and when; a restart changes nothing."""
    source, target = (house.file, house.server) if from_file else (house.server, house.back)
    key = house.begun(source)
    with source.serving(**OFF) as server, server.http() as http:
        first = says(http, key, "Before.").json()
        moved(source, target)
        for _ in range(2):
            assert_closed(http, key, first)
        assert "posts are refused" not in server.errors
        assert "moving" in source.sentence("site", "set", key, "order=newest")
    with source.serving(**OFF) as server, server.http() as http:
        assert_closed(http, key, first)
        assert f"moving to {name_of(target)}" in server.errors
        assert "is written to again" in given_up(source)
        assert says(http, key, "Once more.").status_code == 201


def assert_closed(http: httpx.Client, key: str, posted: Json) -> None:
    """Posting, changing and the page's form are refused; reading goes on."""
    bearer = {"Authorization": f"Bearer {posted['edit_token']}"}
    comment = f"/api/v1/sites/{key}/comments/{posted['comment']['id']}"
    for answer in (
        says(http, key, "During."),
        http.patch(comment, json={"text": "Other words."}, headers=bearer),
        http.delete(comment, headers=bearer),
    ):
        assert (answer.status_code, answer.json()["code"], answer.headers["Retry-After"]) == (503, "moving", "60")
        assert "Reading goes on" in answer.json()["detail"]
    form = {"name": "Ada", "email": "ada@mail.example", "text": "By form.", "action": "post"}
    page = http.post("/t", params={"site": key, "url": PAGE}, data=form)
    assert (page.status_code, page.headers["Retry-After"]) == (503, "60")
    assert "You can go on reading" in page.text
    assert "By form." in page.text
    assert reads(http, key)["thread"]["count"] == 1
    assert http.get(comment, headers=bearer).status_code == 200
    assert http.get("/readyz").status_code == 200


def name_of(shell: Shell) -> str:
    """What a place is called in sentences."""
    return str(shell.database) if not shell.environment else shell.url.partition("?")[0]


def test_the_new_one_goes_on_where_the_old_one_stopped(house: House) -> None:
    """Old tokens and keys hold there, new ids are higher, and no number is given twice."""
    key = house.begun(house.file)
    kept = {"Idempotency-Key": "a-key-of-the-old-place"}
    with house.file.serving(**OFF) as server, server.http() as http:
        first = says(http, key, "Before.", **kept).json()
    for source, target in ((house.file, house.server), (house.server, house.back)):
        moved(source, target)
        with target.serving(**OFF) as server, server.http() as http:
            again = says(http, key, "Before.", **kept)
            assert (again.status_code, again.json()["comment"]) == (201, first["comment"])
            known = reads(http, key)["thread"]["count"]
            number = says(http, key, f"After, at {target.folder.name}.").json()["comment"]["number"]
            assert number == known + 1
            bearer = {"Authorization": f"Bearer {first['edit_token']}"}
            address = f"/api/v1/sites/{key}/comments/{first['comment']['id']}"
            assert http.get(address, headers=bearer).json()["text"] == "Before."
    found = Database(house.back.url).rows("select id, posted_at from comment order by posted_at")
    assert [row[0] for row in found[-2:]] == sorted(row[0] for row in found)[-2:]
    assert len(Database(house.back.url).rows("select distinct email_lookup from person where email_lookup is not null"))


@pytest.mark.parametrize("from_file", [True, False], ids=["sqlite", "postgres"])
def test_no_acknowledged_comment_is_missing(house: House, from_file: bool) -> None:
    """Writers at every server post until they are told to stop: whatever was answered with 201 has moved."""
    source, target = (house.file, house.server) if from_file else (house.server, house.back)
    key = house.begun(source)
    acknowledged: list[str] = []
    enough = threading.Event()

    def post(http: httpx.Client, writer: int) -> None:
        for number in range(100_000):
            answer = says(http, key, f"Writer {writer}, post {number}.")
            if answer.status_code == 503:
                assert answer.json()["code"] == "moving"
                return
            assert answer.status_code == 201, answer.text
            acknowledged.append(answer.json()["comment"]["id"])
            if len(acknowledged) > 60:
                enough.set()

    with ExitStack() as stack:
        servers = [stack.enter_context(source.serving(**OFF)) for _ in range(1 if from_file else 2)]
        callers = [stack.enter_context(server.http()) for server in servers]
        pool = stack.enter_context(ThreadPoolExecutor(6))
        writers = [pool.submit(post, callers[number % len(callers)], number) for number in range(6)]
        assert enough.wait(60)
        moved(source, target)
        for writer in writers:
            writer.result(60)
    there = {public_id for (public_id,) in Database(target.url).rows("select public_id from comment")}
    assert set(acknowledged) <= there
    assert target.answer("check")["problems"] == []


ENDLESS = """create view endless as
    with recursive n (i) as (select 1 union all select i + 1 from n) select count(*) from n;
    create trigger waits before insert on persona begin select * from endless; end"""
HELD = """create function wait() returns trigger language plpgsql as
    'begin perform pg_advisory_xact_lock_shared(42); return null; end';
    create trigger waits before insert on persona execute function wait()"""


@contextmanager
def stuck_at_personas(target: Shell) -> Iterator[None]:
    """Whoever fills this database comes no further than to the personas while the context lasts."""
    waited_for(with_tables(target))
    if target.environment:
        fetched_in_turn(target.url, *HELD.split(";\n"))
        with advisory_lock(target.url, 42):
            yield
        return
    with closing(sqlite3.connect(target.database)) as connection:
        connection.executescript(ENDLESS)
        yield
        connection.executescript("drop trigger waits; drop view endless")


async def with_tables(where: Shell) -> None:
    """Give a database its tables."""
    await (await Database(where.url).opened()).close()


@contextmanager
def advisory_lock(url: str, number: int) -> Iterator[None]:
    """The lock is held by somebody else while the context lasts."""
    begun, end = threading.Event(), threading.Event()

    async def hold() -> None:
        connection = await asyncpg.connect(url)
        await connection.execute("select pg_advisory_lock($1)", number)
        begun.set()
        await asyncio.to_thread(end.wait)
        await connection.close()

    thread = threading.Thread(target=lambda: asyncio.run(hold()))
    thread.start()
    try:
        assert begun.wait(30)
        yield
    finally:
        end.set()
        thread.join(30)


@pytest.mark.parametrize("from_file", [True, False], ids=["sqlite", "postgres"])
def test_a_killed_move_goes_on_where_it_was(house: House, from_file: bool) -> None:
    """Killed when some tables are there and others not: nothing serves half of it, and the same command ends it."""
    source, target = (house.file, house.server) if from_file else (house.server, house.back)
    key = house.begun(source)
    export = exported(source, key)
    with stuck_at_personas(target), Process(words_for(source, target), source.environment) as process:
        until_there(target, "comment")
        process.tell(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
    assert "unfinished move" in target.sentence("serve", "--port", "0")
    assert "unfinished move" in target.sentence("check")
    with source.serving(**OFF) as server, server.http() as http:
        assert says(http, key).json()["code"] == "moving"
        assert reads(http, key)["thread"]["count"] == 0
        moved(source, target)
    assert exported(target, key) == export
    assert target.answer("check")["problems"] == []
    assert "moved to" in move(source, target).stdout


def until_there(where: Shell, table: str) -> None:
    """Look until a table has rows."""
    for _ in range(100_000):
        with suppress(sqlite3.OperationalError, asyncpg.UndefinedTableError):
            if (where.environment or where.database.exists()) and Database(where.url).rows(f"select 1 from {table}"):
                return
    raise AssertionError(f"nothing ever came to {table}")


BROKEN = """create trigger breaks before insert on persona begin select raise(abort, 'broken'); end"""


def test_a_target_that_was_tampered_with_is_found_out(house: House) -> None:
    """A row that was changed, taken away or added between two tries is named, and the target stays closed."""
    house.begun(house.file)
    waited_for(with_tables(house.back))
    there = Database(house.back.url)
    there.rows(BROKEN)
    assert "broken" in refused(house.file, house.back)
    there.rows("drop trigger breaks")
    first, second, *_ = there.rows("select site_id, thread_id, id from comment order by 1, 2, 3")
    there.rows("update comment set name = 'Mallory' where id = ?", first[2])
    there.rows("delete from comment where id = ?", second[2])
    there.rows("insert into avatar (site_id, persona_id) values (1, 5)")
    result = move(house.file, house.back)
    assert result.exit_code == 1
    assert "is not the same as" in result.stderr
    site, thread, comment = first
    assert f"comment (site_id {site}, thread_id {thread}, id {comment}) differs in name" in result.stdout
    assert f"comment (site_id {site}, thread_id {second[1]}, id {second[2]}) is missing" in result.stdout
    assert "avatar (site_id 1, persona_id 5) is not in the source" in result.stdout
    assert result.stdout.count("DIFFERS") == 2
    assert "unfinished move" in house.back.sentence("serve", "--port", "0")


def test_only_an_empty_target_is_filled(house: House) -> None:
    """Anything else is refused with the reason, and the source goes on being written to."""
    key = house.begun(house.file)
    house.server.add_site("Another")
    for target, reason in ((house.server, "is not empty"), (house.file, "the same database")):
        assert reason in refused(house.file, target)
    house.back.database.write_text("precious words")
    assert "is not a database of Chime In" in refused(house.file, house.back)
    assert house.back.database.read_text() == "precious words"
    house.back.database.unlink()
    Path(f"{house.back.database}.secret").write_bytes(b"x" * 32)
    Path(f"{house.back.database}.secret").chmod(0o600)
    assert "is another instance's secret" in refused(house.file, house.back)
    house.back.database.unlink()
    Database(house.back.url).rows("create table somebody_elses (notes)")
    assert "Name a new file" in refused(house.file, house.back)
    assert house.file.answer("site", "set", key, "order=newest")["settings"]["order"] == "newest"


def test_a_move_is_one_from_one_place_to_another(house: House) -> None:
    """No second target while one is being filled, nothing from half a move, and nothing old on top of something new."""
    key = house.begun(house.file)
    waited_for(with_tables(house.back))
    Database(house.back.url).rows(BROKEN)
    assert "broken" in refused(house.file, house.back)
    assert f"is moving to {house.back.database}" in refused(house.file, house.server)
    assert "unfinished move" in refused(house.back, house.server)
    Database(house.back.url).rows("drop trigger breaks")
    assert "before you use it" in given_up(house.file)
    assert (
        "There is no move to give up"
        in CliRunner().invoke(main, ["move", "--from", house.file.url, "--give-up"]).stderr
    )
    house.file.answer("site", "set", key, "order=newest")
    assert "was given up" in refused(house.file, house.back)
    moved(house.file, house.server)
    assert "serve only one of them" in given_up(house.file)
    assert "is not empty" in refused(house.file, house.server)


def test_a_target_that_is_in_use_is_left_alone(house: House) -> None:
    """One that is served, or being filled by another move, is not touched."""
    house.begun(house.file)
    house.back.add_site()
    with house.back.serving():
        assert "already serves" in refused(house.file, house.back)
    with advisory_lock(house.server.url, LOCK):
        assert "is filling this database" in refused(house.file, house.server)


def test_the_command_wants_one_of_two_things() -> None:
    """Where to, or not at all."""
    for words in ((), ("--to", "sqlite:///x.db", "--give-up")):
        assert CliRunner().invoke(main, ["move", "--from", "sqlite:///y.db", *words]).exit_code == 2
