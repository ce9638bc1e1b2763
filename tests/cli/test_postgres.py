"""The command line on PostgreSQL: what differs from a file, and several processes on one database."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner

from chimein.cli.main import main
from postgres import Cluster, fetched
from shell import Shell

PAGE = "https://example.org/a-page"
RICH = Path(__file__).parents[1] / "transfer" / "samples" / "harbour-wxr-1.2.xml"


@pytest.fixture
def shell(postgres: Cluster, tmp_path: Path) -> Shell:
    """A shell with an empty database."""
    return Shell(tmp_path, postgres.empty_database())


Served = tuple[Shell, httpx.Client, httpx.Client]


@pytest.fixture(scope="module")
def two(postgres: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A shell, and two servers of its database."""
    shell = Shell(tmp_path_factory.mktemp("two"), postgres.empty_database())
    shell.add_site()
    off = {"CHIMEIN_LIMITS": "off"}
    with shell.serving(**off) as one, shell.serving(**off) as other, one.http() as first, other.http() as second:
        yield shell, first, second


def says(http: httpx.Client, key: str, text: str = "Hello.") -> dict[str, Any]:
    """What a comment that is taken is answered with."""
    wish = {"url": PAGE, "name": "Ada", "email": "ada@example.org", "text": text}
    answer = http.post(f"/api/v1/sites/{key}/comments", json=wish)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def count(http: httpx.Client, key: str, **params: Any) -> int:
    """How many comments a reader sees."""
    answer = http.get(f"/api/v1/sites/{key}/thread", params={"url": PAGE, **params})
    assert answer.status_code == 200, answer.text
    return int(answer.json()["thread"]["count"])


def until(http: httpx.Client, key: str, wanted: int) -> None:
    """Ask until a reader sees that many; the answers may be kept ones."""
    for _ in range(1000):
        if count(http, key) == wanted:
            return
    raise AssertionError(f"never {wanted}")


def test_what_one_process_stores_the_other_shows(two: Served) -> None:
    """Each reads its own posts at once and the other's soon, however often the page was asked for before."""
    shell, *both = two
    key = shell.add_site()
    for number in range(4):
        here, there = both[number % 2], both[(number + 1) % 2]
        assert [count(http, key) for http in both for _ in range(3)] == [number] * 6
        posted = says(here, key, f"number {number}")
        assert posted["comment"]["number"] == number + 1
        assert count(here, key) == number + 1
        until(there, key, number + 1)


def test_a_command_beside_a_server_is_seen_by_its_readers(two: Served) -> None:
    """A moderator's decision in the shell goes to the database, and what servers keep ready gives way."""
    shell, http, other = two
    key = shell.add_site()
    shell.answer("site", "set", key, "moderation=all")
    held = says(http, key, "Is this held?")
    assert held["state"] == "held"
    assert (count(http, key), count(other, key)) == (0, 0)
    shell.answer("comment", "approve", held["comment"]["id"])
    until(http, key, 1)
    until(other, key, 1)


def test_an_export_is_the_same_file_on_both_engines(shell: Shell, tmp_path: Path) -> None:
    """From a file to PostgreSQL, with addresses and without: what comes out is what went in, byte for byte."""
    file = Shell(tmp_path)
    here = file.add_site("Here")
    file.answer("import", "wordpress", str(RICH), "--site", here, "--map", "*=https://example.org")
    for options in ((), ("--with-emails",)):
        exported = file.run("export", "--site", here, *options).stdout_bytes
        (tmp_path / "all.jsonl").write_bytes(exported)
        there = shell.add_site("There")
        assert shell.answer("import", "jsonl", str(tmp_path / "all.jsonl"), "--site", there)["comments"] > 0
        assert shell.run("export", "--site", there, *options).stdout_bytes == exported
    assert shell.answer("check")["problems"] == []


def test_a_check_finds_a_wrong_counter(shell: Shell) -> None:
    """The self-check recounts here too."""
    key = shell.add_site()
    shell.answer("import", "wordpress", str(RICH), "--site", key, "--map", "*=https://example.org")
    fetched(shell.url, "update thread set count = count + 1")
    assert "a recount differs in count" in shell.run("check").output


def test_a_secret_of_another_database_opens_nothing(shell: Shell, tmp_path: Path) -> None:
    """Without the secret, or with a wrong one, the sentence says which is meant; the password is not in it."""
    shell.add_site()
    address = shell.url.replace("chimein@", "chimein:open-sesame@")
    for content, sentence in ((None, "is missing"), (b"x" * 32, "is not the secret that postgresql://chimein@")):
        own = tmp_path / "other.secret"
        if content is not None:
            own.write_bytes(content)
            own.chmod(0o600)
        environment = {"CHIMEIN_SECRET_FILE": str(own)}
        result = CliRunner().invoke(main, ["site", "list", "--database", address], env=environment)
        assert result.exit_code == 1
        assert sentence in result.stderr
        assert "sesame" not in result.stderr


def test_copies_are_made_with_postgresqls_own_tools(shell: Shell) -> None:
    """`backup` and `restore` say what to use instead, and write nothing."""
    shell.add_site()
    assert "pg_dump" in shell.sentence("backup", str(shell.folder / "copy"))
    (shell.folder / "file").write_text("x")
    assert "pg_dump" in shell.sentence("restore", str(shell.folder / "file"))
    assert not list(shell.folder.glob("copy*"))


def test_looking_at_a_foreign_database_changes_nothing(shell: Shell) -> None:
    """A database without our tables is said to be none of ours."""
    assert "not one of Chime In" in shell.sentence("check")
    assert fetched(shell.url, "select relname from pg_class where relnamespace = 'public'::regnamespace") == []
