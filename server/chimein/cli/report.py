"""An import's report as a table for people."""

import click

from chimein.transfer.report import Report

LINES = (
    ("pages in the file", "pages"),
    ("conversations begun", "threads"),
    ("comments", "comments"),
    ("  published", "published"),
    ("  held", "held"),
    ("  spam", "spam"),
    ("  tombstones", "tombstones"),
    ("pingbacks and trackbacks", "pings"),
    ("persons", "persons"),
    ("there already", "known"),
)
REASONS = {
    "foreign-host": "on a host that is not the site's (see --map)",
    "no-address": "on a page without a usable address",
    "trash": "in the trash, without replies",
    "internal-note": "internal notes",
    "repeated-id": "same id twice on one page",
}
NOTICES = {
    "orphan": "answered a comment that is not there; now roots",
    "answers-a-ping": "were a ping's reply, or a ping as a reply; now roots",
    "circle": "answered one another in a circle; opened",
    "hung-higher": "deeper than 100; hung higher",
    "no-name": "without a name",
    "unusable-name": "with a name that had to be cut or replaced",
    "unusable-website": "with a website that is none; left out",
    "unusable-email": "with an address that is none; left out",
    "on-unpublished-page": "on pages that were not published",
    "repeated-id": "with an id that was used before",
}


def tell_report(report: Report) -> None:
    """Everything that is not zero, and what it means."""
    click.echo("Would be imported (nothing was changed):" if report.dry_run else "Imported:")
    for label, name in LINES:
        count = getattr(report, name)
        if count or name == "comments":
            click.echo(f"{count:>9}  {label}")
    _tell_counts("Left out:", report.skipped, REASONS)
    for host, count in sorted(report.hosts.items(), key=lambda pair: (-pair[1], pair[0])):
        click.echo(f"{'':>9}    {count} on {host}")
    _tell_counts("Worth a look:", report.noticed, NOTICES)


def _tell_counts(heading: str, counts: dict[str, int], sentences: dict[str, str]) -> None:
    if counts:
        click.echo(heading)
    for name, count in sorted(counts.items()):
        click.echo(f"{count:>9}  {sentences.get(name, name)}")
