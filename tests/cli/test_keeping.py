"""Backups that are proven, and checks that find what is wrong."""

import sqlite3
from pathlib import Path

import httpx

from shell import Shell

PAGE = "https://example.org/page"


def post(http: httpx.Client, key: str, text: str) -> None:
    wish = {"url": PAGE, "name": "Ada", "email": "ada@mail.example", "text": text}
    assert http.post(f"/api/v1/sites/{key}/comments", json=wish).status_code == 201


def change(database: Path, statement: str) -> None:
    with sqlite3.connect(database) as connection:
        assert connection.execute(statement).rowcount > 0
    connection.close()


def test_a_backup_while_serving_can_be_restored(shell: Shell, tmp_path: Path) -> None:
    """What was acknowledged before is in it, what came after is not, and the secret never is."""
    key = shell.add_site()
    copy = tmp_path / "copy.db"
    with shell.serving(CHIMEIN_LIMITS="off") as server, server.http() as http:
        post(http, key, "Before the backup")
        shell.answer("backup", str(copy))
        post(http, key, "After the backup")
        assert "stop it first" in shell.sentence("restore", str(copy), "--force")
    assert (shell.folder / "chimein.db.secret").read_bytes() not in copy.read_bytes()
    assert copy.stat().st_mode & 0o777 == 0o600
    assert "add --force" in shell.sentence("restore", str(copy))
    assert "After the backup" in shell.run("export", "--site", key).stdout
    assert shell.answer("restore", str(copy), "--force")["secret"] is True
    exported = shell.run("export", "--site", key, "--with-emails").stdout
    assert "Before the backup" in exported
    assert "After the backup" not in exported
    assert "ada@mail.example" in exported
    assert shell.answer("check")["problems"] == []


def test_a_backup_replaces_nothing(shell: Shell, tmp_path: Path) -> None:
    """An older backup is not lost to a newer one."""
    shell.add_site()
    copy = tmp_path / "copy.db"
    copy.write_text("precious")
    assert "there already" in shell.sentence("backup", str(copy))
    assert copy.read_text() == "precious"
    assert "cannot be written" in shell.sentence("backup", str(tmp_path / "nowhere" / "copy.db"))


def test_a_restored_instance_asks_for_its_secret(shell: Shell, tmp_path: Path) -> None:
    """On another machine, the secret is put back by hand; a wrong one is found out before anything is replaced."""
    shell.add_site()
    copy = tmp_path / "copy.db"
    shell.answer("backup", str(copy))
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    other = Shell(elsewhere)
    assert other.answer("restore", str(copy))["secret"] is False
    assert "secret" in other.sentence("serve", "--port", "0")
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    third = Shell(foreign)
    third.add_site("Third")
    assert "not the secret" in third.sentence("restore", str(copy), "--force")
    assert third.answer("site", "list")[0]["name"] == "Third"


def test_a_damaged_backup_is_not_restored(shell: Shell, tmp_path: Path) -> None:
    """It is proven before anything is replaced."""
    key = shell.add_site()
    copy = tmp_path / "copy.db"
    shell.answer("backup", str(copy))
    whole = copy.read_bytes()
    copy.write_bytes(whole[: len(whole) // 2])
    assert "damaged" in shell.sentence("restore", str(copy), "--force")
    assert shell.answer("site", "list")[0]["key"] == key


def test_check_finds_a_wrong_counter(shell: Shell, tmp_path: Path) -> None:
    """Each counter is compared with a recount; the finding names the page and the counter."""
    key = shell.add_site()
    with shell.serving(CHIMEIN_LIMITS="off") as server, server.http() as http:
        for text in ("One", "Two"):
            post(http, key, text)
        assert shell.answer("check") == {"schema": 3, "sites": 1, "threads": 1, "comments": 2, "problems": []}
    assert "All is well." in shell.run("check").stdout
    for statement, name in (
        ("update thread set count = 7", "count"),
        ("update thread set roots = 1", "roots"),
        ("update thread set pings = 1", "pings"),
        ("update thread set last_number = 1", "last_number"),
        ("update comment set shown_children = 1", "shown_children"),
        ("update comment set shown_replies = 1", "shown_replies"),
        ("update comment set shown = 0", "shown"),
    ):
        copy = Shell(tmp_path)
        copy.database, before = tmp_path / "broken.db", shell.database.read_bytes()
        copy.database.write_bytes(before)
        copy.url = f"sqlite:///{copy.database}"
        (tmp_path / "broken.db.secret").write_bytes((shell.folder / "chimein.db.secret").read_bytes())
        (tmp_path / "broken.db.secret").chmod(0o600)
        change(copy.database, statement)
        result = copy.run("check")
        assert result.exit_code == 1
        assert PAGE in result.stdout
        assert name in result.stdout.partition("differs in ")[2].split("\n")[0]


def test_check_notices_what_readers_are_told_wrongly(shell: Shell) -> None:
    """A text that is stored to be told, and does not say what the facts beside it say."""
    key = shell.add_site()
    with shell.serving(CHIMEIN_LIMITS="off") as server, server.http() as http:
        post(http, key, "One")
    change(shell.database, "update comment set name = 'Mallory'")
    result = shell.run("check")
    assert result.exit_code == 1
    assert f"{PAGE}: readers are told other than what is known, 1 times." in result.stdout


def test_check_misses_neither_secret_nor_rows(shell: Shell) -> None:
    """A secret of another instance, and a reference into nothing."""
    shell.add_site()
    change(shell.database, "update instance set secret_fingerprint = 'x'")
    change(shell.database, "insert into event (site_id, id, kind, happened_at) values (99, 1, 'x', 1)")
    result = shell.run("check")
    assert result.exit_code == 1
    assert "is not the secret" in result.stdout
    assert "refers to a site that is not there" in result.stdout


def test_a_damaged_database_is_told_in_a_sentence(shell: Shell) -> None:
    """Half a file, and one with a torn page: whatever opens it says so, and nothing shows a trace."""
    shell.add_site()
    whole = shell.database.read_bytes()
    for broken in (whole[: len(whole) // 2], whole[:100] + bytes(4000) + whole[4100:]):
        shell.database.write_bytes(broken)
        for command in (("check",), ("site", "list"), ("serve", "--port", "0")):
            assert "damaged" in shell.sentence(*command)


def test_render_brings_old_comments_up_to_date(shell: Shell) -> None:
    """Only what an older renderer made, and every thread with such a comment has new bytes."""
    key = shell.add_site()
    with shell.serving(CHIMEIN_LIMITS="off") as server, server.http() as http:
        for number in range(60):
            post(http, key, f"Words *{number}*")
    assert shell.answer("render") == {"rendered": 0}
    change(shell.database, "update comment set renderer_version = 0, html = 'old', tree = '[]'")
    with shell.serving() as server, server.http() as http:
        address = f"/api/v1/sites/{key}/thread"
        old = http.get(address, params={"url": PAGE}).json()
        assert shell.answer("render") == {"rendered": 60}
        new = http.get(address, params={"url": PAGE}).json()
    assert old["comments"][0]["html"] == "old"
    assert new["comments"][0]["html"] == "<p>Words <em>0</em></p>"
    assert new["thread"]["version"] > old["thread"]["version"]


def test_check_compares_the_search_with_the_comments(shell: Shell) -> None:
    """Words that it should not know, and comments that it should, are found; what waits for the worker is not wrong."""
    key = shell.add_site()
    with shell.serving(CHIMEIN_LIMITS="off") as server, server.http() as http:
        for text in ("One", "Two"):
            post(http, key, text)
        assert shell.answer("check")["problems"] == []
        assert searched(shell, key, "two") == ["Two"]
        assert searched(shell, key, "one ada") == ["One"]
    assert "at least one word" in shell.sentence("comment", "list", "--site", key, "--search", "!!!")
    change(shell.database, "update search_doc set words = 'other' where words like '%one'")
    assert f"{key}: the search knows other words of 1 comments than they have." in shell.run("check").stdout
    change(shell.database, "delete from search_doc")
    assert f"{key}: the search does not know 2 comments." in shell.run("check").stdout


def searched(shell: Shell, key: str, words: str) -> list[str]:
    """What is found by these words, once the worker has looked at all."""
    for _ in range(500):
        listed = shell.answer("comment", "list", "--site", key, "--state", "published", "--search", words)
        if listed["comments"]:
            return [comment["text"] for comment in listed["comments"]]
    return []
