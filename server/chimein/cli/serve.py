"""`chimein serve`: the real thing."""

import asyncio
import gc

import click
import uvloop

from chimein.app import create_app
from chimein.cli.logs import begin_logging
from chimein.cli.options import database_option, settings_for
from chimein.office.first_run import set_up_link
from chimein.office.http_server import Application
from chimein.office.serving import serving, signals
from chimein.settings import Settings
from chimein.store.reads.moves import standing_move
from chimein.web.readiness import Readiness
from chimein.wiring import Instance
from chimein.worker.worker import Worker

COLLECT_AFTER = (20_000, 20, 20)
"""Objects that may come before the youngest are looked through, and how many looks before older ones are."""


@click.command()
@click.option("--host", help="The address to listen on (default: 127.0.0.1).")
@click.option("--port", type=click.IntRange(0, 65535), help="The port (default: 8000); 0 lets the system choose.")
@database_option
@click.option("--public-url", metavar="URL", help="Where browsers reach this instance: https://comments.example.org.")
def serve(host: str | None, port: int | None, database: str | None, public_url: str | None) -> None:
    """Serve comments until stopped (Ctrl-C, SIGTERM).

    A new database is begun if there is none, an old one is brought up to date. Every option can also be given in the
    environment: CHIMEIN_HOST, CHIMEIN_PORT, CHIMEIN_DATABASE, CHIMEIN_PUBLIC_URL. The log goes to stderr.
    """
    settings = settings_for(database, host=host, port=port, public_url=public_url)
    begin_logging(settings.log)
    if settings.limits == "off":
        click.echo("Warning: CHIMEIN_LIMITS=off lifts all limits. Use it only for tests on this machine.", err=True)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(settings))


async def _serve(settings: Settings) -> None:
    async with signals() as stop:

        def make_app(instance: Instance, worker: Worker) -> Application:
            return create_app(instance, worker.wake, Readiness(instance, stop.is_set, worker.is_alive), worker.stir)

        async with serving(settings, make_app) as served:
            _collect_less_often()
            click.echo(f"Chime In listens on {served.url}")
            await _say_if_moving(served.instance)
            if served.metrics_url:
                click.echo(f"Figures are at {served.metrics_url}")
            await _say_how_to_begin(served.instance)
            await stop.wait()
            await asyncio.sleep(settings.drain_seconds)


def _collect_less_often() -> None:
    # Nearly everything that a request makes dies without the collector, which meanwhile looks through all that was
    # loaded at the start again and again. What is there now stays; what comes is looked at less often.
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


async def _say_if_moving(instance: Instance) -> None:
    move = await instance.store.read(standing_move())
    if move is not None:
        click.echo(f"This instance is moving to {move.other}: it is read here, and posts are refused.", err=True)


async def _say_how_to_begin(instance: Instance) -> None:
    if await instance.store.read(standing_move()) is not None:
        return
    link = await set_up_link(instance)
    if link is not None:
        click.echo(f"Nobody can sign in yet. Set it up at {link}")
