"""Where everything concrete meets: opens the database, the keys and the gateways, and hands them down."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from chimein.actions.begin_instance import Stamp, begin_instance
from chimein.figures import DoorFigures
from chimein.gateways.clock import Clock, SystemClock
from chimein.gateways.egress import Egress
from chimein.gateways.gravatar import Gravatar
from chimein.gateways.ids import IdMint
from chimein.gateways.keys import InstanceKeys, create_secret, load_secret
from chimein.gateways.off_loop import OffLoop
from chimein.gateways.pages import Pages
from chimein.gateways.passwords import Passwords
from chimein.gateways.randomness import Randomness, SystemRandomness
from chimein.rules.hindrances import CannotOpen
from chimein.settings import Settings, database_name, database_path, is_postgres, replica_urls, secret_path
from chimein.spans import NoSpans, Spans
from chimein.store.calls import Store, call
from chimein.store.lock import DatabaseInUse, WriterLock
from chimein.store.news import TellingStore
from chimein.store.reads.events import newest_id
from chimein.store.reads.moves import standing_move
from chimein.store.sqlite import SqliteStore
from chimein.store.traced import traced

if TYPE_CHECKING:
    from chimein.store.copying import Tables
    from chimein.store.postgres import PostgresStore
    from chimein.store.postgres_tables import PostgresTables
    from chimein.store.sqlite_tables import SqliteTables


UNFINISHED = "holds an unfinished move from {}. Give the same `chimein move` again: it goes on where it was."


@dataclass(frozen=True, slots=True)
class Instance:
    """One running Chime In: everything that its parts are given."""

    settings: Settings
    store: TellingStore
    keys: InstanceKeys
    clock: Clock
    randomness: Randomness
    mint: IdMint
    off_loop: OffLoop
    gravatar: Gravatar
    pages: Pages
    public_url: str
    own_origins: frozenset[str] = field(default=frozenset())
    figures: DoorFigures = field(default_factory=DoorFigures)
    spans: Spans = field(default_factory=NoSpans)
    passwords: Passwords = field(default_factory=Passwords)


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Instance]:
    """The instance as a writer of its database, for as long as the context lasts. Raises `CannotOpen`.

    On SQLite it is the only one.
    """
    clock, randomness = SystemClock(), SystemRandomness()
    database = _postgres if is_postgres(settings) else _sqlite
    async with database(settings, clock.now()) as (store, keys):
        egress = Egress(insecure_hosts=_insecure_hosts(settings))
        off_loop = OffLoop()
        passwords = Passwords()
        spans = _spans(settings)
        try:
            await _stamped(settings, store, Stamp(randomness.token(24), keys.fingerprint(), clock.now()))
            last_id = await store.read(newest_id())
            yield Instance(
                settings=settings,
                store=store if isinstance(spans, NoSpans) else traced(store, spans),
                keys=keys,
                clock=clock,
                randomness=randomness,
                mint=IdMint(clock, randomness, last_id),
                off_loop=off_loop,
                gravatar=Gravatar(egress, settings.gravatar_url),
                pages=Pages(egress, clock),
                public_url=public_url(settings),
                own_origins=own_origins(settings),
                spans=spans,
                passwords=passwords,
            )
        finally:
            await spans.close()
            await egress.aclose()
            off_loop.close()
            passwords.close()


def check_free(path: Path) -> None:
    """Raises `CannotOpen` where another process writes to this SQLite database. Begins nothing."""
    if path.with_name(f"{path.name}.lock").exists():
        _locked(path).release()


async def opened_to_read(settings: Settings) -> Store:
    """The store beside whoever writes, with the schema that it has. Raises `CannotOpen`, `Unavailable`."""
    if is_postgres(settings):
        return await _postgres_engine().open_to_read(settings.database)
    return await SqliteStore.open_to_read(database_path(settings))


async def tables_to_read(settings: Settings) -> "Tables":
    """Every table of the database, beside whoever writes. Raises `CannotOpen`, `Unavailable`."""
    if is_postgres(settings):
        return await _postgres_tables().open_to_read(settings.database)
    return await _sqlite_tables().open_to_read(database_path(settings))


@asynccontextmanager
async def tables_to_fill(settings: Settings) -> AsyncIterator["Tables"]:
    """A database that nobody else has, with the tables of this version. Raises `CannotOpen`, `CannotCopy`."""
    now = SystemClock().now()
    with nullcontext() if is_postgres(settings) else _alone_with(database_path(settings)):
        if is_postgres(settings):
            tables: Tables = await _postgres_tables().open_to_fill(settings.database, now)
        else:
            tables = await _sqlite_tables().open_to_fill(database_path(settings), now)
        try:
            yield tables
        finally:
            await tables.close()


@contextmanager
def _alone_with(path: Path) -> Iterator[None]:
    lock = _locked(path)
    try:
        yield
    finally:
        lock.release()


@asynccontextmanager
async def _sqlite(settings: Settings, now: int) -> AsyncIterator[tuple[TellingStore, InstanceKeys]]:
    path = database_path(settings)
    lock = _locked(path)
    is_new = not path.exists() or path.stat().st_size == 0
    try:
        keys = _keys(secret_path(settings), is_new=is_new)
        store = await SqliteStore.open_to_write(path, now=now)
        try:
            yield store, keys
        finally:
            await store.close()
    finally:
        lock.release()


@asynccontextmanager
async def _postgres(settings: Settings, now: int) -> AsyncIterator[tuple[TellingStore, InstanceKeys]]:
    store = await _postgres_engine().open_to_write(settings.database, now=now, replicas=replica_urls(settings))
    try:
        is_new = not await store.read(call("instance"))
        yield store, _keys(secret_path(settings), is_new=is_new)
    finally:
        await store.close()


def _postgres_engine() -> "type[PostgresStore]":
    # Its driver is an extra, and only loaded by those who use it.
    try:
        from chimein.store.postgres import PostgresStore
    except ModuleNotFoundError as missing:
        raise CannotOpen("PostgreSQL needs one more package: pip install 'chimein[postgres]'.") from missing
    return PostgresStore


def _sqlite_tables() -> "type[SqliteTables]":
    # A megabyte for those who move, which a server never does.
    from chimein.store.sqlite_tables import SqliteTables

    return SqliteTables


def _postgres_tables() -> "type[PostgresTables]":
    _postgres_engine()
    from chimein.store.postgres_tables import PostgresTables

    return PostgresTables


def _spans(settings: Settings) -> Spans:
    if settings.otel == "off":
        return NoSpans()
    try:
        from chimein.gateways.tracing import Tracing
    except ModuleNotFoundError as missing:
        raise CannotOpen("Tracing needs a few more packages: pip install 'chimein[otel]'.") from missing
    return Tracing()


async def _stamped(settings: Settings, store: Store, fresh: Stamp) -> None:
    move = await store.read(standing_move())
    if move is not None and move.side == "arriving":
        raise CannotOpen(f"{database_name(settings)} {UNFINISHED.format(move.other)}")
    # One that was left is closed to writers, and has its stamp.
    rows = await store.read(call("instance"))
    stamp = Stamp(*rows[0]) if rows else await store.write(begin_instance(fresh))
    if stamp.secret_fingerprint != fresh.secret_fingerprint:
        raise CannotOpen(
            f"{secret_path(settings)} is not the secret that {database_name(settings)} was made with. "
            "Put the right one there."
        )


def public_url(settings: Settings) -> str:
    """The address under which browsers reach the instance, without a slash at the end."""
    return (settings.public_url or f"http://{_url_host(settings.host)}:{settings.port}").rstrip("/")


def own_origins(settings: Settings) -> frozenset[str]:
    """The instance's own origins: its pages may post to it."""
    parts = urlsplit(public_url(settings))
    own = {f"{parts.scheme}://{parts.netloc}"}
    if not settings.public_url:
        own |= {f"http://localhost:{settings.port}", f"http://127.0.0.1:{settings.port}"}
    return frozenset(own)


def _url_host(host: str) -> str:
    if host in ("0.0.0.0", "::"):  # noqa: S104 - listening everywhere is reached by a name
        return "localhost"
    return f"[{host}]" if ":" in host else host


def _locked(path: Path) -> WriterLock:
    if not path.parent.is_dir():
        raise CannotOpen(f"There is no folder {path.parent} to put the database in.")
    lock = WriterLock(path)
    try:
        lock.take()
    except DatabaseInUse as taken:
        raise CannotOpen(_in_use(path, taken.process)) from taken
    except PermissionError as denied:
        raise CannotOpen(f"{path.parent} is not writable for this user.") from denied
    return lock


def _in_use(path: Path, process: int | None) -> str:
    who = "" if process is None else f" (process {process})"
    return (
        f"Another Chime In{who} already serves {path}. One process writes to a SQLite database: stop that one first, "
        "or let several serve one PostgreSQL."
    )


def _keys(path: Path, *, is_new: bool) -> InstanceKeys:
    if path.exists():
        return InstanceKeys(load_secret(path))
    if not is_new:
        raise CannotOpen(
            f"The instance secret {path} is missing. Without it no email can be read; put it back from your backup."
        )
    return InstanceKeys(create_secret(path))


def _insecure_hosts(settings: Settings) -> frozenset[str]:
    parts = urlsplit(settings.gravatar_url)
    named = frozenset(filter(None, (host.strip() for host in settings.insecure_hosts.split(","))))
    return named | {parts.netloc} if parts.scheme == "http" else named
