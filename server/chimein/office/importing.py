"""An import as the shell asks for it: the file is read and rendered here, and written by whoever is the writer."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from chimein.messages.batches import StoredBatch, Weighed
from chimein.messages.records import Record
from chimein.office.desk import Desk, desk
from chimein.office.verbs import ShowSites, SiteView
from chimein.settings import Settings
from chimein.transfer.batching import OWN_SOURCE
from chimein.transfer.formats import READERS, Reader, reader_of
from chimein.transfer.places import Places
from chimein.transfer.report import Report
from chimein.transfer.run import Progress, Source, Target, run_import
from chimein.transfer.tally import Tally
from chimein.transfer.unreadable import Unimportable


@dataclass(frozen=True, slots=True)
class ImportWish:
    """What is to be imported, and where to."""

    format: str
    file: Path
    site: str
    maps: tuple[tuple[str, str], ...] = ()
    is_dry: bool = False


async def import_file(settings: Settings, wish: ImportWish, progress: Progress) -> Report:
    """Import the file. Raises `Unimportable` with nothing stored, `WrongMap`, `CannotOpen`, `Refused`."""
    try:
        with wish.file.open("rb") as file:
            source = _source(reader_of(wish.format, file), file)
            async with desk(settings) as here:
                target = await target_at(here, wish.site, wish.maps, is_dry=wish.is_dry)
                return await run_import(source, target, progress)
    except OSError as failure:
        raise Unimportable(f"{wish.file} cannot be read: {failure.strerror}.") from failure


async def target_at(here: Desk, key: str, maps: tuple[tuple[str, str], ...] = (), *, is_dry: bool = False) -> Target:
    """The site as an import sees it. Raises `Refused` for an unknown one, `WrongMap`."""
    site = (await here.ask(ShowSites(key=key), list[SiteView]))[0]
    return Target(
        site=key,
        places=Places(site.origins, maps),
        weigh=lambda batch: here.ask(batch, Weighed),
        store=lambda batch: here.ask(batch, StoredBatch),
        is_dry=is_dry,
    )


def _source(reader: Reader, file: BinaryIO) -> Source:
    name = next(name for name, known in READERS.items() if known is reader)
    return Source(OWN_SOURCE if name == "jsonl" else name, partial(_from_the_start, reader, file))


def _from_the_start(
    reader: Callable[[BinaryIO, Tally], Iterator[Record]], file: BinaryIO, tally: Tally
) -> Iterator[Record]:
    file.seek(0)
    yield from reader(file, tally)
