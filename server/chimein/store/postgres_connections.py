"""Connections to PostgreSQL, all of one kind: what was committed on one is on the server's disk."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from chimein.rules.refusals import Unavailable

OLDEST_MAJOR = 14
CONNECT_SECONDS = 5
"""For one host; one that is silent must not keep others waiting for long."""
QUERY_SECONDS = 30
STATEMENTS_KEPT = 512
"""More than there are named queries: each is prepared once in each connection."""
SERVER_SETTINGS = {"application_name": "chimein", "jit": "off"}


LOST = (OSError, TimeoutError, asyncpg.InterfaceError, asyncpg.InternalClientError, asyncpg.PostgresError, Unavailable)
"""What asking may end with where a server is going, gone, or not the one that is looked for."""


async def connect(url: str) -> asyncpg.Connection:
    """One connection to the primary that may take its time: migrations of large tables do. Raises `Unavailable`."""
    connection = await asyncpg.connect(
        url, timeout=CONNECT_SECONDS, server_settings=SERVER_SETTINGS, target_session_attrs="read-write"
    )
    try:
        await _check(connection)
        await _begin(connection)
    except BaseException:
        await connection.close()
        raise
    return connection


async def open_pool(url: str, connections: int, *, least: int = 1, writing: bool = False) -> asyncpg.Pool:
    """Up to that many connections, opened as they are needed, `least` of them now; `writing`: to the primary alone.

    Of several hosts in the URL the first that serves is taken, each time anew.
    """
    return await asyncpg.create_pool(
        url,
        min_size=least,
        max_size=connections,
        timeout=CONNECT_SECONDS,
        command_timeout=QUERY_SECONDS,
        statement_cache_size=STATEMENTS_KEPT,
        max_cached_statement_lifetime=0,
        server_settings=SERVER_SETTINGS,
        target_session_attrs="read-write" if writing else "any",
        init=_begin,
        reset=_as_it_is,
    )


@asynccontextmanager
async def lent(pool: asyncpg.Pool) -> AsyncIterator[asyncpg.Connection]:
    """A connection of the pool. One of which the driver lost track is not given back alive."""
    async with pool.acquire() as connection:
        try:
            yield connection
        except asyncpg.InternalClientError:
            connection.terminate()
            raise


async def _check(connection: asyncpg.Connection) -> None:
    version = connection.get_server_version()
    if version.major < OLDEST_MAJOR:
        raise Unavailable(f"This is PostgreSQL {version.major}; {OLDEST_MAJOR} or newer is needed.")
    encoding = connection.get_settings().server_encoding
    if encoding != "UTF8":
        raise Unavailable(f"The database's encoding is {encoding}; it must be UTF8.")


async def _begin(connection: asyncpg.Connection) -> None:
    # An acknowledged comment is on the disk, even where the server is set to answer earlier.
    await connection.execute(
        "select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'"
    )


async def _as_it_is(_: asyncpg.Connection) -> None:
    # Nothing here changes a connection's settings; asking each time would cost as much as a query.
    return None
