"""New threads, their keys, and their counters."""

from chimein.rules.facts import Thread
from chimein.rules.frozen import dataclass
from chimein.rules.page_urls import RULES_VERSION
from chimein.store.calls import Transaction, call


@dataclass(frozen=True, slots=True)
class Counted:
    """What a change adds to a thread's counters. `number` asks for the next root number."""

    count: int = 0
    roots: int = 0
    pings: int = 0
    number: bool = False
    posted_at: int = 0
    seen: bool = True
    """Whether readers see a difference: then the version rises."""


@dataclass(frozen=True, slots=True)
class NewThread:
    """A thread that is about to begin."""

    id: int
    public_id: str
    url: str
    title: str
    created_at: int
    closed_at: int | None = None
    last_number: int = 0


def add_thread(site_id: int, new: NewThread, keys: tuple[str, ...], now: int) -> Transaction[Thread]:
    """Begin a thread under `keys`."""
    yield from call(
        "add_thread",
        site_id=site_id,
        id=new.id,
        public_id=new.public_id,
        url=new.url,
        title=new.title,
        closed_at=new.closed_at,
        created_at=new.created_at,
        last_number=new.last_number,
    )
    for key in keys:
        yield from add_key(site_id, new.id, key, now)
    rows = yield from call("thread_by_id", site_id=site_id, id=new.id)
    return Thread(*rows[0])


def add_key(site_id: int, thread_id: int, key: str, now: int) -> Transaction[None]:
    """One more way to find a thread; a key that is taken stays where it is."""
    yield from call(
        "add_thread_key",
        site_id=site_id,
        key=key,
        rules_version=RULES_VERSION,
        thread_id=thread_id,
        created_at=now,
    )


def count_up(site_id: int, thread_id: int, counted: Counted) -> Transaction[Thread]:
    """Move the counters with the fact they count, and return the thread as it is then."""
    rows = yield from call(
        "count_up_thread",
        site_id=site_id,
        id=thread_id,
        count=counted.count,
        roots=counted.roots,
        pings=counted.pings,
        numbers=1 if counted.number else 0,
        posted_at=counted.posted_at,
        seen=1 if counted.seen else 0,
    )
    return Thread(*rows[0])
