"""What the tests of the command line share."""

from pathlib import Path

import pytest

from shell import Shell


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A shell with no database yet."""
    return Shell(tmp_path)
