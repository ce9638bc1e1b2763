"""The one HTTP client of the whole program: everything that Chime In fetches from elsewhere comes this way.

It must not follow redirects, read proxies or credentials from the environment, keep cookies, decode
compressed bodies, connect to a network that is not the open internet, or write an address into a log.
"""

import asyncio
import logging
import socket
import ssl
from collections.abc import Awaitable, Callable, Mapping, Sequence, Set
from dataclasses import dataclass

import httpx

from chimein import __version__
from chimein.gateways.internet_addresses import is_on_the_internet

USER_AGENT = f"ChimeIn/{__version__}"
MAX_ADDRESSES = 4
MAX_CONNECTIONS = 20
_BEST_DOORS = frozenset({"https"})
_USUAL_DOORS = frozenset({"https", "http"})

# At debug level httpcore logs response headers, and those of an avatar service repeat the hash of an email.
logging.getLogger("httpcore").setLevel(logging.WARNING)

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""Host and port -> literal addresses, the preferred first; raises OSError when the name is not found."""


class EgressFailed(Exception):
    """Nothing was fetched.

    `reason` is a stable code for the operator's log: url, host, scheme, dns, address, connect, timeout,
    protocol, redirect or too-large. Neither it nor the text says an address, a port or what was answered.
    """

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"Nothing was fetched ({reason}).")


@dataclass(frozen=True, slots=True)
class EgressAnswer:
    """What the other side answered."""

    status: int
    headers: Mapping[str, str]
    """Case-insensitive."""
    body: bytes
    """The bytes as sent; empty unless the status is 2xx, because nobody needs the prose of an error."""


@dataclass(frozen=True, slots=True)
class _Target:
    url: httpx.URL
    host: str
    netloc: str
    port: int


async def system_resolve(host: str, port: int) -> Sequence[str]:
    """Ask the operating system's resolver."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


class Egress:
    """Fetches over HTTPS from hosts that we name, and pages that people name, within a deadline and a size."""

    __slots__ = ("_insecure_hosts", "_resolve", "_transport")

    def __init__(
        self,
        *,
        insecure_hosts: frozenset[str] = frozenset(),
        resolve: Resolve = system_resolve,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        """`insecure_hosts` ("127.0.0.1:8081") may be loopback, plain HTTP, on any port; only tests set it."""
        self._insecure_hosts = insecure_hosts
        self._resolve = resolve
        self._transport = httpx.AsyncHTTPTransport(
            verify=True if ssl_context is None else ssl_context,
            trust_env=False,
            # A kept connection would be found again by its address alone, whatever name it was opened for.
            limits=httpx.Limits(max_connections=MAX_CONNECTIONS, max_keepalive_connections=0),
        )

    async def get(self, url: str, *, allowed_hosts: Set[str], max_bytes: int, seconds: float) -> EgressAnswer:
        """GET `url`, whose host (with the port, unless it is 443) must be one of `allowed_hosts`.

        `seconds` is the deadline for all of it, from the look-up of the name to the last byte; `max_bytes`
        bounds the body. Raises EgressFailed, also for a redirect; any other status is an answer.
        """
        target = self._target(url)
        if target.netloc not in allowed_hosts:
            raise EgressFailed("host")
        self._check_door(target, _BEST_DOORS)
        answer = await self._fetched(target, max_bytes, seconds)
        if answer.status in range(300, 400):
            raise EgressFailed("redirect")
        return answer

    async def get_page(self, url: str, *, max_bytes: int, seconds: float) -> EgressAnswer:
        """GET a page that a person named: on any host of the open internet, also without TLS.

        A redirect is an answer like any other: whoever follows it comes back here, and is checked anew. Otherwise as
        `get`.
        """
        target = self._target(url)
        self._check_door(target, _USUAL_DOORS)
        return await self._fetched(target, max_bytes, seconds)

    async def _fetched(self, target: _Target, max_bytes: int, seconds: float) -> EgressAnswer:
        try:
            async with asyncio.timeout(seconds):
                addresses = await self._addresses(target)
                response = await self._open(target, addresses, seconds)
                return await _read(response, max_bytes)
        except (TimeoutError, httpx.TimeoutException):
            raise EgressFailed("timeout") from None
        except httpx.ConnectError:
            raise EgressFailed("connect") from None
        except (httpx.TransportError, OSError):
            raise EgressFailed("protocol") from None

    async def aclose(self) -> None:
        """Close what is open."""
        await self._transport.aclose()

    def _target(self, url: str) -> _Target:
        try:
            parsed = httpx.URL(url)
        except (httpx.InvalidURL, UnicodeError):
            raise EgressFailed("url") from None
        if parsed.userinfo or not parsed.raw_host:
            raise EgressFailed("url")
        port = parsed.port or (443 if parsed.scheme == "https" else 80)
        return _Target(parsed, parsed.raw_host.decode("ascii"), parsed.netloc.decode("ascii"), port)

    def _check_door(self, target: _Target, doors: Set[str]) -> None:
        """Only these schemes, each on its own port: others are other services."""
        if target.netloc not in self._insecure_hosts and (
            target.url.scheme not in doors or target.url.port is not None
        ):
            raise EgressFailed("scheme")

    async def _addresses(self, target: _Target) -> Sequence[str]:
        """Resolve once. A private address among public ones is a rebinding attempt: all are refused."""
        try:
            addresses = await self._resolve(target.host, target.port)
        except (OSError, UnicodeError):
            raise EgressFailed("dns") from None
        if not addresses:
            raise EgressFailed("dns")
        if target.netloc not in self._insecure_hosts and not all(map(is_on_the_internet, addresses)):
            raise EgressFailed("address")
        return addresses[:MAX_ADDRESSES]

    async def _open(self, target: _Target, addresses: Sequence[str], seconds: float) -> httpx.Response:
        """Connect to the checked addresses in turn, and to nothing else: the name is not looked up again."""
        share = seconds / len(addresses)
        for address in addresses[:-1]:
            try:
                return await self._transport.handle_async_request(_request(target, address, share))
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue
        return await self._transport.handle_async_request(_request(target, addresses[-1], share))


def _request(target: _Target, address: str, connect_seconds: float) -> httpx.Request:
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
