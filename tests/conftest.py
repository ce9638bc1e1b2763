"""What tests share: one event-loop backend, and a real server."""

import logging
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from hypothesis import settings

from engines import ENGINES, Database, OnEngine, runs_on_both
from postgres import Cluster, cluster
from running import Running
from torture import EXAMPLES, IS_TORTURE
from visiting import Visitor, new_visitor

# The same examples each time, and no deadline: a busy machine is no broken rule. `make torture` takes new ones.
settings.register_profile("house", derandomize=True, deadline=None)
settings.register_profile("torture", max_examples=EXAMPLES, deadline=None)
settings.load_profile("torture" if IS_TORTURE else "house")

SHORT_LIVES = httpx.Limits(keepalive_expiry=2)
"""Of idle connections. The server hangs up on who was silent for five seconds, and a request may meet that."""


@pytest.fixture
def anyio_backend() -> str:
    """Everything asynchronous runs on asyncio, as in production."""
    return "asyncio"


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    """Commands that run in this process set up logging; the next test must not inherit it."""
    root, ours = logging.getLogger(), logging.getLogger("chimein")
    handlers, levels = list(root.handlers), (root.level, ours.level)
    yield
    root.handlers[:] = handlers
    root.setLevel(levels[0])
    ours.setLevel(levels[1])


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A PostgreSQL server for the whole run."""
    with cluster() as running:
        yield running


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest) -> str:
    """The engine that a test runs on: SQLite, unless the test asks for more."""
    return str(request.param)


@pytest.fixture
def database(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> Database:
    """A new database on that engine, without any table."""
    if engine == "postgres":
        cluster: Cluster = request.getfixturevalue("postgres")
        return Database(cluster.empty_database())
    return Database(f"sqlite:///{tmp_path / 'chimein.db'}")


@pytest.fixture(scope="session")
def on_engine(engine: str, request: pytest.FixtureRequest) -> OnEngine:
    """The settings of a new instance on that engine, given a folder for what it keeps in files."""

    def settings(folder: Path) -> dict[str, str]:
        if engine == "sqlite":
            return {}
        cluster: Cluster = request.getfixturevalue("postgres")
        return {"database": cluster.new_database(), "secret_file": str(folder / "chimein.secret")}

    return settings


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Tests of what both engines promise run on both; all others on SQLite, under their plain names."""
    if "engine" in metafunc.fixturenames:
        names = ENGINES if runs_on_both(metafunc.definition.path) else ENGINES[:1]
        params = [pytest.param(name, id=pytest.HIDDEN_PARAM if name == "sqlite" else name) for name in names]
        metafunc.parametrize("engine", params, indirect=True, scope="session")


@pytest.fixture
def server(tmp_path: Path, on_engine: OnEngine) -> Iterator[Running]:
    """A served instance with the site `blog` at https://blog.example, no pictures asked for, and no limits."""
    with Running(tmp_path, limits="off", **on_engine(tmp_path)) as running:
        running.add_site("https://blog.example", avatars="generated")
        yield running


@pytest.fixture
def http(server: Running) -> Iterator[httpx.Client]:
    """A client of that server."""
    with httpx.Client(base_url=server.url, timeout=10, limits=SHORT_LIVES, verify=False) as client:
        yield client


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory, on_engine: OnEngine) -> Iterator[Running]:
    """One served instance without limits for all tests that bring a site of their own."""
    folder = tmp_path_factory.mktemp("house")
    with Running(folder, limits="off", **on_engine(folder)) as running:
        yield running


@pytest.fixture(scope="session")
def caller(house: Running) -> Iterator[httpx.Client]:
    """A client of that instance."""
    with httpx.Client(base_url=house.url, timeout=30, limits=SHORT_LIVES, verify=False) as client:
        yield client


@pytest.fixture
def visitor(house: Running, caller: httpx.Client) -> Visitor:
    """A visitor of a new site of that instance."""
    return new_visitor(house, caller)
