"""The one HTTP client of the whole program: everything that Chime In fetches from elsewhere comes this way.

It must not follow redirects, read proxies or credentials from the environment, keep cookies, decode
compressed bodies, connect to a network that is not the open internet, or write an address into a log.
"""

import asyncio
import logging
import socket
import ssl
from collections.abc import Awaitable, Callable, Sequence, Set
from typing import TYPE_CHECKING

from chimein.gateways.egress_answers import EgressAnswer, EgressFailed
from chimein.gateways.internet_addresses import is_on_the_internet

if TYPE_CHECKING:
    from chimein.gateways.http_transport import Target, Transport

MAX_ADDRESSES = 4
_BEST_DOORS = frozenset({"https"})
_USUAL_DOORS = frozenset({"https", "http"})

# At debug level httpcore logs response headers, and those of an avatar service repeat the hash of an email.
logging.getLogger("httpcore").setLevel(logging.WARNING)

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""Host and port -> literal addresses, the preferred first; raises OSError when the name is not found."""


async def system_resolve(host: str, port: int) -> Sequence[str]:
    """Ask the operating system's resolver."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


class Egress:
    """Fetches over HTTPS from hosts that we name, and pages that people name, within a deadline and a size."""

    __slots__ = ("_insecure_hosts", "_made", "_resolve", "_ssl_context")

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
        self._ssl_context = ssl_context
        self._made: Transport | None = None

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

    async def _fetched(self, target: "Target", max_bytes: int, seconds: float) -> EgressAnswer:
        try:
            async with asyncio.timeout(seconds):
                addresses = await self._addresses(target)
                return await self._transport.fetched(target, addresses, (max_bytes, seconds))
        except TimeoutError:
            raise EgressFailed("timeout") from None
        except OSError:
            raise EgressFailed("protocol") from None

    async def aclose(self) -> None:
        """Close what is open."""
        if self._made is not None:
            await self._made.aclose()

    @property
    def _transport(self) -> "Transport":
        # Loaded with the first thing that is fetched: an instance that asks nobody has 7 MB less to carry.
        if self._made is None:
            from chimein.gateways.http_transport import Transport

            self._made = Transport(self._ssl_context)
        return self._made

    def _target(self, url: str) -> "Target":
        return self._transport.target(url)

    def _check_door(self, target: "Target", doors: Set[str]) -> None:
        """Only these schemes, each on its own port: others are other services."""
        if target.netloc not in self._insecure_hosts and (target.scheme not in doors or not target.is_at_usual_port):
            raise EgressFailed("scheme")

    async def _addresses(self, target: "Target") -> Sequence[str]:
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
