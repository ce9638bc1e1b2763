"""A glance at a database file before anything opens it, so that a wrong path is told as a wrong path."""

from pathlib import Path

from chimein.rules.hindrances import CannotOpen

MAGIC = b"SQLite format 3\x00"


def check_database(path: Path, *, may_begin: bool) -> None:
    """Raises `CannotOpen` where there is no database, or something else."""
    if not path.exists():
        if may_begin:
            return
        raise CannotOpen(
            f"There is no database {path}. `chimein site add` begins one, or name another with --database."
        )
    if path.is_dir():
        raise CannotOpen(f"{path} is a folder. A database is a file: sqlite:///path/file.db.")
    try:
        with path.open("rb") as file:
            head = file.read(len(MAGIC))
    except OSError as failure:
        raise CannotOpen(f"{path} cannot be read: {failure.strerror}.") from failure
    if head not in (b"", MAGIC):
        raise CannotOpen(f"{path} is not a database of Chime In.")
