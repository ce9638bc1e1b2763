"""Random reads over many threads: no answer is ready, each is made from the database. Beside the others' own reads."""

import random
import tempfile
from collections.abc import Iterator
from itertools import repeat
from pathlib import Path

from bench.conversations import FIFTY, conversation
from bench.figures import Table
from bench.load import Stream, request, run
from bench.machine import cpu_seconds, shared_out_mb
from bench.pace import Pace
from bench.peers.together import read_from, together
from bench.seeding import multiply, seed
from bench.serving import served

FOR_OTHERS = (1, 8)
"""They answer a few times a second: with 32 at once, nobody would live to see an answer."""
BR = "Accept-Encoding: br"
OURS = "Chime In"


def measure(pace: Pace) -> list[Table]:
    """Threads of 50 comments at random, as the widgets ask for them."""
    memory = Table("memory-beside", "Memory of all processes (PSS) after those reads")
    table = Table("random-reads", f"Random reads over {pace.threads:,} threads of 50 comments, nothing kept ready")
    table.notes.append("Load: tests/bench/load.py. Ours with CHIMEIN_CACHE_MB=0; the others as they come.")
    talks = {f"/article/{number}": conversation(number, FIFTY) for number in range(pace.threads)}
    with tempfile.TemporaryDirectory(prefix="chimein-bench-") as name:
        seeded = seed(Path(name) / "small", pace.seeds, FIFTY)
        seeded = multiply(seeded, Path(name) / "large", pace.threads // pace.seeds)
        with served(seeded.folder, CHIMEIN_CACHE_MB="0") as program, together(talks) as others:
            table.notes += others.notes()
            paths = [seeded.pages.thread_path(number) for number in range(seeded.threads)]
            plain = [request(path, program.address) for path in paths]
            packed = [request(path, program.address, BR) for path in paths]
            reading = {peer.name: [peer.reading(path) for path in talks] for peer in others.running}
            run(pace.warm, Stream(program.address, _any(packed), 8))
            for round_ in range(pace.rounds):
                for kind, made in (("identity", plain), ("br", packed)):
                    for connections in pace.connections:
                        before = cpu_seconds(program.pid)
                        outcome = run(pace.seconds, Stream(program.address, _any(made), connections))[0].expect(200)
                        cost = cpu_seconds(program.pid) - before
                        table.add_load(f"{OURS}, {kind}, c={connections}", outcome, cost, "reads")
                for peer in others.running if round_ < pace.peer_rounds else ():
                    for connections in FOR_OTHERS:
                        read_from(peer, _any(reading[peer.name]), (connections, pace.peer_seconds), table)
            memory.add("Chime In", MB=shared_out_mb(program.pid))
            for peer in others.running:
                memory.add(peer.name, MB=shared_out_mb(peer.pid))
    return [table, memory]


def _any(requests: list[bytes]) -> Iterator[bytes]:
    chance = random.Random(11)
    return (chance.choice(requests) for _ in repeat(0))
