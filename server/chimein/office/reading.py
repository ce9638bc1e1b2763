"""A database opened only to be read, beside a running server or without one. It takes no lock and changes nothing."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from chimein.actions.begin_instance import Stamp
from chimein.gateways.keys import InstanceKeys, load_secret
from chimein.office.files import check_database
from chimein.rules.hindrances import CannotOpen
from chimein.rules.refusals import Unavailable
from chimein.settings import Settings, database_name, database_path, is_postgres, secret_path
from chimein.store.calls import Store, call
from chimein.store.migrations import migration_files
from chimein.store.reads.moves import standing_move
from chimein.wiring import UNFINISHED, opened_to_read


@dataclass(frozen=True, slots=True)
class Reading:
    """An instance for those who only look."""

    settings: Settings
    store: Store

    async def keys(self) -> InstanceKeys:
        """The secret that belongs to this database. Raises `SecretProblem`, `CannotOpen`."""
        path = secret_path(self.settings)
        keys = InstanceKeys(load_secret(path))
        stamp = Stamp(*(await self.store.read(call("instance")))[0])
        if stamp.secret_fingerprint != keys.fingerprint():
            raise CannotOpen(f"{path} is not the secret that {database_name(self.settings)} was made with.")
        return keys


@asynccontextmanager
async def reading(settings: Settings) -> AsyncIterator[Reading]:
    """The database as it is now. Raises `CannotOpen` for one that is absent, foreign, older or newer than this."""
    if not is_postgres(settings):
        check_database(database_path(settings), may_begin=False)
    store = await opened_to_read(settings)
    try:
        await _check_schema(store, settings)
        yield Reading(settings, store)
    finally:
        await store.close()


async def _check_schema(store: Store, settings: Settings) -> None:
    name = database_name(settings)
    known = len(migration_files("postgres" if is_postgres(settings) else "sqlite"))
    try:
        ((version, oldest),) = await store.read(call("schema"))
    except Unavailable as missing:
        raise CannotOpen(f"{name} is a database, but not one of Chime In.") from missing
    if oldest > known:
        raise CannotOpen(f"{name} was made by a newer Chime In (schema {version}, this one knows {known}). Update it.")
    if version < known:
        raise CannotOpen(f"{name} is older than this Chime In. `chimein serve` brings it up to date.")
    move = await store.read(standing_move())
    if move is not None and move.side == "arriving":
        raise CannotOpen(f"{name} {UNFINISHED.format(move.other)}")
