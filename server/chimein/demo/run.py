"""The main job in one go: a throw-away instance, and the sample website on another origin, talking to each other."""

import shutil
import socket
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from chimein.app import create_app
from chimein.demo.articles import articles
from chimein.demo.conversation import conversation
from chimein.demo.website import article_url, website
from chimein.messages.records import Record
from chimein.office.account_verbs import AddAccount, AddedAccount
from chimein.office.http_server import Application, answering, listen, port_of
from chimein.office.importing import target_at
from chimein.office.own_desk import OwnDesk
from chimein.office.serving import serving
from chimein.office.verbs import AddSite, ChangeSite, SiteView
from chimein.settings import load
from chimein.transfer.run import Source, run_import
from chimein.transfer.tally import Tally
from chimein.wiring import Instance
from chimein.worker.worker import Worker

NAME = "Low Water"
EMAIL = "marin@demo.example"
SETTINGS = {
    "invitation": "Have you seen it too? Tell the others.",
    "notice": "This is a demonstration: what is said here is gone when it ends.",
    "avatars": "gravatar",
    "moderation": "none",  # so that whoever joins in is there at once; what waits at the desk came along
    "lang": "en",
    "page_size": "12",  # so that the lively conversation has pages to turn
}


@dataclass(frozen=True, slots=True)
class Shown:
    """Where the demonstration is to be seen."""

    website_url: str
    instance_url: str
    database: str
    site_key: str
    comments: int
    articles: tuple[str, ...]
    email: str
    passphrase: str


_SETTINGS: dict[str, Any] = {"log": "error", "shutdown_seconds": 3}


@asynccontextmanager
async def demonstrating(port: int, host_port: int) -> AsyncIterator[Shown]:
    """Run both servers while the context lasts. Raises `CannotListen` when a port is taken."""
    folder = Path(tempfile.mkdtemp(prefix="chimein-demo-"))
    try:
        host = listen("127.0.0.1", host_port, "--host-port")
        settings = load(
            {}, **_SETTINGS, database=f"sqlite:///{folder / 'demo.db'}", port=port, insecure_hosts=_near(host)
        )
        own_url = f"http://localhost:{port_of(host)}"
        async with serving(settings, _app) as served:
            here = OwnDesk(served.instance)
            site = await here.ask(AddSite(name=NAME, origins=[own_url, f"http://127.0.0.1:{port_of(host)}"]), SiteView)
            await here.ask(ChangeSite(key=site.key, assignments=SETTINGS), SiteView)
            passphrase = served.instance.randomness.token(15)
            owner = AddAccount(email=EMAIL, name="Marin", passphrase=passphrase, is_owner=True)
            await here.ask(owner, AddedAccount)
            report = await run_import(_source(served.instance.clock.now, own_url), await target_at(here, site.key))
            async with answering(website(served.url, site.key, own_url), host, settings):
                yield Shown(
                    website_url=own_url,
                    instance_url=served.url,
                    database=settings.database,
                    site_key=site.key,
                    comments=report.published,
                    articles=tuple(article_url(own_url, article) for article in articles()),
                    email=EMAIL,
                    passphrase=passphrase,
                )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _app(instance: Instance, worker: Worker) -> Application:
    return create_app(instance, worker.wake, stir=worker.stir)


def _source(now: Callable[[], int], own_url: str) -> Source:
    return Source("demo", partial(_records, now(), own_url))


def _records(now: int, own_url: str, _tally: Tally) -> Iterator[Record]:
    yield from conversation(now, own_url)


def _near(host: socket.socket) -> str:
    """The sample website, which the page doctor may look at though it is on this machine."""
    return f"localhost:{port_of(host)},127.0.0.1:{port_of(host)}"
