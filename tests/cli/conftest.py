"""What the tests of the command line share."""

from pathlib import Path

import pytest

from engines import Database
from shell import Shell


@pytest.fixture
def shell(tmp_path: Path, database: Database, engine: str) -> Shell:
    """A shell with no database yet, or with an empty one."""
    return Shell(tmp_path, None if engine == "sqlite" else database.url)
