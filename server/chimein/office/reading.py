"""A database opened only to be read, beside a running server or without one. It takes no lock and changes nothing."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from chimein.actions.begin_instance import Stamp
from chimein.gateways.keys import InstanceKeys, load_secret
from chimein.office.files import check_database
from chimein.rules.refusals import Unavailable
from chimein.settings import Settings, database_path, secret_path
from chimein.store.calls import call
from chimein.store.migrations import migration_files
from chimein.store.sqlite import SqliteStore
from chimein.wiring import CannotOpen


@dataclass(frozen=True, slots=True)
class Reading:
    """An instance for those who only look."""

    settings: Settings
    store: SqliteStore

    async def keys(self) -> InstanceKeys:
        """The secret that belongs to this database. Raises `SecretProblem`, `CannotOpen`."""
        path = secret_path(self.settings)
        keys = InstanceKeys(load_secret(path))
        stamp = Stamp(*(await self.store.read(call("instance")))[0])
        if stamp.secret_fingerprint != keys.fingerprint():
            raise CannotOpen(f"{path} is not the secret that {database_path(self.settings)} was made with.")
        return keys


@asynccontextmanager
async def reading(settings: Settings) -> AsyncIterator[Reading]:
    """The database as it is now. Raises `CannotOpen` for one that is absent, foreign, older or newer than this."""
    path = database_path(settings)
    check_database(path, may_begin=False)
    store = await SqliteStore.open_to_read(path)
    try:
        await _check_schema(store, settings)
        yield Reading(settings, store)
    finally:
        await store.close()


async def _check_schema(store: SqliteStore, settings: Settings) -> None:
    path, known = database_path(settings), len(migration_files("sqlite"))
    try:
        ((version,),) = await store.read(call("schema"))
    except Unavailable as missing:
        raise CannotOpen(f"{path} is a database, but not one of Chime In.") from missing
    if version > known:
        raise CannotOpen(f"{path} was made by a newer Chime In (schema {version}, this one knows {known}). Update it.")
    if version < known:
        raise CannotOpen(f"{path} is older than this Chime In. `chimein serve` brings it up to date.")
