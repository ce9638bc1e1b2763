"""Writes constraints.txt: exact versions with hashes of everything that runs and tests Chime In, and no host's name."""

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RUNS = "# What Chime In runs on: exact versions, with the hashes of their files. `make constraints` writes this anew.\n"
TESTS = "# What its tests need beside that.\n"
OPTIONS = ("--generate-hashes", "--universal", "--python-version=3.11", "--no-emit-index-url", "--no-header")


def main() -> None:
    """Resolve twice, without and with the tests' needs, and write both parts into one file."""
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "uv"], check=True)
    with tempfile.TemporaryDirectory() as folder:
        runs = _resolved(Path(folder) / "runs.txt")
        everything = _resolved(Path(folder) / "all.txt", "--all-extras", f"--constraint={folder}/runs.txt")
    beside = [text for name, text in everything.items() if name not in runs]
    (ROOT / "constraints.txt").write_text(RUNS + "".join(runs.values()) + TESTS + "".join(beside), "utf-8")


def _resolved(target: Path, *more: str) -> dict[str, str]:
    command = [sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", "--quiet", "--no-annotate"]
    subprocess.run([*command, *OPTIONS, *more, f"--output-file={target}"], check=True, cwd=ROOT)
    pieces: dict[str, str] = {}
    name = ""
    for line in target.read_text("utf-8").splitlines(keepends=True):
        if not line.startswith(" "):
            name = line.partition("==")[0]
            pieces[name] = ""
        pieces[name] += line
    return pieces


if __name__ == "__main__":
    main()
