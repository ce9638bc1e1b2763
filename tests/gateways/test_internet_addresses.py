"""Which addresses are on the open internet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chimein.gateways.internet_addresses import is_on_the_internet

PUBLIC = ["1.1.1.1", "192.0.73.2", "203.0.114.1", "2606:4700::1111", "2a04:fa87:fffe::c000:4902"]
PUBLIC_INSIDE = ["::ffff:192.0.73.2", "64:ff9b::192.0.73.2"]
PRIVATE_V4 = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
]
PRIVATE_V6 = [
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:0:127.0.0.1",
    "64:ff9b:1::7f00:1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:c000:4902::1",
    "3fff::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
]


@pytest.mark.parametrize("address", PUBLIC + PUBLIC_INSIDE)
def test_public_addresses_are_on_the_internet(address: str) -> None:
    """Public unicast addresses are, also inside a mapped or NAT64 one."""
    assert is_on_the_internet(address)


@pytest.mark.parametrize("address", PRIVATE_V4 + PRIVATE_V6)
def test_private_and_special_addresses_are_not(address: str) -> None:
    """No address of a special-purpose registry is, nor multicast, nor a tunnel to anywhere."""
    assert not is_on_the_internet(address)


@pytest.mark.parametrize("address", PRIVATE_V4)
@pytest.mark.parametrize("wrapping", ["::ffff:{}", "64:ff9b::{}"])
def test_a_private_address_cannot_hide_inside_an_ipv6_one(address: str, wrapping: str) -> None:
    """Mapped and NAT64 addresses are judged by what they carry."""
    assert not is_on_the_internet(wrapping.format(address))


@pytest.mark.parametrize("text", ["", "localhost", "0x7f.1", "2130706433", "127.1", "1.1.1.1:80", "[::1]"])
def test_what_is_no_literal_address_is_not(text: str) -> None:
    """Only full literal addresses are judged; everything else is refused."""
    assert not is_on_the_internet(text)


@given(st.text())
def test_any_text_is_answered(text: str) -> None:
    """No text makes it fail: the answer is yes or no."""
    assert is_on_the_internet(text) in {True, False}
