"""Every command explains itself, and answers bad usage with 2."""

import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import click
import pytest
from click.testing import CliRunner

import chimein.cli
from chimein import __version__
from chimein.cli.main import COMMANDS, main
from shell import Shell


def every_command(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
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


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_says_of_a_command_what_it_says_of_itself(name: str) -> None:
    """--help tells the first sentence of each command's own help, though none is loaded for it."""
    command = main.get_command(click.Context(main), name)
    assert command is not None
    assert command.name == name
    assert COMMANDS[name].help == command.get_short_help_str(limit=1000)


def test_no_command_is_forgotten() -> None:
    """Whatever command a module of the shell has, a name leads to it."""
    modules = [import_module(f"chimein.cli.{module.name}") for module in iter_modules(chimein.cli.__path__)]
    made = [value for module in modules for value in vars(module).values() if isinstance(value, click.Command)]
    assert len(made) > len(COMMANDS)
    found = {id(command) for _, command in every_command(main)} | {id(main)}
    assert [command.name for command in made if id(command) not in found] == []


def test_to_list_the_commands_none_is_loaded() -> None:
    """--help costs a tenth of what a server takes to load."""
    loaded = _loaded_by("--help")
    assert "click" in loaded
    assert loaded.isdisjoint(
        {"asyncio", "msgspec", "litestar", "chimein.app"}
        | {f"chimein.cli.{place.module}" for place in COMMANDS.values()}
    )


def test_who_asks_a_running_server_loads_none(shell: Shell) -> None:
    """At the socket, the shell's end needs no framework, no keys and no database."""
    shell.add_site()
    with shell.serving():
        loaded = _loaded_by("site", "list", "--database", shell.url)
    assert "chimein.office.line" in loaded
    assert loaded.isdisjoint({"litestar", "uvicorn", "cryptography", "aiosqlite", "chimein.wiring", "chimein.app"})


def _loaded_by(*words: str) -> set[str]:
    """The modules that a process has loaded when the command is done."""
    code = "import atexit, sys; from chimein.cli.main import main; atexit.register(lambda: print(*sys.modules)); main()"
    done = subprocess.run([sys.executable, "-c", code, *words], check=True, capture_output=True, text=True)
    return set(done.stdout.splitlines()[-1].split())


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
