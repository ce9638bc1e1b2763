"""Finds the SQL files and knows every named query. Python holds no SQL of its own beside PRAGMAs and BEGIN."""

import re
from pathlib import Path

_NAME = re.compile(r"^-- name: ([a-z][a-z0-9_]*)$", re.MULTILINE)


def sql_folder() -> Path:
    """`sql/` inside the installed package, or beside `server/` in a checkout."""
    package = Path(__file__).resolve().parents[1]
    for place in (package / "sql", package.parents[1] / "sql"):
        if (place / "queries").is_dir():
            return place
    raise FileNotFoundError("the sql folder is missing from this installation")


def statements_for(engine: str) -> dict[str, str]:
    """Every query of the house as that engine is asked it: one text for both, but for those in the engine's folder."""
    queries = sql_folder() / "queries"
    common, own = load_statements(queries), load_statements(queries / engine)
    if both := common.keys() & own.keys():
        raise ValueError(f"{engine}: the queries {sorted(both)} exist twice")
    return common | own


def load_statements(folder: Path) -> dict[str, str]:
    """Every query in `folder`, by name. A name may be given once; each needs a sentence that says what it is for."""
    found: dict[str, str] = {}
    for file in sorted(folder.glob("*.sql")):
        for name, text in _statements_of(file):
            if name in found:
                raise ValueError(f"{file.name}: the query {name} exists twice")
            found[name] = text
    return found


def _statements_of(file: Path) -> list[tuple[str, str]]:
    pieces = _NAME.split(file.read_text("utf-8"))[1:]
    named = zip(pieces[0::2], pieces[1::2], strict=True)
    return [(name, _checked(file, name, body.strip())) for name, body in named]


def _checked(file: Path, name: str, body: str) -> str:
    if not body.startswith("-- "):
        raise ValueError(f"{file.name}: the query {name} lacks its sentence")
    return "\n".join(line for line in body.splitlines() if not line.startswith("--")).rstrip(";")
