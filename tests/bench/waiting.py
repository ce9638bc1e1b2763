"""A page of the desk's queue while thousands of comments wait: what a program pays for it, in how many statements."""

import asyncio
import json
import tempfile
from itertools import islice, repeat
from pathlib import Path

from bench.conversations import Pages, posts
from bench.figures import Table
from bench.load import Disappointed, Stream, answers, request, run
from bench.machine import cpu_seconds
from bench.pace import Pace
from bench.serving import Program, served
from chimein.access.queue import queue_page
from chimein.rules.accounts import Account, Staff
from chimein.rules.queue import QueueFilter, cursor_of
from chimein.store.calls import Call, Rows, Transaction
from chimein.store.news import watching
from chimein.store.sqlite import SqliteStore

THREADS = 200
OWNER = Staff(Account(1, "Bench", True, False, False, False, created_at=1, signed_in_at=None), {})


def measure(pace: Pace) -> list[Table]:
    """The first page, one from the middle, and one that is searched for; one after the other, over HTTP, as JSON."""
    table = Table("queue", f"A page of the queue with {pace.held:,} held comments")
    table.notes.append("50 cards with their threads, parents, histories and counts; a token, /api/v1/admin/queue.")
    with tempfile.TemporaryDirectory(prefix="chimein-bench-") as name, served(Path(name)) as program:
        site = program.add_site(moderation="all")
        made = posts(program, Pages(site), THREADS)
        if any(status != 201 for status, _ in answers(program.address, islice(made, pace.held))):
            raise Disappointed("a comment was not taken")
        key = f"Authorization: Bearer {_token(program)}"
        cases = {"first": "", "middle": f"&cursor={_middle(program, key)}", "one reason": "&reason=every-comment"}
        asked = {
            case: request(f"/api/v1/admin/queue?state=held{more}", program.address, key) for case, more in cases.items()
        }
        for message in asked.values():
            run(pace.warm, Stream(program.address, repeat(message), 1))
        for _ in range(pace.rounds):
            for case, message in asked.items():
                before = cpu_seconds(program.pid)
                outcome = run(pace.seconds, Stream(program.address, repeat(message), 1))[0].expect(200)
                table.add_load(case, outcome, cpu_seconds(program.pid) - before, "pages")
        for case, more in cases.items():
            table.add(case, statements=asyncio.run(_statements(Path(name) / "chimein.db", more)))
    return [table]


def _token(program: Program) -> str:
    program.asks("account", "add", "bench@bench.example", "--owner")
    added = program.asks("token", "add", "--account", "bench@bench.example", "--name", "bench", "--scope", "see")
    return str(added["word"])


def _middle(program: Program, key: str) -> str:
    """Where the tenth page begins."""
    cursor = ""
    for _ in range(9):
        path = f"/api/v1/admin/queue?state=held{cursor and f'&cursor={cursor}'}"
        _, body = answers(program.address, [request(path, program.address, key)])[0]
        cursor = json.loads(body)["next"] or cursor
    return cursor


async def _statements(database: Path, more: str) -> int:
    """How many the same page takes from the store."""
    name, _, value = more.removeprefix("&").partition("=")
    wanted = QueueFilter(reason=value if name == "reason" else None)
    cursor = cursor_of(value) if name == "cursor" else None
    store = await SqliteStore.open_to_read(database)
    asked: list[str] = []
    try:
        await store.read(_counted(queue_page(OWNER, wanted, cursor), asked))
    finally:
        await store.close()
    return len(asked)


def _counted(transaction: Transaction[object], asked: list[str]) -> Transaction[object]:
    def see(call: Call, _: Rows) -> list[str]:
        asked.append(call.name)
        return []

    return watching(transaction, see, set())  # type: ignore[arg-type] # nothing is told of what it sees
