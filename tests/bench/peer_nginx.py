"""nginx beside Chime In: the same bytes from files, as a mark of what is possible. Optional; `--install` brings it."""

import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bench.load import Address
from bench.machine import server_core

CONFIGURATION = """
daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
  access_log off; sendfile on; tcp_nopush on; open_file_cache max=100; keepalive_requests 100000000;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  server {{
    listen 127.0.0.1:{port}; root {folder}/files; default_type application/json;
    location /br/ {{ add_header Content-Encoding br; }}
  }}
}}
"""
PATIENCE = 10.0


def is_there() -> bool:
    """Whether nginx is installed."""
    return shutil.which("nginx") is not None


@contextmanager
def nginx(files: Mapping[str, bytes]) -> Iterator[tuple[Address, int]]:
    """nginx with one worker on the server's core, serving these files by their paths (`br/…` as brotli).

    Its address and its process.
    """
    with tempfile.TemporaryDirectory(prefix="chimein-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        for path, content in files.items():
            target = folder / "files" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        address = ("127.0.0.1", _free_port())
        (folder / "conf").write_text(CONFIGURATION.format(folder=folder, port=address[1]))
        command = ["nginx", "-p", name, "-e", f"{name}/error.log", "-c", f"{name}/conf"]
        process = subprocess.Popen(command, preexec_fn=server_core())
        try:
            _wait_for(address)
            yield address, process.pid
        finally:
            process.terminate()
            process.wait(PATIENCE)


def _free_port() -> int:
    # nginx cannot tell which port the system chose, so it is chosen a moment earlier.
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def _wait_for(address: Address) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(address, timeout=1).close()
        except ConnectionRefusedError:
            if time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            return
