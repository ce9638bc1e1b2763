"""A whole instance moves to another database, while the old one stays readable.

The order is what keeps every acknowledged comment: first whatever could go wrong is looked for; then the source refuses
writers, and whoever was writing has ended; then everything is copied and compared; then the source is marked as left
for good; and only then the target opens. Stopped anywhere, the same command goes on.
"""

from dataclasses import dataclass
from pathlib import Path

from msgspec import Struct

from chimein.actions.begin_instance import Stamp
from chimein.gateways.clock import SystemClock
from chimein.gateways.keys import InstanceKeys, keep_secret, load_secret
from chimein.gateways.randomness import SystemRandomness
from chimein.office.desk import desk
from chimein.office.files import check_database
from chimein.office.reading import reading
from chimein.office.verbs import Done, HaveLeft, Leave, MoveView, Stay
from chimein.rules.hindrances import Hindrance
from chimein.settings import Settings, database_name, database_path, is_postgres, secret_path
from chimein.store.calls import call
from chimein.store.copying import Tables, every_table
from chimein.store.reads.moves import Move, standing_move
from chimein.store.writes.moves import end_move
from chimein.transfer.moving import Compared, Progress, compare_everything, copy_everything
from chimein.wiring import tables_to_fill, tables_to_read


class CannotMove(Hindrance):
    """The move cannot be begun or ended; the message says why."""


class Moved(Struct, frozen=True, kw_only=True):
    """What came of a move."""

    source: str
    target: str
    tables: list[Compared]
    """Empty where an earlier run had ended it."""
    secret: str
    """The file with the secret that the target needs."""
    is_complete: bool
    """Whether both sides are the same; if not, the target stays closed."""


@dataclass(frozen=True, slots=True)
class _Origin:
    settings: Settings
    name: str
    stamp: Stamp
    secret: bytes
    move: Move | None


async def move(source: Settings, target: Settings, progress: Progress) -> Moved:
    """Move everything. Raises `CannotMove`, `CannotOpen`, `CannotCopy`, `Refused`, `SecretProblem`."""
    origin, name = await _origin(source), place_of(target)
    if origin.name == name:
        raise CannotMove("--from and --to are the same database.")
    if origin.move and origin.move.other != name:
        raise CannotMove(f"{origin.name} is moving to {origin.move.other}. Finish that first, or --give-up.")
    if not is_postgres(target):
        check_database(database_path(target), may_begin=True)
    async with tables_to_fill(target) as filled:
        if await _is_done(filled, origin, name):
            return _moved(origin, target, [])
        _carry_secret(origin, secret_path(target))
        left = await _leave(origin, name)
        if await filled.read(standing_move()) is None:
            await filled.begin(Move(left.id, "arriving", origin.name, (), SystemClock().now()))
        compared = await _filled(source, filled, progress)
        if all(table.is_same for table in compared):
            async with desk(source) as here:
                await here.ask(HaveLeft(id=left.id), Done)
            await filled.write_alone(end_move())
        return _moved(origin, target, compared)


async def give_up(source: Settings) -> MoveView:
    """Open the source to writers again. Raises `Refused`, `CannotOpen`."""
    async with desk(source) as here:
        return await here.ask(Stay(), MoveView)


def place_of(settings: Settings) -> str:
    """What a database is called, from whichever folder it is looked at, without its password."""
    return database_name(settings) if is_postgres(settings) else str(database_path(settings).resolve())


async def _origin(settings: Settings) -> _Origin:
    async with reading(settings) as found:
        await found.keys()
        stamp = Stamp(*(await found.store.read(call("instance")))[0])
        standing = await found.store.read(standing_move())
    return _Origin(settings, place_of(settings), stamp, load_secret(secret_path(settings)), standing)


async def _is_done(filled: Tables, origin: _Origin, name: str) -> bool:
    """Whether an earlier run had come to the end. Raises `CannotMove` for a target that is not this move's."""
    begun = await filled.read(standing_move())
    if begun is None:
        if not [table for table in every_table() if await filled.last_key(table) is not None]:
            return False
        rows = await filled.read(call("instance"))
        if origin.move and origin.move.side == "left" and rows and Stamp(*rows[0]) == origin.stamp:
            return True
        raise CannotMove(f"{name} is not empty. A move fills an empty database, or goes on with one that it began.")
    if begun.side != "arriving":
        raise CannotMove(f"{name} is itself on its way to {begun.other}.")
    if origin.move is None or origin.move.id != begun.id:
        raise CannotMove(
            f"{name} holds an unfinished move from {begun.other} that was given up, or is not of this source. Empty it."
        )
    return False


def _carry_secret(origin: _Origin, path: Path) -> None:
    if not path.exists():
        keep_secret(path, origin.secret)
    elif InstanceKeys(load_secret(path)).fingerprint() != origin.stamp.secret_fingerprint:
        raise CannotMove(
            f"{path} is another instance's secret. Name another file with CHIMEIN_SECRET_FILE, or put that one away."
        )


async def _leave(origin: _Origin, name: str) -> MoveView:
    async with desk(origin.settings) as here:
        return await here.ask(Leave(id=SystemRandomness().token(16), other=name), MoveView)


async def _filled(source: Settings, filled: Tables, progress: Progress) -> list[Compared]:
    tables = await tables_to_read(source)
    try:
        await copy_everything(tables, filled, progress)
        return await compare_everything(tables, filled, progress)
    finally:
        await tables.close()


def _moved(origin: _Origin, target: Settings, compared: list[Compared]) -> Moved:
    return Moved(
        source=origin.name,
        target=place_of(target),
        tables=compared,
        secret=str(secret_path(target).resolve()),
        is_complete=all(table.is_same for table in compared),
    )
