"""Brings a PostgreSQL database to the newest schema: numbered files, forward only, all in the one transaction.

Processes that start at once queue up at a lock; the first one migrates, the others find it done.
"""

from collections.abc import Sequence
from pathlib import Path

from asyncpg import Connection

from chimein.store.migrations import NewerDatabase, migration_files

LOCK = 0x4368696D65  # "Chime": any number that all versions of Chime In agree on


async def migrate(connection: Connection, now: int, files: Sequence[Path] | None = None) -> int:
    """Apply what is missing of `files` (all of ours) and return the schema's version; if anything fails, nothing.

    Raises `NewerDatabase`, `asyncpg.PostgresError`.
    """
    wanted = migration_files("postgres") if files is None else files
    async with connection.transaction():
        await connection.execute("select pg_advisory_xact_lock($1)", LOCK)
        await connection.execute(
            "create table if not exists schema_version (version bigint primary key, applied_at bigint)"
        )
        have: int = await connection.fetchval("select coalesce(max(version), 0) from schema_version")
        if have > len(wanted):
            raise NewerDatabase
        for version, file in enumerate(wanted, start=1):
            if version > have:
                await connection.execute(file.read_text("utf-8"))
                await connection.execute("insert into schema_version values ($1, $2)", version, now)
    return len(wanted)
