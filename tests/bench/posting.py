"""Durable posts: each is answered after its commit is synced to the disk (SQLite, synchronous=FULL)."""

from collections.abc import Iterator
from itertools import count

from bench.conversations import FIFTY, Pages, Said, conversation, new_words, posts
from bench.figures import Table
from bench.load import Stream, run
from bench.machine import cpu_seconds
from bench.pace import Pace
from bench.peers.together import post_to, together
from bench.serving import served

THREADS = 200
WRITERS = (1, 8, 32)
OURS = "Chime In"


def measure(pace: Pace) -> list[Table]:
    """Posts of 60 words a second at several numbers of writers, spread over 200 threads that grow."""
    table = Table("posts", "Durable posts, by writers at once")
    table.notes.append("Limits off everywhere; ours: generated pictures, a new persona with every post.")
    table.notes.append("Load: tests/bench/load.py. The others begin with 200 threads of 50 comments.")
    table.notes.append("Refused: answers after which nothing was stored; they are not counted.")
    talks = {f"/article/{number}": conversation(number, FIFTY) for number in range(THREADS)}
    with served() as program, together(talks) as others:
        table.notes += others.notes()
        pages = Pages(program.add_site())
        made = posts(program, pages, THREADS)
        words = _words()
        run(pace.warm, Stream(program.address, made, 8))
        for _ in range(pace.rounds):
            for writers in WRITERS:
                before = cpu_seconds(program.pid)
                outcome = run(pace.seconds, Stream(program.address, made, writers))[0].expect(201)
                table.add_load(f"{OURS}, c={writers}", outcome, cpu_seconds(program.pid) - before, "posts")
            for peer in others.running:
                for writers in WRITERS:
                    post_to(peer, words, (writers, pace.seconds), table)
    return [table]


def _words() -> Iterator[tuple[str, Said]]:
    return ((f"/article/{number % THREADS}", said) for number, said in zip(count(), new_words(2), strict=False))
