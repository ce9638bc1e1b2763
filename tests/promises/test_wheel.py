"""What `pip install .` gives: a working program with its SQL, its templates and the widget, and no Node anywhere."""

import subprocess
import sys
import zipfile
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this checkout and unpacked into a folder of its own."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "wheel", "--no-deps", "--wheel-dir", str(folder), str(ROOT)], check=True, timeout=300)
    (wheel,) = folder.glob("chimein-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def test_wheel_carries_everything_that_is_read_at_run_time(installed: Path) -> None:
    """Every migration, query, template, catalogue, demo page and built file of the widget is inside."""
    package = installed / "chimein"
    for folder, inside in (("sql", "sql"), ("widget/dist", "widget")):
        files = [path for path in (ROOT / folder).rglob("*") if path.is_file()]
        assert files
        assert [path.name for path in files if not (package / inside / path.relative_to(ROOT / folder)).exists()] == []
    source = ROOT / "server" / "chimein"
    data = [path for path in source.rglob("*") if path.is_file() and path.suffix not in {".py", ".pyc"}]
    assert data
    assert [str(path) for path in data if not (package / path.relative_to(source)).exists()] == []


def test_wheel_serves_the_widget(installed: Path, tmp_path: Path) -> None:
    """The program out of the wheel makes a site and serves the entry and what it loads."""
    command = [sys.executable, "-m", "chimein"]
    environment = {"PYTHONPATH": str(installed), "PATH": "", "PYTHONSAFEPATH": "1", "PYTHONUNBUFFERED": "1"}
    where = subprocess.run(
        [sys.executable, "-c", "import chimein; print(chimein.__file__)"],
        env=environment,
        capture_output=True,
        text=True,
    )
    assert where.stdout.startswith(str(installed)), where.stderr
    with subprocess.Popen(
        [*command, "serve", "--port", "0", "--database", f"sqlite:///{tmp_path / 'c.db'}"],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        try:
            assert server.stdout is not None
            address = server.stdout.readline().strip().rpartition(" ")[2]
            entry = httpx.get(f"{address}/embed.js")
            assert entry.status_code == 200
            assert "chime-in" in entry.text
            core = next(path.name for path in (ROOT / "widget" / "dist").glob("core.*.js"))
            assert httpx.get(f"{address}/embed/{core}").headers["cache-control"].endswith("immutable")
        finally:
            server.terminate()
