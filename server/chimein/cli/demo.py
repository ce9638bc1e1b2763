"""`chimein demo`: see it work before anything is decided."""

import asyncio

import click
import uvloop

from chimein.cli.logs import begin_logging
from chimein.demo.run import Shown, demonstrating
from chimein.office.serving import signals

PORT = click.IntRange(0, 65535)


@click.command()
@click.option("--port", type=PORT, default=8000, show_default=True, help="The port of Chime In; 0: any.")
@click.option("--host-port", type=PORT, default=8001, show_default=True, help="The port of the sample website; 0: any.")
def demo(port: int, host_port: int) -> None:
    """Run a throw-away instance and a sample website that embeds it. Ctrl-C ends both, and nothing is kept."""
    if port == host_port != 0:
        raise click.UsageError("The website needs another port than Chime In: it is another origin.")
    begin_logging("error")
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_demo(port, host_port))


async def _demo(port: int, host_port: int) -> None:
    async with signals() as stop, demonstrating(port, host_port) as shown:
        click.echo(_told(shown))
        await stop.wait()
    click.echo("The demonstration is over; nothing was kept.")


def _told(shown: Shown) -> str:
    pages = "\n".join(f"    {url}" for url in shown.articles)
    desk_url = f"{shown.instance_url.replace('127.0.0.1', 'localhost')}/admin"
    return f"""
  A website with conversations:   {shown.website_url}
  Chime In, on another origin:    {shown.instance_url}
  Its desk, for moderators:       {desk_url}
      email       {shown.email}
      passphrase  {shown.passphrase}

  Try this:
  - Open an article, read what {shown.comments} comments say, and join in; any name and email will do.
{pages}
  - Give an email that has a Gravatar: the picture comes, and no browser ever asks Gravatar for it.
  - Switch JavaScript off: the link under each article leads to the same conversation.
  - Edit or withdraw what you wrote; reload in the middle of a sentence.
  - Here comments appear at once; what waits at the desk came with the conversation. In another terminal, hold every
    comment, look at what waits, and decide:
      chimein site set {shown.site_key} moderation=all --database {shown.database}
      chimein comment list --site {shown.site_key} --database {shown.database}
      chimein comment approve ID --database {shown.database}

  Ctrl-C ends it, and nothing is kept.
"""
