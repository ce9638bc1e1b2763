"""One request over and over: by wrk where it is installed, because it costs less than our own load; else by that."""

import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat

from bench.load import Address, Disappointed, Stream, request, run

_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}
_LATENCY = re.compile(r"^\s+(50|99)%\s+([\d.]+)(us|ms|s|m)\s*$", re.MULTILINE)
_RATE = re.compile(r"Requests/sec:\s+([\d.]+)")
_COUNT = re.compile(r"(\d+) requests in ")
_BAD = re.compile(r"Non-2xx or 3xx responses: (\d+)")


@dataclass(frozen=True, slots=True)
class Hammered:
    """Answers a second, and latencies in milliseconds."""

    answers: int
    rate: float
    p50: float
    p99: float


def tool() -> str:
    """What hammers."""
    return "wrk" if shutil.which("wrk") else "tests/bench/load.py"


def hammer(address: Address, path: str, headers: Sequence[str], connections: int, seconds: float) -> Hammered:
    """Ask for `path` on so many connections. wrk counts 304 as good, so does this."""
    if tool() != "wrk":
        asked = request(path, address, *headers)
        outcome = run(seconds, Stream(address, repeat(asked), connections))[0]
        if set(outcome.statuses) - {200, 304}:
            raise Disappointed(f"answers were {dict(outcome.statuses)}")
        return Hammered(len(outcome.latencies), outcome.rate, outcome.ms(0.5), outcome.ms(0.99))
    options = [argument for header in headers for argument in ("-H", header)]
    command = ["wrk", "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--latency", *options]
    url = f"http://{address[0]}:{address[1]}{path}"
    return _read(subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout)


def _read(said: str) -> Hammered:
    rate, count, bad = _RATE.search(said), _COUNT.search(said), _BAD.search(said)
    if rate is None or count is None or bad is not None:
        raise Disappointed(said)
    found = {share: float(value) * _UNITS[unit] for share, value, unit in _LATENCY.findall(said)}
    return Hammered(int(count[1]), float(rate[1]), found["50"], found["99"])
