"""A secure page whose instance is not: browsers refuse to mix the two, and readers must not stand before nothing."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from playwright.sync_api import Browser, expect

from browser.blogs import Blog
from browser.chromium import ARGUMENTS, find_chromium
from browser.hosts import Host
from browser.visits import Visit
from running import Running

# Browsers trust loopback addresses without TLS; by this name the instance is as far away as any other.
FAR = "chimein.test"
INSECURE: dict[str, Any] = {"ignore_https_errors": True, "locale": "en-GB"}


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    """A server's side of TLS, with a certificate signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file = tmp_path_factory.mktemp("tls") / "host.pem"
    file.write_bytes(private + certificate.public_bytes(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


@pytest.fixture(scope="module")
def blog(tls: ssl.SSLContext, tmp_path_factory: pytest.TempPathFactory, client: httpx.Client) -> Iterator[Blog]:
    """A site whose pages come over https, on an instance without it."""
    with Host(tls) as host, Running(tmp_path_factory.mktemp("plain"), limits="off") as server:
        server.add_site(host.url, key="secure", avatars="generated")
        blog = Blog(server, host, "secure", client)
        blog.post("Said in the clear.")
        yield blog


def test_a_secure_page_reads_an_instance_on_loopback(blog: Blog, browser: Browser) -> None:
    """While trying things out at home the instance needs no certificate: browsers trust their own machine."""
    with browser.new_context(**INSECURE) as context:
        visit = Visit(context).read(blog.page())
        expect(visit.comment("Said in the clear.")).to_be_visible()


def test_a_thread_that_is_refused_as_mixed_content_says_so(blog: Blog, browser: Browser) -> None:
    """Where the script came but its request is refused, the page being secure and the instance not, that is said."""
    with browser.new_context(**INSECURE) as context:
        visit = Visit(context)
        visit.page.route("**/thread?*", lambda route: route.abort("blockedbyresponse"))
        visit.go(blog.page("refused"))
        place = blog.server.url.removeprefix("http://")
        expect(visit.find("[role=alert]")).to_contain_text(
            f"This page came over https, but its comments are at {place} without it"
        )


def test_a_page_whose_script_is_refused_keeps_its_link(blog: Blog, browser: Browser) -> None:
    """A secure page gets not even the script from an instance far away without https; its link still leads there."""
    near = blog.server.url
    far = near.replace("127.0.0.1", FAR)
    resolving = [*ARGUMENTS, f"--host-resolver-rules=MAP {FAR} 127.0.0.1"]
    running = browser.browser_type.launch(executable_path=find_chromium(), args=resolving)
    with running, running.new_context(**INSECURE) as context:
        visit = Visit(context)
        page = blog.page("far", instance=far, body=blog.element(name="article").replace(near, far))
        visit.go(page)
        link = visit.page.get_by_role("link", name="Join the conversation")
        expect(link).to_be_visible()
        assert [line for line in visit.said if "Mixed Content" in line]
        link.click()
        expect(visit.page.get_by_text("Said in the clear.")).to_be_visible()
