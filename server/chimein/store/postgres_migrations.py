"""Brings a PostgreSQL database to the newest schema: numbered files, forward only, all in the one transaction.

Processes that start at once queue up at a lock; the first one migrates, the others find it done. Servers of an older
version go on meanwhile, so a step that they could not live with waits until they are gone.
"""

from collections.abc import Sequence
from pathlib import Path

from asyncpg import Connection, LockNotAvailableError

from chimein.rules.refusals import Unavailable
from chimein.store.migrations import Step, migration_files, missing

LOCK = 0x4368696D65  # "Chime": any number that all versions of Chime In agree on
LONGEST_WAIT = "3s"
"""A step that waits for somebody's long look (an export, pg_dump) makes everybody else wait behind it."""


async def migrate(connection: Connection, now: int, files: Sequence[Path] | None = None) -> int:
    """Apply what is missing of `files` (all of ours) and return the schema's version; if anything fails, nothing.

    Raises `NewerDatabase`, `asyncpg.PostgresError`, and `Unavailable` where others must be stopped first.
    """
    wanted = migration_files("postgres") if files is None else files
    async with connection.transaction():
        await connection.execute("select pg_advisory_xact_lock($1)", LOCK)
        await connection.execute(
            "create table if not exists schema_version (version bigint primary key, applied_at bigint, oldest bigint)"
        )
        have, oldest = await connection.fetchrow(
            "select coalesce(max(version), 0), coalesce(max(oldest), 0) from schema_version"
        )
        steps = missing(wanted, have, oldest)
        if have and not all(step.is_for_all for step in steps):
            await _alone(connection)
        if have and steps:
            await connection.execute(f"set local lock_timeout = '{LONGEST_WAIT}'")
        for step in steps:
            await _apply(connection, step, now)
    return max(int(have), len(wanted))


async def _apply(connection: Connection, step: Step, now: int) -> None:
    try:
        await connection.execute(step.script)
    except LockNotAvailableError as busy:
        raise Unavailable(
            "The upgrade would have to wait for somebody who is looking at everything (an export, pg_dump), and all "
            "others behind it. Nothing was changed; start again when that has ended."
        ) from busy
    await connection.execute("insert into schema_version values ($1, $2, $3)", step.version, now, step.oldest)


async def _alone(connection: Connection) -> None:
    # Who waits for the lock has just been started, and will find the newest schema.
    others = await connection.fetchval(
        """select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
        and application_name = current_setting('application_name') and wait_event is distinct from 'advisory'"""
    )
    if others:
        raise Unavailable(
            f"Older servers are still at work ({others} connections), and this upgrade would break them. "
            "Stop them all, then start this one."
        )
