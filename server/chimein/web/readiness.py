"""Whether this server should be sent requests: each thing that must work is tried, not guessed.

Anybody may ask, so what was found is told again for a second and many who ask at once share one try.
"""

import asyncio
import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress

from chimein.actions.prove_writable import prove_writable
from chimein.rules.refusals import FieldError, Moving, NotReady, Unavailable
from chimein.settings import database_path, is_postgres
from chimein.store.calls import call
from chimein.store.migrations import migration_files
from chimein.wiring import Instance

KEPT_SECONDS = 1.0
PATIENCE_SECONDS = 5.0
_MEGABYTE = 1_000_000
Errors = Mapping[str, FieldError]


class Readiness:
    """`is_stopping` and `is_working` are asked each time; the database and the disk at most once a second."""

    def __init__(
        self,
        instance: Instance,
        is_stopping: Callable[[], bool] = lambda: False,
        is_working: Callable[[], bool] = lambda: True,
    ) -> None:
        self._instance = instance
        self._is_stopping = is_stopping
        self._is_working = is_working
        self._try: asyncio.Task[Errors] | None = None
        self._until = 0.0

    async def check(self) -> None:
        """Return if everything works. Raises `NotReady`, which names everything that does not."""
        found = dict(await self._tried())
        if self._is_stopping():
            found["server"] = FieldError("stopping", "This server is stopping.")
        if not self._is_working():
            found["worker"] = FieldError("not-working", "The worker has ended; consequences of comments stay undone.")
        if found:
            raise NotReady(found)

    async def _tried(self) -> Errors:
        now = self._instance.clock.monotonic()
        if self._try is None or (self._try.done() and now >= self._until):
            self._until = now + KEPT_SECONDS
            self._try = asyncio.create_task(self._try_all())
        return await asyncio.shield(self._try)

    async def _try_all(self) -> Errors:
        found: dict[str, FieldError] = {}
        if not self._has_room():
            found["disk"] = FieldError("disk-full", "There is hardly any room left beside the database.")
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                found |= await self._schema_problems()
        except (Unavailable, TimeoutError):
            return found | {"database": FieldError("not-readable", "The database does not answer.")}
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                # One that moves is only read, and does that well.
                with suppress(Moving):
                    await self._instance.store.write(prove_writable())
        except (Unavailable, TimeoutError):
            found["database"] = FieldError("not-writable", "The database does not take a commit.")
        return found

    async def _schema_problems(self) -> Errors:
        # A newer one is another server's work in a rolling upgrade; until this one is replaced, it goes on if it may.
        known = len(migration_files("postgres" if is_postgres(self._instance.settings) else "sqlite"))
        ((version, oldest),) = await self._instance.store.read(call("schema"))
        if (version or 0) < known:
            return {"schema": FieldError("schema-old", "The database's tables are older than this server.")}
        if oldest > known:
            return {"schema": FieldError("schema-new", "The database's tables are too new for this server.")}
        return {}

    def _has_room(self) -> bool:
        settings = self._instance.settings
        if is_postgres(settings):
            return True
        free = shutil.disk_usage(database_path(settings).parent).free
        return free >= settings.min_free_mb * _MEGABYTE
