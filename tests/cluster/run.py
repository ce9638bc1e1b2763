"""`make torture-cluster`: a cluster as one has it, made to fail again and again under people who write.

`python tests/cluster/run.py [--rounds 3] [--logs FOLDER]`. etcd, Patroni, HAProxy and PostgreSQL are Debian's, and are
installed where they are missing. It fails where an acknowledged comment is lost or doubled, a counter is wrong,
somebody is answered anything but 201 or a 503 that says when to come again, or a server does not come back by itself.
"""

import argparse
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from cluster.configs import TTL, Node
from cluster.machines import Cluster, running
from cluster.people import People, lost_or_doubled
from cluster.processes import NotInTime, install, missing_packages, until
from postgres import fetched
from shell import Shell

SERVERS, WRITERS = 2, 6
BACK_AGAIN = 10
"""Good answers that each server has to give before it counts as recovered."""
READERS_PATIENCE = 5.0
"""Seconds for which readers may be without an answer while standbys are there."""
QUIET_POSTS = 300
HONEST = {"201", "200", "503"}
HEADS = ("what happened", "primary", "no post, s", "no read, s", "posts", "answers to posts", "answers to reads")
TABLE = "| {:<39} | {:<13} | {:>10} | {:>10} | {:>6} | {:<26} | {:<26} |"


@dataclass(frozen=True, slots=True)
class Blow:
    """Something that happens to the cluster, and what sets right what does not set itself right."""

    name: str
    strike: Callable[[Cluster, Node], None]
    mend: Callable[[Cluster, Node], None] = lambda _cluster, _node: None
    moves: bool = True
    """Whether another node is the primary afterwards."""


BLOWS = (
    Blow("kill -9: the primary and its Patroni", Cluster.kill, Cluster.start_node),
    Blow("patronictl switchover", lambda cluster, _: cluster.switch_over()),
    Blow("the primary's machine stands still", Cluster.freeze, Cluster.thaw),
    Blow("HAProxy restarts", lambda cluster, _: cluster.restart_haproxy(), moves=False),
    Blow("kill -9: the primary's postmaster alone", Cluster.kill_postmaster, moves=False),
)


def main(arguments: list[str]) -> None:
    """Install what is missing, then strike in turn, and tell."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=3, help="how often each thing happens")
    parser.add_argument("--interface", choices=["etcd", "etcd3"], default="etcd", help="see configs.py; etcd3 may fail")
    parser.add_argument("--logs", type=Path, help="a folder to which all logs are copied at the end")
    wish = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is stopped then too
    missing = missing_packages()
    if missing:
        say(f"Installing {', '.join(missing)} (Debian).")
        install(missing)
    with running(wish.interface) as cluster, kept_logs(cluster, wish.logs):
        wrong = tortured(cluster, wish.rounds)
    for each in wrong:
        say(f"WRONG: {each}")
    sys.exit(1 if wrong else 0)


def tortured(cluster: Cluster, rounds: int) -> list[str]:
    """Every blow, `rounds` times; what was found wrong."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="chimein-servers-")))
        shell = Shell(folder, cluster.url(cluster.plan.writer))
        site = shell.add_site("Blog", "https://blog.example")
        shell.answer("site", "set", site, "avatars=generated")
        serving = {"CHIMEIN_LIMITS": "off", "CHIMEIN_REPLICAS": cluster.url(cluster.plan.reader)}
        servers = [stack.enter_context(shell.serving(**serving)).url for _ in range(SERVERS)]
        with People(servers, site, WRITERS) as people:
            until(lambda: answered_since(people, 0.0), "people are answered")
            say(f"{WRITERS} writers, {SERVERS} servers. A silent primary is given up after {TTL} s.")
            say(f"A post writes {log_bytes_a_post(cluster, people):,} bytes of log.\n")
            say(TABLE.format(*HEADS))
            say(TABLE.format("---", "---", "---:", "---:", "---:", "---", "---"))
            wrong = all_struck(cluster, people, rounds)
        return wrong + found_wrong(cluster, shell, people)


def all_struck(cluster: Cluster, people: People, rounds: int) -> list[str]:
    """Every blow, until one is not survived; what was found wrong. What was stored is to be looked at then, too."""
    try:
        without = [struck(cluster, people, blow) for _ in range(rounds) for blow in BLOWS]
    except NotInTime as late:
        return [str(late)]
    return [f"readers had no answer for {seconds:.1f} s" for seconds in without if seconds > READERS_PATIENCE]


def log_bytes_a_post(cluster: Cluster, people: People) -> int:
    """What the standbys are sent for each comment, in a quiet time."""
    url, place = cluster.url(cluster.plan.writer), "select (pg_current_wal_lsn() - '0/0')::bigint"
    ((begun,),), acknowledged = fetched(url, place), len(people.acknowledged)
    until(lambda: len(people.acknowledged) >= acknowledged + QUIET_POSTS, "people write")
    ((ended,),) = fetched(url, place)
    return int((ended - begun) / (len(people.acknowledged) - acknowledged))


def struck(cluster: Cluster, people: People, blow: Blow) -> float:
    """One blow, until everybody is answered again and the cluster is whole; for how long no reader was answered."""
    old = until(cluster.primary, "there is a primary")
    before = [Counter(memory.answers) for memory in (people.posts, people.reads)]
    acknowledged = len(people.acknowledged)
    begun = time.monotonic()
    blow.strike(cluster, old)
    new = until(lambda: _primary_after(cluster, old, blow), "there is a primary again")
    risen = time.monotonic()
    until(lambda: answered_since(people, risen), "every server answers again")
    blow.mend(cluster, old)
    cluster.until_whole()
    whole = time.monotonic()
    silences = [memory.longest_silence(begun, whole) for memory in (people.posts, people.reads)]
    differences = [
        _told(memory.answers - earlier) for memory, earlier in zip((people.posts, people.reads), before, strict=True)
    ]
    told = f"{old.name} → {new.name}" if new != old else old.name
    say(
        TABLE.format(
            blow.name,
            told,
            *(f"{silence:.1f}" for silence in silences),
            len(people.acknowledged) - acknowledged,
            *differences,
        )
    )
    return silences[1]


def answered_since(people: People, moment: float) -> bool:
    """Whether writers and readers at every server are answered again."""
    counts = [memory.since(moment) for memory in (people.posts, people.reads)]
    return all(len(count) == SERVERS and min(count) >= BACK_AGAIN for count in counts)


def found_wrong(cluster: Cluster, shell: Shell, people: People) -> list[str]:
    """What may not be: lost or doubled comments, wrong counters, dishonest answers."""
    url = cluster.url(cluster.plan.writer)
    stored = [(str(own), str(text)) for own, text in fetched(url, "select public_id, source_text from comment")]
    checked = shell.answer("check")
    wrong = lost_or_doubled(people.acknowledged, stored) + [str(problem) for problem in checked["problems"]]
    for memory in (people.posts, people.reads):
        wrong += [f"{times} answers {kind}" for kind, times in memory.answers.items() if kind not in HONEST]
    wrong += [f"{type(crash).__name__}: {crash}" for crash in people.crashes]
    say(f"\nAcknowledged {len(people.acknowledged)}, stored {len(stored)}, recounted {checked['comments']}.")
    return wrong


def _primary_after(cluster: Cluster, old: Node, blow: Blow) -> Node | None:
    found = cluster.primary()
    return found if found != old or not blow.moves else None


def _told(answers: Counter[str]) -> str:
    return ", ".join(f"{times} × {kind}" for kind, times in sorted(answers.items()))


@contextmanager
def kept_logs(cluster: Cluster, folder: Path | None) -> Iterator[None]:
    """Copy logs before they are removed with everything else."""
    try:
        yield
    finally:
        for log in cluster.plan.folder.glob("*/*.log") if folder else ():
            assert folder
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(log, folder / f"{log.parent.name}-{log.name}")


def say(text: str) -> None:
    """Print at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
