"""Every command in the README runs, in the README's order, as a reader would type it."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from postgres import Cluster
from shell import Process

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL) for line in block.strip().splitlines()]
OURS = [shlex.split(line)[1:] for line in COMMANDS if line.startswith("chimein ")]
WORDPRESS = ROOT / "tests" / "transfer" / "samples"


@pytest.fixture
def reader(tmp_path: Path) -> Path:
    """A folder with an export to import, as the reader has it."""
    sample = next(path for path in sorted(WORDPRESS.glob("*.xml")) if "<wp:comment>" in path.read_text("utf-8"))
    (tmp_path / "export.xml").write_bytes(sample.read_bytes())
    return tmp_path


def run(folder: Path, words: list[str]) -> str:
    """What a command says that must succeed."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CHIMEIN_")}
    done = subprocess.run(
        [sys.executable, "-m", "chimein", *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, f"{words}: {done.stderr}"
    return done.stdout


def served(folder: Path, words: list[str]) -> None:
    """A server of the README starts and says where it listens; port and paths are this test's."""
    own = [*words, "--port", "0"]
    secret = {}
    if "postgresql" in " ".join(words):
        secret = {"CHIMEIN_SECRET_FILE": str(folder / "chimein.secret")}
    elif "--database" in words:
        own[words.index("--database") + 1] = f"sqlite:///{folder / 'other.db'}"
    else:
        own += ["--database", f"sqlite:///{folder / 'chimein.db'}"]
    with Process(own, secret) as process:
        assert "listens on http://" in process.first_line()


def test_every_command_of_the_readme_runs(reader: Path, postgres: Cluster) -> None:
    """Site, server, imports, export, moderation, backup, check and move, with the keys that the reader would have."""
    known: dict[str, str] = {"postgresql://user@host/name": postgres.empty_database()}
    for words in OURS:
        command = [known.get(word, word) for word in words]
        if command[0] == "serve":
            served(reader, command)
            continue
        if command[:2] == ["comment", "approve"]:
            known["COMMENTID"] = held_comment(reader, known["SITEKEY"])
            command = [known.get(word, word) for word in words]
        said = run(reader, command)
        if command[:2] == ["site", "add"]:
            known["SITEKEY"] = keys(said)
            known["OTHERKEY"] = keys(run(reader, [*command[:2], "Another", *command[3:]]))
    assert {words[0] for words in OURS} >= {"site", "serve", "import", "export", "comment", "backup", "check", "move"}


def keys(said: str) -> str:
    """The site key in what `site add` printed."""
    found = re.search(r'site="([a-z0-9]+)"', said)
    assert found
    return found[1]


def held_comment(folder: Path, key: str) -> str:
    """The id of a comment that waits: posted while moderation is on."""
    database = f"sqlite:///{folder / 'chimein.db'}"
    with Process(["serve", "--port", "0", "--database", database], {"CHIMEIN_LIMITS": "off"}) as process:
        address = process.first_line().rpartition(" ")[2]
        posted = httpx.post(
            f"{address}/api/v1/sites/{key}/comments",
            json={
                "url": "https://blog.example.org/post",
                "name": "Ann",
                "email": "ann@example.org",
                "text": "Is this held?",
            },
        )
    assert posted.json()["state"] == "held", posted.text
    return str(posted.json()["comment"]["id"])


def test_make_commands_of_the_readme_exist() -> None:
    """`make demo` is the demo, `make test` is all that must pass, and `pip install .` is tested with the wheel.

    What installs a service or a container is the operator's; tests/deploy tries its files.
    """
    plain = [line for line in COMMANDS if not re.match(r"chimein |sudo |(POSTGRES_PASSWORD=\S+ )?docker ", line)]
    assert plain == ["make demo", "make test", "pip install ."]
    assert re.search(r"^demo:.*\n\t@?\$\(BIN\)/chimein demo$", MAKEFILE, re.MULTILINE)
    assert re.search(r"^test: setup lint types contracts widget-check unit", MAKEFILE, re.MULTILINE)
