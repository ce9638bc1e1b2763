"""What a page in Chromium asks for, counted on the wire."""

from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import CDPSession


class Traffic:
    """Requests over the network, those of them for pictures and for other machines, and bytes, heads included."""

    def __init__(self, session: CDPSession) -> None:
        self.requests = 0
        self.pictures = 0
        self.third_parties = 0
        self.bytes = 0
        session.on("Network.requestWillBeSent", self._sent)
        session.on("Network.loadingFinished", self._finished)
        session.send("Network.enable")

    def _sent(self, event: dict[str, Any]) -> None:
        url = urlsplit(event["request"]["url"])
        if url.scheme in ("http", "https"):
            self.requests += 1
            self.pictures += event["type"] == "Image"
            self.third_parties += url.hostname != "127.0.0.1"

    def _finished(self, event: dict[str, Any]) -> None:
        self.bytes += int(event["encodedDataLength"])
