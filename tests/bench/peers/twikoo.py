"""Twikoo's widget over answers that are ready: its server is measured nowhere here, so this is its best case.

Of Twikoo, the registry has the widget; the package of the server that runs by itself was not to be had.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler

from bench.conversations import Said
from bench.host import serving_threads
from bench.peers import installing
from bench.peers.peer import root_of

SERVER = "only its widget is in the registry, its server (tkserver) is not; views are of the widget over ready answers"
Answer = dict[str, object]


class TwikooWidget:
    """What a host page needs."""

    name = "Twikoo (ready answers)"

    def __init__(self, url: str, assets: str) -> None:
        self._url = url
        self._assets = assets

    def embed(self, path: str) -> tuple[str, str]:
        """Its snippet, its file from a server of the host's."""
        wish = json.dumps({"envId": self._url, "el": "#tcomment", "path": path, "lang": "en"})
        return (
            f'<div id="tcomment"></div><script src="{self._assets}/twikoo.min.js"></script>'
            f"<script>twikoo.init({wish})</script>",
            ".tk-comment",
        )


@contextmanager
def twikoo_widget(talk: Sequence[Said], assets: str) -> Iterator[TwikooWidget]:
    """The widget before a server that has one conversation and renders nothing. Raises `Absent`."""
    installing.twikoo()
    answers: dict[str, Answer] = {
        "GET_CONFIG": {"code": 0, "config": {"VERSION": "1.7.9", "SHOW_EMOTION": "false", "HIGHLIGHT": "false"}},
        "COMMENT_GET": {"data": _comments(talk), "more": False, "count": len(talk)},
    }

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_OPTIONS(self) -> None:
            self._send(b"", 204)

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self._send(json.dumps(answers.get(asked.get("event"), {"code": 0})).encode(), 200)

        def _send(self, body: bytes, status: int) -> None:
            self.send_response(status)
            self.send_header("Access-Control-Allow-Origin", self.headers.get("Origin", "*"))
            self.send_header("Access-Control-Allow-Credentials", "true")
            self.send_header("Access-Control-Allow-Headers", "content-type")
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
            """Keep the tables clean."""

    with serving_threads(Handler) as url:
        yield TwikooWidget(url, assets)


def _comments(talk: Sequence[Said]) -> list[Answer]:
    made = [_comment(place, said, talk) for place, said in enumerate(talk)]
    for place in range(len(talk)):
        root = root_of(talk, place)
        if root != place:
            replies = made[root]["replies"]
            assert isinstance(replies, list)
            replies.append(made[place])
    return [comment for comment, said in zip(made, talk, strict=True) if said.parent is None]


def _comment(place: int, said: Said, talk: Sequence[Said]) -> Answer:
    mark = sha256(said.email.encode()).hexdigest()
    paragraphs = "".join(f"<p>{part}</p>" for part in said.text.replace("**", "").split("\n\n"))
    return {
        "id": f"{place:032x}",
        "nick": said.name,
        "avatar": f"https://weavatar.com/avatar/{mark}?d=initials&name={said.name}",
        "mailMd5": mark[:32],
        "link": "",
        "comment": paragraphs,
        "os": "Linux",
        "browser": "Chrome 126.0.0.0",
        "ipRegion": "",
        "master": False,
        "like": 0,
        "ups": 0,
        "downs": 0,
        "liked": False,
        "disliked": False,
        "replies": [],
        "rid": "" if said.parent is None else f"{root_of(talk, place):032x}",
        "pid": "" if said.parent is None else f"{said.parent:032x}",
        "ruser": None if said.parent is None else talk[said.parent].name,
        "isSpam": False,
        "isOwner": False,
        "created": 1_760_000_000_000 + place * 60_000,
        "updated": 1_760_000_000_000 + place * 60_000,
    }
