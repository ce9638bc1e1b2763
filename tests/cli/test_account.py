"""Those who sign in, from the shell: added, given roles, disabled, and let in again when they forgot."""

import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner

from chimein.cli.main import main
from shell import Shell

GOOD = "violet harbour seven looms"
LINK = "http://127.0.0.1:8000/admin/link/"


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A shell in a new folder."""
    return Shell(tmp_path)


def with_passphrase(shell: Shell, passphrase: str, *words: str) -> str:
    """What `account add` says when a passphrase is handed in on stdin."""
    done = CliRunner().invoke(
        main, ["account", "add", *words, "--password-stdin", "--database", shell.url], input=f"{passphrase}\n"
    )
    return done.output


def stored(shell: Shell, query: str) -> list[tuple[object, ...]]:
    """What lies in the database."""
    with sqlite3.connect(shell.database) as connection:
        return connection.execute(query).fetchall()


def test_an_account_is_added_and_its_link_printed(shell: Shell) -> None:
    """Without a passphrase there is a link by which one is chosen; the database has neither link nor address."""
    added = shell.answer("account", "add", "Ada@Example.org", "--owner", "--name", "Ada")
    assert {key: added[key] for key in ("email", "name", "owner")} == {
        "email": "Ada@example.org",
        "name": "Ada",
        "owner": True,
    }
    assert added["link"].startswith(LINK)
    content = shell.database.read_bytes().lower()
    assert b"ada@example.org" not in content
    assert added["link"].removeprefix(LINK).lower().encode() not in content


def test_a_passphrase_from_stdin_is_kept_as_argon2id(shell: Shell) -> None:
    """It is never an argument, and never in the file."""
    assert "may sign in" in with_passphrase(shell, GOOD, "ada@example.org")
    ((kept,),) = stored(shell, "select password_hash from account")
    assert str(kept).startswith("$argon2id$v=19$m=65536,t=3,p=1$")
    assert GOOD.encode() not in shell.database.read_bytes()


@pytest.mark.parametrize(
    ("passphrase", "says"),
    [("short", "at least 12"), ("password123456", "stolen lists"), ("ada-ada-2026ada", "your name"), ("", "choose")],
)
def test_a_passphrase_that_is_tried_first_is_refused(shell: Shell, passphrase: str, says: str) -> None:
    """With the reason, and without adding anybody."""
    assert says in with_passphrase(shell, passphrase, "ada@example.org")
    assert stored(shell, "select count(*) from account") == [(0,)]


def test_an_address_has_one_account(shell: Shell) -> None:
    """However its letters are written."""
    shell.answer("account", "add", "ada@example.org")
    assert "already" in shell.sentence("account", "add", "ADA@example.org")


def test_roles_are_given_and_taken(shell: Shell) -> None:
    """On one site, and nothing elsewhere; `none` takes it away."""
    key = shell.add_site()
    shell.answer("account", "add", "ada@example.org")
    assert shell.answer("account", "grant", "ada@example.org", key, "moderator") == {"changed": 1}
    assert shell.answer("account", "grant", "ada@example.org", key, "moderator") == {"changed": 0}
    assert shell.answer("account", "list")[0]["roles"] == {key: "moderator"}
    assert shell.answer("account", "grant", "ada@example.org", key, "none") == {"changed": 1}
    assert shell.answer("account", "list")[0]["roles"] == {}
    assert "no account" in shell.sentence("account", "grant", "bob@example.org", key, "admin")
    assert "no such site" in shell.sentence("account", "grant", "ada@example.org", "nowhere", "admin")


def test_the_last_owner_stays(shell: Shell) -> None:
    """Whoever alone owns the instance is neither disabled nor made less; with another one, both can be."""
    shell.answer("account", "add", "ada@example.org", "--owner")
    assert "only owner" in shell.sentence("account", "disable", "ada@example.org")
    assert "only owner" in shell.sentence("account", "grant", "ada@example.org", "*", "none")
    shell.answer("account", "add", "bob@example.org")
    assert shell.answer("account", "grant", "bob@example.org", "*", "owner") == {"changed": 1}
    assert shell.answer("account", "disable", "ada@example.org") == {"changed": 1}
    assert "only owner" in shell.sentence("account", "grant", "bob@example.org", "*", "none")
    assert shell.answer("account", "enable", "ada@example.org") == {"changed": 1}


def test_the_list_says_who_may_what(shell: Shell) -> None:
    """Addresses are shown to whoever has the shell, who holds the key to them anyway."""
    shell.add_site()
    assert "Nobody can sign in yet" in shell.run("account", "list").output
    shell.answer("account", "add", "ada@example.org", "--owner", "--name", "Ada")
    assert "ada@example.org  Ada  owner of the instance" in shell.run("account", "list").output


def test_a_reset_link_replaces_the_one_before(shell: Shell) -> None:
    """One link at a time leads to an account, for an hour; nothing is said of it in the audit but that it was made."""
    shell.answer("account", "add", "ada@example.org")
    first = shell.answer("account", "reset", "ada@example.org")
    second = shell.answer("account", "reset", "ada@example.org")
    assert first["link"] != second["link"]
    assert stored(shell, "select count(*) from account_link where purpose = 'reset'") == [(1,)]


def test_the_audit_has_every_verb_and_no_address(shell: Shell) -> None:
    """Accounts are numbers there."""
    key = shell.answer("site", "add", "Blog", "--origin", "https://example.org")["key"]
    shell.answer("account", "add", "ada@example.org")
    shell.answer("account", "grant", "ada@example.org", key, "admin")
    shell.answer("account", "disable", "ada@example.org")
    shell.answer("account", "enable", "ada@example.org")
    shell.answer("account", "reset", "ada@example.org", "--drop-second-factor")
    rows = stored(shell, "select verb, actor, detail from audit order by site_id, seq")
    assert [verb for verb, _, _ in rows] == [
        "add_account",
        "make_link",
        "disable_account",
        "enable_account",
        "drop_code",
        "make_link",
        "grant_role",
    ]
    assert {actor for _, actor, _ in rows} == {"shell"}
    assert "ada" not in str(rows)
