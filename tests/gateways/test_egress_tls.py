"""The HTTP client over TLS: it connects to an address, and yet asks for and checks the name."""

import asyncio
import datetime as dt
import ssl
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from chimein.gateways.egress import Egress
from chimein.gateways.egress_answers import EgressAnswer, EgressFailed

pytestmark = pytest.mark.anyio

NAME = "pictures.test"


@dataclass
class TlsServer:
    """A server that holds a certificate for `pictures.test` and answers everything with two letters."""

    port: int = 0
    names: list[str | None] = field(default_factory=list)
    heads: list[bytes] = field(default_factory=list)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Read one request's head and answer it."""
        self.heads.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi")
        await writer.drain()
        writer.close()

    def note_name(self, _: ssl.SSLObject, name: str | None, __: ssl.SSLContext) -> None:
        """Remember the name that the client asked for in its greeting."""
        self.names.append(name)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A self-signed certificate with its key, for `pictures.test` only."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "certificate.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
async def server(certificate: Path) -> AsyncIterator[TlsServer]:
    """The running server."""
    tls = TlsServer()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.sni_callback = tls.note_name  # type: ignore[assignment, unused-ignore]
    listener = await asyncio.start_server(tls.answer, "127.0.0.1", 0, ssl=context)
    tls.port = listener.sockets[0].getsockname()[1]
    async with listener:
        yield tls


async def loopback(host: str, port: int) -> Sequence[str]:
    """Every name is this machine."""
    del host, port
    return ["127.0.0.1"]


async def fetch(server: TlsServer, name: str, trusted: Path | None) -> EgressAnswer:
    """GET from the server under a name, trusting its certificate or the usual authorities only."""
    netloc = f"{name}:{server.port}"
    context = None if trusted is None else ssl.create_default_context(cafile=trusted)
    egress = Egress(insecure_hosts=frozenset({netloc}), resolve=loopback, ssl_context=context)
    try:
        return await egress.get(f"https://{netloc}/", allowed_hosts={netloc}, max_bytes=10, seconds=3)
    finally:
        await egress.aclose()


async def test_the_name_is_kept_for_tls_and_host(server: TlsServer, certificate: Path) -> None:
    """The greeting (SNI), the certificate check and the Host header all have the name, not the address."""
    answer = await fetch(server, NAME, certificate)
    assert answer.body == b"hi"
    assert server.names == [NAME]
    assert f"\r\nHost: {NAME}:{server.port}\r\n".encode() in server.heads[0]


async def test_a_certificate_of_another_name_is_refused(server: TlsServer, certificate: Path) -> None:
    """A trusted certificate does not speak for a name that is not in it."""
    with pytest.raises(EgressFailed, match="connect"):
        await fetch(server, "other.test", certificate)
    assert server.heads == []


async def test_an_unknown_certificate_is_refused(server: TlsServer) -> None:
    """A certificate that no authority has signed is worth nothing."""
    with pytest.raises(EgressFailed, match="connect"):
        await fetch(server, NAME, None)
    assert server.heads == []
