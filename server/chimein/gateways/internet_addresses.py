"""Tells the open internet from the networks that only this machine can reach.

A request of ours must not become a stranger's hand inside the owner's network (server-side request forgery).
`ipaddress.is_global` alone is not enough: it says yes to multicast, to old site-local IPv6 and, in Python
before 3.12.4, to parts of 192.0.0.0/24, and it does not look into IPv6 addresses that carry an IPv4 one.
"""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

# IANA special-purpose registries (RFC 6890), where Python's own tables differ between the versions we run on.
_NEVER_V4 = tuple(map(ip_network, ("192.0.0.0/24", "192.88.99.0/24", "224.0.0.0/4", "240.0.0.0/4")))
_NEVER_V6 = tuple(map(ip_network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))
_GLOBAL_UNICAST = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")
_LOW_32_BITS = 0xFFFF_FFFF


def is_on_the_internet(address: str) -> bool:
    """Whether a literal IPv4 or IPv6 address is a public unicast one; False for anything that is no address.

    Mapped (RFC 4291) and NAT64 (RFC 6052) addresses are judged by the IPv4 address inside: hosts with IPv6
    only reach the IPv4 internet by the latter. 6to4 and Teredo are refused: retired, and tunnels to anywhere.
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    return _is_public_v4(parsed) if isinstance(parsed, IPv4Address) else _is_public_v6(parsed)


def _is_public_v4(address: IPv4Address) -> bool:
    return address.is_global and not any(address in network for network in _NEVER_V4)


def _is_public_v6(address: IPv6Address) -> bool:
    if address.ipv4_mapped is not None:
        return _is_public_v4(address.ipv4_mapped)
    if address in _NAT64:
        return _is_public_v4(IPv4Address(int(address) & _LOW_32_BITS))
    if address not in _GLOBAL_UNICAST or any(address in network for network in _NEVER_V6):
        return False
    return address.is_global
