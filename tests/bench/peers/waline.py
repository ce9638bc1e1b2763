"""Waline with SQLite, as its documentation runs it by itself: one Node process and its worker.

Each request asks a server of its makers which sign-in services there are; here a local one answers that there are none.
"""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from bench.conversations import Said
from bench.load import Address, request
from bench.machine import server_core
from bench.peers import installing
from bench.peers.peer import Process, Talks, free_port, root_of

TIMES = ("insertedAt", "createdAt", "updatedAt")
COMMENT = ("user_id", "comment", "ip", "link", "mail", "nick", "rid", "pid", "sticky", "status", "like", "ua", "url")
COUNTER = ("time", *(f"reaction{number}" for number in range(9)), "url")
USERS = ("display_name", "email", "password", "type", "label", "url", "avatar", "2fa")
SIGN_IN = ("github", "twitter", "facebook", "google", "weibo", "qq", "oidc", "huawei")
BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"
MADE = "2026-01-01 00:00:00"


class Waline:
    """One instance."""

    name = "Waline"
    is_kept = True

    def __init__(self, folder: Path, address: Address, pid: int, assets: str) -> None:
        self.address = address
        self.pid = pid
        self._file = folder / "waline.sqlite"
        self._assets = assets

    def fill(self, talks: Talks) -> None:
        """Straight into the file: through the API, 50,000 would take half an hour."""
        with closing(sqlite3.connect(self._file)) as connection, connection:
            for path, talk in talks.items():
                _add(connection, path, talk)

    def reading(self, path: str) -> bytes:
        """The first page of a hundred roots."""
        query = f"path={quote(path, safe='')}&pageSize=100&page=1&lang=en-US&sortBy=insertedAt_desc"
        return request(f"/api/comment?{query}", self.address)

    def posting(self, path: str, said: Said) -> bytes:
        """A comment."""
        message = {"comment": said.text, "nick": said.name, "mail": said.email, "link": "", "url": path, "ua": BROWSER}
        return request("/api/comment?lang=en-US", self.address, body=json.dumps(message).encode())

    def stored(self) -> int:
        """Rows of comments: refusals are answered with status 200 too."""
        with closing(sqlite3.connect(self._file)) as connection:
            return int(connection.execute("select count(*) from wl_Comment").fetchone()[0])

    def embed(self, path: str) -> tuple[str, str]:
        """Its snippet, its files from a server of the host's."""
        wish = {"el": "#waline", "serverURL": f"http://127.0.0.1:{self.address[1]}", "path": path, "pageSize": 100}
        return (
            f'<link rel="stylesheet" href="{self._assets}/waline.css"><div id="waline"></div><script type="module">'
            f'import {{ init }} from "{self._assets}/waline.js"; init({json.dumps({**wish, "lang": "en"})});</script>',
            ".wl-card-item",
        )


@contextmanager
def waline(folder: Path, assets: str = "") -> Iterator[Waline]:
    """A new instance; `assets`: where its widget's files are served. Raises `Absent`."""
    modules, node = installing.waline(), installing.node()
    _create(folder / "waline.sqlite")
    with _sign_in_services(folder) as services:
        port = free_port()
        environment = {
            **os.environ,
            "SQLITE_PATH": str(folder),
            "JWT_TOKEN": "bench",
            "IPQPS": "0",
            "AKISMET_KEY": "false",
            "OAUTH_URL": services,
            "NODE_OPTIONS": f"--require {Path(__file__).with_name('only_loopback.cjs')}",
        }
        command = [node, str(modules / "@waline" / "vercel" / "vanilla.js"), str(port)]
        process = Process(command, folder, environment, ("127.0.0.1", port))
        with process.running("/api/comment?path=%2F&pageSize=1&page=1") as pid:
            yield Waline(folder, process.address, pid, assets)


def _create(file: Path) -> None:
    """Empty tables with the columns that its documentation lists; like there, without an index."""
    texts = {"Comment": COMMENT, "Counter": COUNTER, "Users": (*USERS, *SIGN_IN)}
    with closing(sqlite3.connect(file)) as connection, connection:
        for name, columns in texts.items():
            whole = ("user_id", "rid", "pid", "like", "time")
            kinds = [f'"{it}" {"integer" if it in whole or it.startswith("reaction") else "text"}' for it in columns]
            times = [f"{time} datetime default (datetime('now', 'localtime'))" for time in TIMES]
            connection.execute(
                f"create table wl_{name} (id integer primary key autoincrement, {', '.join([*kinds, *times])})"
            )


@contextmanager
def _sign_in_services(folder: Path) -> Iterator[str]:
    answer = folder / "services.json"
    answer.write_text(json.dumps({"services": []}))
    command = [sys.executable, str(Path(__file__).parents[1] / "ceiling.py"), str(answer)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, preexec_fn=server_core())
    try:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{int(process.stdout.readline())}/"
    finally:
        process.terminate()
        process.wait()


def _add(connection: sqlite3.Connection, path: str, talk: Sequence[Said]) -> None:
    ids: list[int | None] = []
    for place, said in enumerate(talk):
        above = (None, None) if said.parent is None else (ids[root_of(talk, place)], ids[said.parent])
        row = (said.text, "127.0.0.1", "", said.email, said.name, *above, "approved", 0, BROWSER, path, *[MADE] * 3)
        ids.append(
            connection.execute(
                "insert into wl_Comment (comment, ip, link, mail, nick, rid, pid, status, like, ua, url, insertedAt, "
                f"createdAt, updatedAt) values ({', '.join('?' * len(row))})",
                row,
            ).lastrowid
        )
