"""Where the large samples live that are too foreign to be part of the project."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


def shared(path: str) -> Path:
    """The file or folder `path` of the sample collection, or skip with the reason."""
    found = SHARED / path
    if not found.exists():
        pytest.skip(f"the sample collection is not beside this checkout ({path})")
    return found
