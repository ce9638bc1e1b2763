"""Reading threads as the widget does: one hot thread beside nginx, and many threads while others write."""

import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from bench import peer_nginx
from bench.conversations import FIFTY, HUNDRED, Pages, fill, posts
from bench.figures import Table
from bench.hammering import Hammered, hammer, tool
from bench.load import Address, Stream, answers, request, run
from bench.machine import cpu_seconds, family_cpu_seconds, server_core
from bench.pace import Pace
from bench.serving import Program, served

WRITERS = (8, 32)
BR = "Accept-Encoding: br"
HOT = 0
"""The page with 100 comments; those after it have 50."""


@dataclass(frozen=True, slots=True)
class _Case:
    name: str
    headers: tuple[str, ...]
    body: bytes
    file: str


def measure(pace: Pace) -> list[Table]:
    """Hot reads beside nginx and the load's own ceiling; random reads while people post."""
    with served() as program, served(any_server=True) as plain, served(CHIMEIN_CACHE_MB="0") as cold:
        pages = Pages(program.add_site(page_size="100"))
        fill(program, pages, range(HOT, HOT + 1), HUNDRED)
        hot = _hot(program, {"any_server": plain, "cold": cold}, (pages, pace))
        fill(program, pages, range(1, 1 + pace.seeds), FIFTY)
        run(pace.warm, Stream(program.address, _random(program, pages, pace, BR), 8))
        return [hot, _beside_posts(program, pages, pace)]


def _hot(program: Program, others: Mapping[str, Program], what: tuple[Pages, Pace]) -> Table:
    """`others`: the same conversation in instances that are served differently, by what they are called."""
    pages, pace = what
    path = pages.thread_path(HOT)
    paths = {name: _hot_path(other) for name, other in others.items()}
    cases = _cases(program, path)
    table = Table("hot-reads", "One thread of 100 comments, asked for as the widget does")
    sizes = ", ".join(f"{case.name} {len(case.body):,} bytes" for case in cases if case.body)
    table.notes += [f"Load: {tool()}. Bodies: {sizes}.", "nginx sends the same bytes from a file, on the same core."]
    table.notes.append("any server: uvicorn as it comes, before it the same memory; cold: CHIMEIN_CACHE_MB=0.")
    table.notes.append("The ceiling is what this load reaches where a server does nothing but send the same bytes.")
    with ExitStack() as stack:
        nginx = None
        if peer_nginx.is_there():
            nginx = stack.enter_context(peer_nginx.nginx({case.file: case.body for case in cases if case.body}))
        idle = {case.name: stack.enter_context(_doing_nothing(case.body)) for case in cases}
        for _ in range(pace.rounds):
            for case in cases:
                for connections in pace.connections:
                    label = f"{case.name}, c={connections}"
                    before = cpu_seconds(program.pid)
                    ours = hammer(program.address, path, case.headers, connections, pace.seconds)
                    cost = (cpu_seconds(program.pid) - before) * 1e6 / ours.answers
                    table.add(label, reads_per_s=ours.rate, p50_ms=ours.p50, p99_ms=ours.p99, cpu_µs=cost)
                    if nginx is not None:
                        theirs, least = _from_file(nginx, case, connections, pace)
                        table.add(label, nginx_per_s=theirs.rate, x_nginx=ours.rate / theirs.rate, nginx_cpu_µs=least)
                    for name, other in others.items():
                        headers = _headers(other.address, paths[name], case)
                        found = hammer(other.address, paths[name], headers, connections, pace.seconds)
                        table.add(label, **{f"{name}_per_s": found.rate})
                    ceiling = hammer(idle[case.name], "/", (), connections, pace.seconds)
                    table.add(label, ceiling_per_s=ceiling.rate)
    return table


def _from_file(nginx: tuple[Address, int], case: _Case, connections: int, pace: Pace) -> tuple[Hammered, float]:
    """nginx under the same load, and the microseconds on a core that an answer costs it."""
    address, pid = nginx
    headers = case.headers if case.body else _headers(address, f"/{case.file}", case)
    before = family_cpu_seconds(pid)
    found = hammer(address, f"/{case.file}", headers, connections, pace.seconds)
    return found, (family_cpu_seconds(pid) - before) * 1e6 / found.answers


def _beside_posts(program: Program, pages: Pages, pace: Pace) -> Table:
    """Writers use threads of their own, so that what is read stays what it was."""
    table = Table("reads-and-posts", "Random reads (br, c=8) alone and while people post")
    table.notes.append("Load: tests/bench/load.py, both streams in one process.")
    writing = Pages(program.add_site())
    made = posts(program, writing, 200)
    for _ in range(pace.rounds):
        reads = Stream(program.address, _random(program, pages, pace, BR), 8)
        alone = run(pace.seconds, reads)[0].expect(200)
        table.add("alone", reads_per_s=alone.rate, p50_ms=alone.ms(0.5), p99_ms=alone.ms(0.99))
        for writers in WRITERS:
            read, posted = run(pace.seconds, reads, Stream(program.address, made, writers))
            read, posted = read.expect(200), posted.expect(201)
            case = f"while {writers} post"
            table.add(case, reads_per_s=read.rate, p50_ms=read.ms(0.5), p99_ms=read.ms(0.99))
            table.add(case, posts_per_s=posted.rate, posts_p99_ms=posted.ms(0.99))
    return table


def _random(program: Program, pages: Pages, pace: Pace, *headers: str) -> Iterator[bytes]:
    numbers = range(1, 1 + pace.seeds)
    made = [request(pages.thread_path(number), program.address, *headers) for number in numbers]
    chance = random.Random(11)
    while True:
        yield chance.choice(made)


def _cases(program: Program, path: str) -> list[_Case]:
    identity = _body(program.address, path)
    br = _body(program.address, path, BR)
    known = f"If-None-Match: {_etag(program.address, path, BR)}"
    return [
        _Case("identity", (), identity, "thread.json"),
        _Case("br", (BR,), br, "br/thread.json"),
        _Case("304", (BR, known), b"", "br/thread.json"),
    ]


def _headers(address: Address, path: str, case: _Case) -> Sequence[str]:
    if case.body:
        return case.headers
    return BR, f"If-None-Match: {_etag(address, path, BR)}"


def _hot_path(program: Program) -> str:
    pages = Pages(program.add_site(page_size="100"))
    fill(program, pages, range(HOT, HOT + 1), HUNDRED)
    return pages.thread_path(HOT)


def _body(address: Address, path: str, *headers: str) -> bytes:
    ((status, body),) = answers(address, [request(path, address, *headers)], 1)
    assert status == 200, body
    return body


def _etag(address: Address, path: str, *headers: str) -> str:
    """What a reader keeps beside its copy."""
    connection = HTTPConnection(*address, timeout=10)
    try:
        connection.request("GET", path, headers=dict(header.split(": ", 1) for header in headers))
        found = connection.getresponse().headers["ETag"]
    finally:
        connection.close()
    assert found is not None, path
    return str(found)


@contextmanager
def _doing_nothing(body: bytes) -> Iterator[Address]:
    with tempfile.NamedTemporaryFile(prefix="chimein-bench-") as file:
        file.write(body)
        file.flush()
        command = [sys.executable, str(Path(__file__).with_name("ceiling.py")), file.name]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, preexec_fn=server_core())
        try:
            assert process.stdout is not None
            yield "127.0.0.1", int(process.stdout.readline())
        finally:
            process.terminate()
            process.wait()
