"""Who is knocking."""

from ipaddress import ip_network

import pytest

from chimein.web.addresses import client_address

PROXIES = [ip_network(name) for name in ("10.0.0.0/8", "127.0.0.0/8", "2001:db8:ffff::/48")]
CASES = [
    ("192.0.2.1", [], "192.0.2.1"),
    ("192.0.2.1", ["198.51.100.1"], "192.0.2.1"),
    ("10.0.0.1", ["198.51.100.1"], "198.51.100.1"),
    ("10.0.0.1", ["198.51.100.1, 198.51.100.2"], "198.51.100.2"),
    ("10.0.0.1", ["198.51.100.1, 10.2.3.4"], "198.51.100.1"),
    ("10.0.0.1", ["198.51.100.1", "10.2.3.4"], "198.51.100.1"),
    ("10.0.0.1", ["10.9.9.9"], "10.9.9.9"),
    ("10.0.0.1", ["198.51.100.1:4711"], "198.51.100.1"),
    ("10.0.0.1", ["[2001:db8::1]:4711"], "2001:db8::1"),
    ("10.0.0.1", ["2001:db8::1"], "2001:db8::1"),
    ("2001:db8:ffff::1", ["198.51.100.1"], "198.51.100.1"),
    ("::ffff:10.0.0.1", ["198.51.100.1"], "198.51.100.1"),
    ("10.0.0.1", ["::ffff:198.51.100.1"], "198.51.100.1"),
    ("10.0.0.1", ["fe80::1%eth0"], "fe80::1"),
    ("10.0.0.1", ["198.51.100.1, garbage"], "10.0.0.1"),
    ("10.0.0.1", ["unknown"], "10.0.0.1"),
    ("10.0.0.1", ["", " , ,"], "10.0.0.1"),
    ("10.0.0.1", [",".join(["10.1.1.1"] * 100)], "10.1.1.1"),
    ("", ["198.51.100.1"], ""),
    ("not an address", ["198.51.100.1"], "not an address"),
]


@pytest.mark.parametrize(("peer", "forwarded", "expected"), CASES)
def test_the_chain_ends_at_the_first_stranger(peer: str, forwarded: list[str], expected: str) -> None:
    """From the right, each hop is believed only if the one who wrote it is trusted and what it wrote is an address."""
    assert client_address(peer, forwarded, PROXIES) == expected


def test_by_default_nobody_is_believed() -> None:
    """Without trusted networks the peer is the client."""
    assert client_address("127.0.0.1", ["198.51.100.1"], []) == "127.0.0.1"
