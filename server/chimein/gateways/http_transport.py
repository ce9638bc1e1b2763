"""One GET over HTTP to addresses that were checked before. Only `egress.py` uses it, and loads it when it is needed.

It must not look a name up, follow a redirect, or keep a connection.
"""

import ssl
from collections.abc import Sequence
from dataclasses import dataclass

import httpx

from chimein import __version__
from chimein.gateways.egress_answers import EgressAnswer, EgressFailed

USER_AGENT = f"ChimeIn/{__version__}"
MAX_CONNECTIONS = 20


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be fetched, taken apart."""

    url: httpx.URL
    scheme: str
    host: str
    netloc: str
    port: int
    is_at_usual_port: bool
    """The address names no port of its own."""


class Transport:
    """Connections that are opened for one answer each."""

    __slots__ = ("_transport",)

    def __init__(self, ssl_context: ssl.SSLContext | None) -> None:
        self._transport = httpx.AsyncHTTPTransport(
            verify=True if ssl_context is None else ssl_context,
            trust_env=False,
            # A kept connection would be found again by its address alone, whatever name it was opened for.
            limits=httpx.Limits(max_connections=MAX_CONNECTIONS, max_keepalive_connections=0),
        )

    def target(self, url: str) -> Target:
        """The address taken apart. Raises EgressFailed."""
        try:
            parsed = httpx.URL(url)
        except (httpx.InvalidURL, UnicodeError):
            raise EgressFailed("url") from None
        if parsed.userinfo or not parsed.raw_host:
            raise EgressFailed("url")
        port = parsed.port or (443 if parsed.scheme == "https" else 80)
        host, netloc = parsed.raw_host.decode("ascii"), parsed.netloc.decode("ascii")
        return Target(parsed, parsed.scheme, host, netloc, port, parsed.port is None)

    async def fetched(self, target: Target, addresses: Sequence[str], limits: tuple[int, float]) -> EgressAnswer:
        """The answer; `limits` are the most bytes of its body, and the seconds to connect. Raises EgressFailed."""
        most_bytes, seconds = limits
        try:
            return await _read(await self._open(target, addresses, seconds), most_bytes)
        except httpx.TimeoutException:
            raise EgressFailed("timeout") from None
        except httpx.ConnectError:
            raise EgressFailed("connect") from None
        except httpx.TransportError:
            raise EgressFailed("protocol") from None

    async def aclose(self) -> None:
        """Close what is open."""
        await self._transport.aclose()

    async def _open(self, target: Target, addresses: Sequence[str], seconds: float) -> httpx.Response:
        """Connect to the checked addresses in turn, and to nothing else: the name is not looked up again."""
        share = seconds / len(addresses)
        for address in addresses[:-1]:
            try:
                return await self._transport.handle_async_request(_request(target, address, share))
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue
        return await self._transport.handle_async_request(_request(target, addresses[-1], share))


def _request(target: Target, address: str, connect_seconds: float) -> httpx.Request:
    headers = {
        "Host": target.netloc,
        "User-Agent": USER_AGENT,
        "Accept": "*/*",
        "Accept-Encoding": "identity",
        "Connection": "close",
    }
    extensions = {"sni_hostname": target.host, "timeout": {"connect": connect_seconds}}
    return httpx.Request("GET", target.url.copy_with(host=address), headers=headers, extensions=extensions)


async def _read(response: httpx.Response, max_bytes: int) -> EgressAnswer:
    try:
        body = await _body(response, max_bytes) if response.is_success else b""
        return EgressAnswer(response.status_code, response.headers, body)
    finally:
        await response.aclose()


async def _body(response: httpx.Response, max_bytes: int) -> bytes:
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) > max_bytes:
            raise EgressFailed("too-large")
    return bytes(body)
