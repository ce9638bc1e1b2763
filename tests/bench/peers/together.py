"""All systems that can be had, running beside each other with the same conversations; and why the others are not."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from bench.conversations import Said
from bench.figures import Table
from bench.load import Disappointed, Outcome, Stream, run
from bench.machine import family_cpu_seconds
from bench.peers import installing, twikoo
from bench.peers.installing import Absent
from bench.peers.isso import SERVERS, isso
from bench.peers.peer import Peer, Talks
from bench.peers.waline import waline

HOST = "http://127.0.0.1:9"


@dataclass(slots=True)
class Together:
    """Who runs; who does not, with the reason."""

    running: list[Peer] = field(default_factory=list)
    absent: dict[str, str] = field(default_factory=dict)

    def notes(self) -> list[str]:
        """The reasons, for a table."""
        return [f"{name}: not measured; {why}." for name, why in self.absent.items()]


@contextmanager
def together(talks: Talks) -> Iterator[Together]:
    """Start every system that is installed and give it these conversations."""
    makers: dict[str, Callable[[Path], AbstractContextManager[Peer]]] = {
        **{f"Isso, {server}": partial(isso, server, hosts=[HOST]) for server in SERVERS},
        "Waline": waline,
    }
    found = Together(absent={"Twikoo": twikoo.SERVER, **installing.NOT_TRIED})
    with ExitStack() as stack:
        for name, make in makers.items():
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="chimein-bench-")))
            try:
                peer = stack.enter_context(make(folder))
                peer.fill(talks)
            except Absent as absent:
                found.absent[name] = str(absent)
            else:
                found.running.append(peer)
        yield found


def read_from(peer: Peer, requests: Iterator[bytes], load: tuple[int, float], table: Table) -> None:
    """So many connections for so many seconds, one round in the table; a note where the system gives up."""
    _measure(peer, Stream(peer.address, requests, load[0], is_kept=peer.is_kept), (load[1], "reads"), table)


def post_to(peer: Peer, words: Iterator[tuple[str, Said]], load: tuple[int, float], table: Table) -> None:
    """The same for posts; counted is what was stored, because a refusal may look like an answer."""
    requests = (peer.posting(path, said) for path, said in words)
    _measure(peer, Stream(peer.address, requests, load[0], is_kept=peer.is_kept), (load[1], "posts"), table)


def _measure(peer: Peer, stream: Stream, what: tuple[float, str], table: Table) -> None:
    seconds, kind = what
    case = f"{peer.name}, c={stream.connections}"
    before, stored = family_cpu_seconds(peer.pid), peer.stored()
    try:
        outcome = _good(run(seconds, stream)[0])
    except (Disappointed, TimeoutError, OSError) as failure:
        note = f"{case}: no figure in at least one round; {failure or 'no answer within 30 s'}."
        table.notes += [] if note in table.notes else [note]
        return
    done = len(outcome.latencies)
    if kind == "posts" and peer.stored() - stored < done:
        refused = done - (peer.stored() - stored)
        table.add(case, refused=refused)
        outcome.latencies = sorted(outcome.latencies)[refused:]  # refusals are the quick ones
    table.add_load(case, outcome, family_cpu_seconds(peer.pid) - before, kind)


def _good(outcome: Outcome) -> Outcome:
    if not outcome.latencies or set(outcome.statuses) - {200, 201}:
        raise Disappointed(f"answers were {dict(outcome.statuses) or 'none'}")
    return outcome
