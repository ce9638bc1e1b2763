"""An export as the shell asks for it: one moment of the database, written line by line."""

from typing import BinaryIO

from msgspec import Struct

from chimein.gateways.keys import InstanceKeys, SealedEmail
from chimein.messages.records import Header, ThreadRecord
from chimein.office.reading import reading
from chimein.rules.hindrances import Hindrance
from chimein.settings import Settings
from chimein.store.calls import Row
from chimein.store.reads.sites import site_by_key
from chimein.transfer.export import OpenEmail, exported
from chimein.transfer.jsonl import write_jsonl, write_record


class CannotExport(Hindrance):
    """The file cannot be written; the message says why."""


class Exported(Struct, frozen=True, kw_only=True):
    """What was written."""

    threads: int
    comments: int


async def export_site(settings: Settings, key: str, file: BinaryIO, *, with_emails: bool) -> Exported:
    """Write the site to `file`. Raises `CannotOpen`, `NotFound`, and `SecretProblem` where addresses are wanted."""
    threads = comments = 0
    async with reading(settings) as found:
        open_email = _opener(await found.keys()) if with_emails else None
        async with found.store.snapshot() as reader:
            # An unknown site is told before the first byte, which a pipe could not take back.
            await reader.read(site_by_key(key))
            write_jsonl([], file, Header(emails=with_emails))
            async for record in exported(reader, key, open_email):
                write_record(record, file)
                threads += isinstance(record, ThreadRecord)
                comments += not isinstance(record, ThreadRecord)
    return Exported(threads=threads, comments=comments)


def _opener(keys: InstanceKeys) -> OpenEmail:
    def open_email(site_id: int, row: Row) -> str:
        person_id, cipher, wrapped_key, key_version = row
        return keys.open_email(site_id, person_id, SealedEmail(cipher, wrapped_key, key_version))

    return open_email
