"""Every command explains itself, and answers bad usage with 2."""

from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from chimein import __version__
from chimein.cli.main import main
from shell import Shell


def every_command(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in group.commands.items():
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from every_command(command, (*path, name))


LEAVES = [path for path, command in every_command(main) if not isinstance(command, click.Group)]


@pytest.mark.parametrize("path", [path for path, _ in every_command(main)], ids=" ".join)
def test_every_command_has_help(path: tuple[str, ...]) -> None:
    """--help is answered with what the command does, without touching anything."""
    result = CliRunner().invoke(main, [*path, "--help"])
    assert result.exit_code == 0
    assert "Usage:" in result.stdout
    assert len(result.stdout.split("\n\n")[1].strip()) > 10


def test_the_contracts_commands_are_there() -> None:
    """What outside checks call has its name."""
    names = {" ".join(path) for path, _ in every_command(main)}
    assert names >= {
        "demo", "serve", "site add", "site list", "site show", "site set", "site remove", "comment list",
        "comment approve", "comment reject", "comment reply", "import", "export", "backup", "restore", "check",
        "render",
    }  # fmt: skip


@pytest.mark.parametrize("path", LEAVES, ids=" ".join)
def test_whatever_touches_data_takes_database_and_json(path: tuple[str, ...]) -> None:
    """Only the servers have no --json; only the demo has no --database, and a move, which names two."""
    command = dict(every_command(main))[path]
    options = {name for parameter in command.params for name in parameter.opts}
    assert ("--database" in options) == (path not in {("demo",), ("move",)})
    assert ("--json" in options) == (path not in {("demo",), ("serve",)})


def test_version() -> None:
    """--version tells the version."""
    assert __version__ in CliRunner().invoke(main, ["--version"]).stdout


@pytest.mark.parametrize(
    "words",
    [
        ("site",),
        ("nonsense",),
        ("site", "add"),
        ("site", "add", "Blog"),
        ("comment", "approve"),
        ("serve", "--port", "x"),
    ],
)
def test_bad_usage_is_2(words: tuple[str, ...]) -> None:
    """What cannot be understood is answered with the usage on stderr."""
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 2
    assert "Usage:" in result.stderr


def test_another_engine_is_refused_with_a_sentence() -> None:
    """There are SQLite and PostgreSQL."""
    result = CliRunner().invoke(main, ["site", "list", "--database", "mysql://localhost/x"])
    assert result.exit_code == 1
    assert "sqlite:///path/file.db or postgresql://user@host/name" in result.stderr


@pytest.mark.parametrize("command", [("serve", "--port", "0"), ("site", "list")])
def test_a_database_in_memory_is_refused(
    command: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Comments that are gone with the process are nobody's wish; the sentence says what to write instead."""
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, [*command, "--database", "sqlite:///:memory:"])
    assert result.exit_code == 1
    assert "would be gone with the process. Name a file: sqlite:///path/file.db" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_postgresql_that_is_not_there_is_told(tmp_path: Path) -> None:
    """Where nobody listens, the sentence says why, and no password."""
    url = f"postgresql://me:open-sesame@/x?host={tmp_path}"
    result = CliRunner().invoke(main, ["site", "list", "--database", url])
    assert result.exit_code == 1
    assert "The PostgreSQL database cannot be opened: " in result.stderr
    assert "sesame" not in result.stderr


def test_a_missing_database_is_not_begun_by_looking(shell: Shell) -> None:
    """Only `serve` and `site add` begin a database."""
    assert "There is no database" in shell.sentence("site", "list")
    assert list(shell.folder.iterdir()) == []


def test_a_foreign_file_is_not_touched(shell: Shell) -> None:
    """A wrong path is told as a wrong path."""
    shell.database.write_text("Dear diary")
    for command in (("check",), ("serve", "--port", "0")):
        assert "is not a database of Chime In" in shell.sentence(*command)
    assert shell.database.read_text() == "Dear diary"
