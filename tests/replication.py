"""A PostgreSQL primary with standbys that follow it, for the tests: real servers in one folder, killed and promoted."""

import os
import signal
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import rmtree

from postgres import QUICK, TEMPLATE, USER, fetched, migrated_template, programs, run_program, waited_for

NAMES = ("one", "two", "three")
FIRST_PORT = 5501
"""Only the names of sockets: nothing listens on a network."""
SENT = "select (pg_current_wal_flush_lsn() - '0/0')::bigint"
REPLAYED = "select (pg_last_wal_replay_lsn() - '0/0')::bigint"
RECEIVED = "select coalesce((pg_last_wal_receive_lsn() - '0/0')::bigint, 0)"


class Server:
    """One server of a family, standing in `folder`."""

    def __init__(self, folder: Path, binaries: Path, name: str) -> None:
        self.folder = folder
        self.name = name
        self.port = FIRST_PORT + NAMES.index(name)
        self._binaries = binaries
        self._data = folder / name

    def url(self, database: str = "postgres") -> str:
        """Where a database is reached on this server alone."""
        return f"postgresql://{USER}@/{database}?host={self.folder}&port={self.port}"

    def make(self) -> None:
        """A new, empty one."""
        arguments = ("-D", str(self._data), "-U", USER, "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
        run_program(self._binaries / "initdb", *arguments)

    def copy(self, primary: "Server") -> None:
        """One that follows whoever is the primary, beginning as a copy of `primary`."""
        where = ("-h", str(primary.folder), "-p", str(primary.port), "-U", USER)
        run_program(self._binaries / "pg_basebackup", *where, "-D", str(self._data), "-c", "fast", "--no-sync")
        run_program(Path("/bin/touch"), str(self._data / "standby.signal"))

    def follow(self, primary: "Server", settings: Sequence[str]) -> None:
        """Begin as such a copy, and run."""
        self.copy(primary)
        self.start(*settings)

    def start(self, *settings: str) -> None:
        """Run it until `stop`."""
        folders = ",".join([str(self.folder)] * len(NAMES))
        ports = ",".join(str(FIRST_PORT + number) for number in range(len(NAMES)))
        whom = f"host={folders} port={ports} user={USER} application_name={self.name} target_session_attrs=read-write"
        own = (f"unix_socket_directories={self.folder}", f"port={self.port}", f"primary_conninfo={whom}")
        every = (*QUICK, *own, "wal_retrieve_retry_interval=100ms", "wal_keep_size=512MB", *settings)
        options = " ".join(f"-c '{setting}'" for setting in every)
        self._control("-l", str(self.folder / f"{self.name}.log"), "-w", "-o", options, "start")

    def stop(self) -> None:
        """End it as a power cut would, if it runs."""
        with suppress(AssertionError):
            self._control("-m", "immediate", "-w", "stop")

    def kill(self) -> None:
        """SIGKILL to all its processes at once, as if the machine were gone."""
        lock = self._data / "postmaster.pid"
        chief = int(lock.read_text().split()[0])
        everybody = (chief, *_children(chief))
        for process in everybody:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        while any(map(_runs, everybody)):
            pass
        # Where nobody buries the dead, they would seem to hold what they locked.
        lock.unlink()
        (self.folder / f".s.PGSQL.{self.port}.lock").unlink()

    def forget(self) -> None:
        """Remove all that it kept."""
        rmtree(self._data)

    def promote(self) -> None:
        """Make a standby the primary, and wait until it is."""
        self._control("-w", "promote")

    def _control(self, *arguments: str) -> None:
        run_program(self._binaries / "pg_ctl", "-D", str(self._data), *arguments)


class Family:
    """A primary and its standbys."""

    def __init__(self, primary: Server, standbys: Sequence[Server], settings: Sequence[str]) -> None:
        self.primary = primary
        self.standbys = list(standbys)
        self._settings = settings
        self._lost: Server

    def url(self, database: str) -> str:
        """Where the database is reached on whichever server is the primary."""
        every = (self.primary, *self.standbys)
        hosts, ports = ",".join(str(each.folder) for each in every), ",".join(str(each.port) for each in every)
        return f"postgresql://{USER}@/{database}?host={hosts}&port={ports}"

    def new_database(self, name: str) -> None:
        """A database with the newest schema, on all servers."""
        fetched(self.primary.url(), f"create database {name} template {TEMPLATE}")
        self.until_replayed()

    def until_replayed(self) -> None:
        """Wait until the standbys show what the primary has."""
        sent = fetched(self.primary.url(), SENT)[0][0]
        for standby in self.standbys:
            while fetched(standby.url(), REPLAYED)[0][0] < sent:
                pass

    def most_advanced(self) -> Server:
        """The standby that lacks nothing that any standby has: the one to promote."""
        return max(self.standbys, key=lambda each: int(fetched(each.url(), RECEIVED)[0][0]))

    def succeed(self) -> None:
        """Promote, in place of the primary that was killed, the standby that lacks nothing."""
        heir = self.most_advanced()
        heir.promote()
        self.standbys.remove(heir)
        self._lost, self.primary = self.primary, heir

    def mend(self) -> None:
        """Put a new standby in the place of the server that was killed."""
        self._lost.forget()
        self._lost.follow(self.primary, self._settings)
        self.standbys.append(self._lost)


@contextmanager
def family(standbys: int, *, synchronous: bool = False) -> Iterator[Family]:
    """Servers for as long as the context lasts. `synchronous`: a commit waits until one standby has it on its disk."""
    with tempfile.TemporaryDirectory(prefix="chimein-pgs-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        binaries = programs(folder)
        primary, *others = [Server(folder, binaries, each) for each in NAMES[: standbys + 1]]
        quorum = f"ANY 1 ({', '.join(NAMES)})"
        settings = (f"synchronous_standby_names={quorum}",) if synchronous else ()
        try:
            primary.make()
            primary.start()
            waited_for(migrated_template(primary.url()))
            with ThreadPoolExecutor(standbys) as pool:
                list(pool.map(lambda standby: standby.follow(primary, settings), others))
            if synchronous:
                fetched(primary.url(), f"alter system set synchronous_standby_names = '{quorum}'")
                fetched(primary.url(), "select pg_reload_conf()")
            made = Family(primary, others, settings)
            made.until_replayed()
            yield made
        finally:
            for server in (primary, *others):
                server.stop()


def _children(parent: int) -> list[int]:
    numbers = (int(folder.name) for folder in Path("/proc").glob("[0-9]*"))
    return [number for number in numbers if _status(number)[1:2] == [str(parent)]]


def _runs(process: int) -> bool:
    return _status(process)[:1] not in ([], ["Z"])


def _status(process: int) -> list[str]:
    """The state of a process, its parent, and so on (proc(5)); nothing where it is gone."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
