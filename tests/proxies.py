"""A real nginx or Caddy, with the very files of deploy/, in front of whatever listens on a port of this machine.

Only what the machine decides is put in: ports, folders, and a certificate for 127.0.0.1.
"""

import datetime as dt
import ipaddress
import os
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DEPLOY = Path(__file__).resolve().parents[1] / "deploy"
PATIENCE = 15.0
AROUND_NGINX = """
{user}
daemon off; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
  access_log off; client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  include {folder}/chimein.conf;
}}
"""
AROUND_CADDY = """
{{
	admin off
	auto_https off
	skip_install_trust
	default_sni localhost
}}
"""


@dataclass(frozen=True)
class Proxy:
    """A proxy that listens with TLS on 127.0.0.1."""

    port: int
    certificate: Path

    def client(self, address: str = "127.0.0.1", **headers: str) -> httpx.Client:
        """A visitor who comes from that loopback address."""
        trust = ssl.create_default_context(cafile=str(self.certificate))
        transport = httpx.HTTPTransport(verify=trust, local_address=address)
        return httpx.Client(
            base_url=f"https://127.0.0.1:{self.port}", transport=transport, headers=headers, timeout=PATIENCE
        )

    def connected(self) -> ssl.SSLSocket:
        """A plain connection."""
        trust = ssl.create_default_context(cafile=str(self.certificate))
        line = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
        return trust.wrap_socket(line, server_hostname="127.0.0.1")


@contextmanager
def nginx(folder: Path, upstream_port: int) -> Iterator[Proxy]:
    """nginx with deploy/nginx.conf; skips where there is none."""
    program = found("nginx")
    proxy = Proxy(_free_port(), _certificate(folder))
    told = put_in(
        (DEPLOY / "nginx.conf").read_text("utf-8"),
        {
            "/var/cache/nginx/chimein": f"{folder}/cache",
            "server 127.0.0.1:8000;": f"server 127.0.0.1:{upstream_port};",
            "listen 443 ssl http2;": f"listen 127.0.0.1:{proxy.port} ssl http2;",
            "/etc/ssl/comments.pem": str(proxy.certificate),
            "/etc/ssl/comments.key": str(proxy.certificate),
        },
    )
    (folder / "chimein.conf").write_text(told, "utf-8")
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "main.conf").write_text(AROUND_NGINX.format(folder=folder, user=user), "utf-8")
    command = [program, "-p", str(folder), "-e", f"{folder}/error.log", "-c", f"{folder}/main.conf"]
    with _running(command, proxy, {}):
        yield proxy


@contextmanager
def caddy(folder: Path, upstream_port: int) -> Iterator[Proxy]:
    """Caddy with deploy/Caddyfile; skips where there is none."""
    program = found("caddy")
    proxy = Proxy(_free_port(), _certificate(folder))
    site = f"https://:{proxy.port} {{\n\tbind 127.0.0.1\n\ttls {proxy.certificate} {proxy.certificate}"
    told = put_in(
        (DEPLOY / "Caddyfile").read_text("utf-8"),
        {
            "comments.example.org {": site,
            "reverse_proxy 127.0.0.1:8000": f"reverse_proxy 127.0.0.1:{upstream_port}",
        },
    )
    (folder / "Caddyfile").write_text(AROUND_CADDY.format() + told, "utf-8")
    command = [program, "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]
    with _running(command, proxy, {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}):
        yield proxy


def put_in(text: str, values: dict[str, str]) -> str:
    """The text with each of these in its place, which must be there once."""
    for place, value in values.items():
        assert text.count(place) == 1, place
        text = text.replace(place, value)
    return text


def found(name: str) -> str:
    """The program of the system, or the one that the tests' set-up unpacked."""
    places = Path(sys.prefix) / "proxies"
    paths = os.pathsep.join(
        [os.environ.get("PATH", ""), "/usr/sbin", str(places / "usr/sbin"), str(places / "usr/bin")]
    )
    program = shutil.which(name, path=paths)
    if program is None:
        pytest.skip(f"there is no {name} on this machine")
    return program


@contextmanager
def _running(command: list[str], proxy: Proxy, environment: dict[str, str]) -> Iterator[None]:
    log = proxy.certificate.with_name("said")
    with log.open("wb") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said, env={**os.environ, **environment})
        try:
            _wait_for(proxy.port, process, log)
            yield
        finally:
            process.terminate()
            process.wait(PATIENCE)


def _wait_for(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except ConnectionRefusedError:
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < until, log.read_text()
            time.sleep(0.01)
        else:
            return


def _free_port() -> int:
    # Neither program can tell which port the system chose, so it is chosen a moment earlier.
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def _certificate(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "certificate.pem"
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return path
