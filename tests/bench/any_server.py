"""Chime In under a server that knows nothing of it: uvicorn as it comes, in place of our own protocol class.

Run as `python any_server.py FOLDER`; it prints its address and serves a new database there until it is ended.
"""

import os
import sys
from pathlib import Path

import uvicorn
import uvloop
from msgspec import structs

from chimein.app import create_app
from chimein.office.control import listening
from chimein.office.http_server import listen, port_of, url_of
from chimein.settings import database_path, load
from chimein.wiring import opened


async def _serve(folder: Path) -> None:
    with listen("127.0.0.1", 0) as listener:
        settings = load(os.environ, database=f"sqlite:///{folder / 'chimein.db'}")
        settings = structs.replace(settings, port=port_of(listener))
        async with opened(settings) as instance, listening(instance, database_path(settings), _nobody_to_wake):
            sys.stdout.write(f"{url_of(listener)}\n")
            sys.stdout.flush()
            app = create_app(instance, _nobody_to_wake)
            config = uvicorn.Config(app, http="httptools", lifespan="off", log_config=None, access_log=False)
            await uvicorn.Server(config).serve(sockets=[listener])


def _nobody_to_wake() -> None:
    """Pictures are not fetched here."""


if __name__ == "__main__":
    uvloop.run(_serve(Path(sys.argv[1])))
