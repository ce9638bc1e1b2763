"""What a request says of where it comes from, and whether it may knock again so soon."""

from urllib.parse import urlsplit

from chimein.rules.limits import Allowance
from chimein.settings import trusted_networks
from chimein.web.addresses import client_address
from chimein.web.answers import Arrival, instance_of
from chimein.web.limits import Knock, Limits


async def admit(request: Arrival, site: str, verb: str, allowance: Allowance) -> None:
    """Count this request against its network's allowance. Raises `TooManyRequests`."""
    limits: Limits = request.app.state.limits
    await limits.admit(Knock(site, verb, client_of(request)), allowance)


def origin_of(request: Arrival) -> tuple[str | None, frozenset[str]]:
    """The Origin header, with the instance's own origins: its public address or, not knowing it, the one asked for."""
    origins = request.headers.getall("origin", [])
    # No browser sends two; together they are nobody's origin.
    origin = ", ".join(origins) if origins else None
    instance = instance_of(request)
    own = instance.own_origins
    host = request.headers.get("host", "")
    if origin is not None and not instance.settings.public_url and host and urlsplit(origin).netloc == host:
        own |= {origin}
    return origin, own


def client_of(request: Arrival) -> str:
    """The address of whoever asks, seen through trusted proxies."""
    client = request.scope.get("client")
    forwarded = request.headers.getall("x-forwarded-for", [])
    return client_address(client[0] if client else "", forwarded, trusted_networks(instance_of(request).settings))
