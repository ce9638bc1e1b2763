"""Copies of the database: made while serving, proven, and put back."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import structs

from chimein.actions.begin_instance import Stamp
from chimein.gateways.keys import InstanceKeys, load_secret
from chimein.office.files import check_database
from chimein.office.reading import reading
from chimein.rules.hindrances import Hindrance
from chimein.settings import Settings, database_path, is_postgres, secret_path
from chimein.store.calls import call
from chimein.store.integrity import problems_of
from chimein.store.lock import DatabaseInUse, WriterLock
from chimein.store.sqlite import SqliteStore

BESIDE = ("-wal", "-shm")
ON_POSTGRES = "PostgreSQL has tools of its own for this: pg_dump and pg_restore, or pg_basebackup."


class CannotKeep(Hindrance):
    """The copy cannot be made or put back; the message says why."""


async def back_up(settings: Settings, target: Path) -> int:
    """Write a consistent copy to a new file and prove it; its size in bytes. Raises `CannotKeep`, `CannotOpen`."""
    with _arriving(target) as unproven:
        async with reading(settings) as found:
            if not isinstance(found.store, SqliteStore):
                raise CannotKeep(ON_POSTGRES)
            await found.store.copy_to(unproven)
        _prove(unproven)
        return _size(unproven)


async def restore(settings: Settings, source: Path, *, may_replace: bool) -> bool:
    """Put a backup in the database's place; whether its secret is there too. Raises `CannotKeep`, `CannotOpen`."""
    if is_postgres(settings):
        raise CannotKeep(ON_POSTGRES)
    check_database(source, may_begin=False)
    _prove(source)
    has_secret = await _has_its_secret(settings, source)
    with _nobody_serving(database_path(settings)) as path:
        _put(source, path, may_replace=may_replace)
    return has_secret


@contextmanager
def _arriving(target: Path) -> Iterator[Path]:
    """A new private file that gets its name only when it is complete and on the disk."""
    if target.exists():
        raise CannotKeep(f"{target} is there already; a backup never replaces a file.")
    coming = target.with_name(target.name + ".part")
    try:
        coming.unlink(missing_ok=True)
        os.close(os.open(coming, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        yield coming
        _sync(coming)
        coming.replace(target)
        _sync(target.parent)
    except OSError as failure:
        raise CannotKeep(f"{target} cannot be written: {failure.strerror}.") from failure
    finally:
        coming.unlink(missing_ok=True)


def _prove(path: Path) -> None:
    problems = problems_of(path)
    if problems:
        raise CannotKeep(f"{path} is damaged: {problems[0]}")


async def _has_its_secret(settings: Settings, source: Path) -> bool:
    """A backup and a secret that do not belong together are found out before anything is replaced."""
    async with reading(structs.replace(settings, database=f"sqlite:///{source}")) as found:
        stamp = Stamp(*(await found.store.read(call("instance")))[0])
    return _is_its_secret(secret_path(settings), stamp)


def _is_its_secret(path: Path, stamp: Stamp) -> bool:
    if not path.exists():
        return False
    if InstanceKeys(load_secret(path)).fingerprint() != stamp.secret_fingerprint:
        raise CannotKeep(f"{path} is not the secret that this backup was made with. Put the right one there first.")
    return True


@contextmanager
def _nobody_serving(path: Path) -> Iterator[Path]:
    if not path.parent.is_dir():
        raise CannotKeep(f"There is no folder {path.parent} to put the database in.")
    lock = WriterLock(path)
    try:
        lock.take()
    except DatabaseInUse as taken:
        raise CannotKeep(f"A Chime In serves {path} right now; stop it first.") from taken
    except OSError as failure:
        raise CannotKeep(f"{path.parent} cannot be written: {failure.strerror}.") from failure
    try:
        yield path
    finally:
        lock.release()


def _put(source: Path, path: Path, *, may_replace: bool) -> None:
    if path.exists() and not may_replace:
        raise CannotKeep(f"{path} is there already; add --force to replace it and everything in it.")
    coming = path.with_name(path.name + ".part")
    try:
        shutil.copyfile(source, coming)
        coming.chmod(0o600)
        _sync(coming)
        for ending in BESIDE:
            path.with_name(path.name + ending).unlink(missing_ok=True)
        coming.replace(path)
        _sync(path.parent)
    except OSError as failure:
        raise CannotKeep(f"{path} cannot be written: {failure.strerror}.") from failure
    finally:
        coming.unlink(missing_ok=True)


def _size(path: Path) -> int:
    return path.stat().st_size


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
