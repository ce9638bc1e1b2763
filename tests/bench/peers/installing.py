"""Brings other comment systems into a folder of their own, pinned, and says why where it cannot."""

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

PLACE = Path(__file__).parents[3] / ".bench"
ISSO = ("isso==0.14.0", "gunicorn==27.0.1", "bleach==6.4.0", "mistune==3.4.0", "werkzeug==3.1.9")
UWSGI = ("uwsgi==2.0.31",)
WALINE = {"@waline/vercel": "1.39.3", "@waline/client": "3.15.2"}
TWIKOO = {"twikoo": "1.7.9"}
GO = "a Go program, in neither of the registries that this bench installs from"
NOT_TRIED = {"Remark42": GO, "Comentario": GO, "Artalk": f"its server is {GO}"}
PATIENCE = 900


class Absent(Exception):
    """A system that cannot be measured here; the message says why, for a table."""


def pins() -> list[str]:
    """What is installed of what is pinned."""
    found = []
    for what in (_isso, _uwsgi, _waline, _twikoo):
        with suppress(Absent):
            folder = what(False)
            found += (folder.parent / "installed").read_text("utf-8").splitlines()
    return list(dict.fromkeys(" ".join(found).split()))


def install() -> list[str]:
    """Install whatever is not there yet; what could not be, and why."""
    problems = []
    for what in (_isso, _uwsgi, _waline, _twikoo):
        try:
            what(True)
        except Absent as absent:
            problems.append(str(absent))
    return problems


def isso() -> Path:
    """The folder of Isso's programs. Raises `Absent`, like all that follow."""
    return _isso(False)


def uwsgi() -> Path:
    """uWSGI beside Isso."""
    return _uwsgi(False)


def waline() -> Path:
    """The folder `node_modules` with Waline's server and client."""
    return _waline(False)


def twikoo() -> Path:
    """The folder `node_modules` with Twikoo's client."""
    return _twikoo(False)


def _isso(may_install: bool) -> Path:
    return _python("isso", ISSO, may_install)


def _uwsgi(may_install: bool) -> Path:
    # Beside Isso, but marked apart: it is compiled, and Isso runs without it.
    _isso(may_install)
    return _python("isso", UWSGI, may_install)


def _waline(may_install: bool) -> Path:
    return _node("waline", WALINE, may_install)


def _twikoo(may_install: bool) -> Path:
    return _node("twikoo", TWIKOO, may_install)


def _python(name: str, pins: Sequence[str], may_install: bool) -> Path:
    folder = PLACE / name
    if not _is_there(folder, " ".join(pins), may_install):
        if not (folder / "bin" / "pip").exists():
            _run(name, [sys.executable, "-m", "venv", str(folder)], PLACE)
        command = [str(folder / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check", *pins]
        _run(name, command, folder)
        _mark(folder, " ".join(pins))
    return folder / "bin"


def _node(name: str, pins: Mapping[str, str], may_install: bool) -> Path:
    folder, wanted = PLACE / name, " ".join(f"{package}@{version}" for package, version in pins.items())
    if not _is_there(folder, wanted, may_install):
        if shutil.which("npm") is None:
            raise Absent(f"{name}: there is no npm on this machine")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text(json.dumps({"private": True, "dependencies": dict(pins)}))
        _run(name, ["npm", "install", "--no-fund", "--no-audit", "--loglevel=error"], folder)
        _mark(folder, wanted)
    return folder / "node_modules"


def _is_there(folder: Path, wanted: str, may_install: bool) -> bool:
    if (folder / "installed").exists() and wanted in (folder / "installed").read_text("utf-8").splitlines():
        return True
    if not may_install:
        raise Absent(_why(folder, wanted))
    return False


def _why(folder: Path, wanted: str) -> str:
    failed = folder.with_suffix(".failed")
    if failed.exists():
        return failed.read_text("utf-8").strip()
    return f"{wanted}: not installed; `make bench` installs it"


def _mark(folder: Path, wanted: str) -> None:
    with (folder / "installed").open("a", encoding="utf-8") as file:
        file.write(wanted + "\n")
    folder.with_suffix(".failed").unlink(missing_ok=True)


def _run(name: str, command: Sequence[str], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=PATIENCE, check=False, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired) as failure:
        raise _absent(name, command, str(failure)) from failure
    if done.returncode:
        raise _absent(name, command, done.stderr or done.stdout)


def _absent(name: str, command: Sequence[str], said: str) -> Absent:
    """What the installer said first of what went wrong, without its place on this machine or in the net."""
    lines = [
        line.strip() for line in said.splitlines() if "error" in line.lower() and "http" not in line and "/" not in line
    ]
    tool = Path(command[0]).name
    message = f"{name}: {tool} could not install it ({lines[0] if lines else 'no reason given'})"
    PLACE.mkdir(exist_ok=True)
    (PLACE / f"{name}.failed").write_text(message, "utf-8")
    return Absent(message)


@cache
def node() -> str:
    """The Node that runs what npm brought."""
    found = shutil.which("node")
    if found is None:
        raise Absent("there is no Node on this machine")
    return found
