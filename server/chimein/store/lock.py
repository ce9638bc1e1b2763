"""One writer per database file: a lock beside it, held for as long as the process lives."""

import fcntl
import os
from pathlib import Path


class DatabaseInUse(Exception):
    """Another process is the writer of this database; `process` is its number, where it has said so."""

    def __init__(self, process: int | None) -> None:
        self.process = process
        super().__init__(process)


class WriterLock:
    """An advisory lock on `DATABASE.lock`; the system lets go of it when the process ends, however it ends.

    Its content is the number of the process that took it last: for people, never to decide by.
    """

    def __init__(self, database: Path) -> None:
        self._path = database.with_name(database.name + ".lock")
        self._descriptor: int | None = None

    def take(self) -> None:
        """Become the writer. Raises `DatabaseInUse`."""
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as taken:
            holder = os.read(descriptor, 20)
            os.close(descriptor)
            raise DatabaseInUse(int(holder) if holder.strip().isdigit() else None) from taken
        os.truncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        self._descriptor = descriptor

    def release(self) -> None:
        """Let another process write."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
