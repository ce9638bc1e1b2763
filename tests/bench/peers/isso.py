"""Isso as its documentation deploys it: four processes of gunicorn or of uWSGI, SQLite with its own defaults."""

import json
import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from bench.conversations import Said
from bench.load import Address, request
from bench.peers import installing
from bench.peers.peer import Process, Talks, free_port, root_of

SERVERS = ("gunicorn", "uWSGI")
CONFIGURATION = """[general]
dbpath = {folder}/comments.db
host = {hosts}
[guard]
enabled = false
[server]
listen = http://127.0.0.1:{port}/
"""
UWSGI = """[uwsgi]
http = 127.0.0.1:{port}
master = true
processes = 4
cache2 = name=hash,items=10240,blocksize=32
spooler = {folder}/mail
module = isso.run
virtualenv = {venv}
env = ISSO_SETTINGS={folder}/isso.cfg
"""
NO_VOTERS = bytes(256)
"""An empty Bloom filter of its kind."""


class Isso:
    """One instance; neither of its recommended servers keeps connections."""

    is_kept = False

    def __init__(self, server: str, folder: Path, address: Address, pid: int) -> None:
        self.name = f"Isso, {server}"
        self.address = address
        self.pid = pid
        self._file = folder / "comments.db"

    def fill(self, talks: Talks) -> None:
        """Straight into the file: through the API, 50,000 would take minutes."""
        with closing(sqlite3.connect(self._file)) as connection, connection:
            for path, talk in talks.items():
                title = f"Article {path}"
                thread = connection.execute("insert into threads (uri, title) values (?, ?)", (path, title)).lastrowid
                _add(connection, thread, talk)

    def reading(self, path: str) -> bytes:
        """All comments of a page: what its widget asks for when no number is limited."""
        return request(f"/?uri={quote(path, safe='')}", self.address)

    def posting(self, path: str, said: Said) -> bytes:
        """A comment; with the title it need not fetch the page."""
        message = {"text": said.text, "author": said.name, "email": said.email, "website": None, "title": "Article"}
        return request(f"/new?uri={quote(path, safe='')}", self.address, body=json.dumps(message).encode())

    def stored(self) -> int:
        """Rows of comments."""
        with closing(sqlite3.connect(self._file)) as connection:
            return int(connection.execute("select count(*) from comments").fetchone()[0])

    def embed(self, path: str) -> tuple[str, str]:
        """Its snippet, with every comment shown. One more than the comments matches: the editor's preview."""
        url = f"http://{self.address[0]}:{self.address[1]}"
        return (
            f'<script data-isso="{url}/" data-isso-max-comments-top="inf" data-isso-max-comments-nested="inf" '
            f'src="{url}/js/embed.min.js"></script><section id="isso-thread" data-isso-id="{path}"></section>',
            ".isso-comment:not(.isso-preview .isso-comment)",
        )


@contextmanager
def isso(server: str, folder: Path, hosts: Sequence[str]) -> Iterator[Isso]:
    """A new instance for pages of these origins. Raises `Absent`."""
    programs = installing.isso() if server == "gunicorn" else installing.uwsgi()
    port = free_port()
    (folder / "mail").mkdir()
    listed = "".join(f"\n    {host}/" for host in hosts)
    (folder / "isso.cfg").write_text(CONFIGURATION.format(folder=folder, hosts=listed, port=port))
    (folder / "uwsgi.ini").write_text(UWSGI.format(folder=folder, port=port, venv=programs.parent))
    command = [str(programs / "uwsgi"), "--ini", str(folder / "uwsgi.ini")]
    if server == "gunicorn":
        command = [str(programs / "gunicorn"), "-b", f"127.0.0.1:{port}", "-w", "4", "--preload", "isso.run"]
    environment = {**os.environ, "ISSO_SETTINGS": str(folder / "isso.cfg")}
    environment.pop("PYTHONPATH", None)
    process = Process(command, folder, environment, ("127.0.0.1", port))
    with process.running("/config") as pid:
        yield Isso(server, folder, process.address, pid)


def _add(connection: sqlite3.Connection, thread: int | None, talk: Sequence[Said]) -> None:
    ids: list[int | None] = []
    for place, said in enumerate(talk):
        parent = None if said.parent is None else ids[root_of(talk, place)]
        row = (thread, parent, time.time(), 1, "127.0.0.0", said.text, said.name, said.email, NO_VOTERS)
        ids.append(
            connection.execute(
                "insert into comments (tid, parent, created, mode, remote_addr, text, author, email, voters, "
                "notification) values (?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
                row,
            ).lastrowid
        )
