"""What a verb of the shell does to an instance at work."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from chimein.gateways.gravatar import email_sha256
from chimein.office.perform import perform
from chimein.office.verbs import ChangeSite
from gateways.gravatar_server import Behaviour, GravatarServer
from running import Running

EMAIL = "ada@example.org"
PAGE = "https://blog.example/post"


@pytest.fixture
def upstream() -> Iterator[GravatarServer]:
    """Gravatar on loopback, with one picture."""
    with GravatarServer() as gravatar:
        gravatar.serve(email_sha256(EMAIL), Behaviour.HIT)
        yield gravatar


def picture_of(http: httpx.Client) -> tuple[str, str]:
    """The path of the first comment's picture, and of what kind it is."""
    thread = http.get("/api/v1/sites/blog/thread", params={"url": PAGE}).json()
    path = str(thread["comments"][0]["avatar"])
    return path, http.get(path).headers["content-type"]


def set_avatars(server: Running, wish: str) -> None:
    """`site set blog avatars=…`, and what follows from it."""

    async def change() -> None:
        await perform(server.instance, ChangeSite(key="blog", assignments={"avatars": wish}))
        server.worker.wake()
        await server.worker.rested()

    server.wait_for(change())


@pytest.mark.parametrize("wish", ["generated", "gravatar-verified"])
def test_the_owners_wish_about_pictures_holds_for_those_that_are_there(
    tmp_path: Path, upstream: GravatarServer, wish: str
) -> None:
    """Gravatars go when they are no longer wanted, under a new address, and come back when they are."""
    with Running(tmp_path, limits="off", gravatar_url=upstream.url) as server:
        server.add_site("https://blog.example")
        with httpx.Client(base_url=server.url) as http:
            words = {"url": PAGE, "name": "Ada", "email": EMAIL, "text": "Hello there"}
            assert http.post("/api/v1/sites/blog/comments", json=words).status_code == 201
            server.wait_for(server.worker.rested())
            fetched, kind = picture_of(http)
            assert kind == "image/png"
            set_avatars(server, wish)
            drawn, kind = picture_of(http)
            assert kind == "image/svg+xml"
            assert drawn != fetched
            set_avatars(server, "gravatar")
            again, kind = picture_of(http)
            assert kind == "image/png"
            assert again not in (fetched, drawn)
