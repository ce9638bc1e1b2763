"""Who is knocking: the peer, or, behind trusted proxies, the first address that none of them vouches for."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address

from chimein.settings import Network


def client_address(peer: str, forwarded_for: Sequence[str], trusted: Sequence[Network]) -> str:
    """The client's address. `forwarded_for` are the X-Forwarded-For headers, believed only from a trusted peer.

    Walks the chain from the right: each hop was written by the one after it, so it ends at the first stranger.
    """
    hops = [hop.strip() for header in forwarded_for for hop in header.split(",") if hop.strip()]
    current = peer
    for hop in reversed(hops):
        if not _is_trusted(current, trusted):
            break
        found = _parsed(hop)
        if found is None:
            break
        current = str(found)
    return current


def _is_trusted(address: str, trusted: Sequence[Network]) -> bool:
    found = _parsed(address)
    return found is not None and any(found.version == network.version and found in network for network in trusted)


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    bare = text.removeprefix("[").partition("]")[0] if text.startswith("[") else text
    if bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        found = ip_address(bare.partition("%")[0])
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found
