"""What a reader's browser pays for a hundred comments: ours and the widgets of others, from a cold cache.

The host page is on an origin of its own; each widget comes with the snippet of its documentation
(ours: with the line of CSS that the README recommends, too). Nothing reaches the
net: what a widget asks of third parties is counted and fails.
"""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from playwright.sync_api import Browser, Error, sync_playwright

from bench.conversations import HUNDRED, Pages, conversation, fill
from bench.figures import Table
from bench.host import Host, host
from bench.jank import WATCH_JANK
from bench.machine import all_cores
from bench.pace import Pace
from bench.peers import installing
from bench.peers.installing import Absent
from bench.peers.isso import isso
from bench.peers.twikoo import twikoo_widget
from bench.peers.waline import waline
from bench.serving import served
from bench.traffic import Traffic
from browser.chromium import NoBrowser, launch

PATH = "/article/0"
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Article</title>
<link rel="icon" href="data:,"><style>body{{max-width:40rem;margin:auto;font:1rem/1.5 serif}}</style></head>
<body><h1>An article</h1><p>Two sentences of an article. They are short.</p>
{embed}<footer>The end.</footer></body></html>"""
WATCH = """
const bench = window.bench = {reached: 0, shift: 0, tasks: []};
const look = root => new MutationObserver(() => {
  if (!bench.reached && root.querySelectorAll("SELECTOR").length >= WANTED) bench.reached = performance.now();
}).observe(root, {childList: true, subtree: true});
look(document);
const attach = Element.prototype.attachShadow;
Element.prototype.attachShadow = function (options) {
  const root = attach.call(this, options);
  look(root);
  return root;
};
"""
SETTLE_MS = 500


class Embedded(Protocol):
    """A system that a page can contain."""

    def embed(self, path: str) -> tuple[str, str]:
        """What a host page contains, and a selector of one comment in it."""


@dataclass(frozen=True, slots=True)
class _Ours:
    instance: str
    site: str

    def embed(self, path: str) -> tuple[str, str]:  # noqa: ARG002 - the widget finds out itself
        return (
            "<style>chime-in:not(:defined) { display: block; min-block-size: 100lvh }</style>"
            f'<script type="module" async src="{self.instance}/embed.js"></script>'
            f'<chime-in site="{self.site}"><a href="{self.instance}/t">Join the conversation</a></chime-in>',
            "article",
        )


def measure(pace: Pace) -> list[Table]:
    """Views of the same hundred comments, each widget in turn."""
    table = Table("visits", "In Chromium: from the start of the navigation to 100 comments in the document")
    table.notes += [
        "Host page on another origin, empty cache, no throttling. Requests and bytes include the host page and heads.",
        "Third parties: requests to other machines; they fail here. Waline's and Twikoo's files come packed.",
    ]
    with host() as website, _systems(website, table) as systems:
        for name, system in systems.items():
            website.add(_place(name), PAGE.format(embed=system.embed(PATH)[0]).encode())
        try:
            _visit(systems, website, pace, table)
        except NoBrowser as absent:
            table.notes.append(f"No visits were measured: {absent}.")
    return [table]


def _visit(systems: dict[str, Embedded], website: Host, pace: Pace, table: Table) -> None:
    with all_cores(), sync_playwright() as playwright:
        browser = launch(playwright)
        table.notes.append(f"Chromium {browser.version}.")
        for round_ in range(pace.views + 1):
            for name, system in systems.items():
                try:
                    figures = _view(browser, website.origin + _place(name), system.embed(PATH)[1])
                except Error as failure:
                    note = f"{name}: no 100 comments in at least one view ({str(failure).splitlines()[0]})."
                    table.notes += [] if note in table.notes else [note]
                    continue
                if round_:  # the first view only warms up
                    table.add(name, **figures)
        browser.close()


def _view(browser: Browser, url: str, selector: str) -> dict[str, float]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    try:
        page = context.new_page()
        page.add_init_script(WATCH.replace("SELECTOR", selector).replace("WANTED", str(sum(HUNDRED))) + WATCH_JANK)
        traffic = Traffic(context.new_cdp_session(page))
        page.goto(url)
        page.wait_for_function("window.bench.reached > 0", timeout=30_000)
        page.wait_for_timeout(SETTLE_MS)
        found: dict[str, Any] = page.evaluate("window.bench")
    finally:
        context.close()
    return {
        "ms": found["reached"],
        "requests": traffic.requests,
        "third_parties": traffic.third_parties,
        "bytes": traffic.bytes,
        "CLS": found["shift"],
        "long_tasks": len(found["tasks"]),
        "long_tasks_ms": sum(found["tasks"]),
    }


@contextmanager
def _systems(website: Host, table: Table) -> Iterator[dict[str, Embedded]]:
    """Whatever can be had, each with the same conversation, by name."""
    talk = conversation(0, HUNDRED)
    with ExitStack() as stack:
        program = stack.enter_context(served())
        pages = Pages(program.add_site(website.origin, page_size="100"), website.origin)
        fill(program, pages, range(1), HUNDRED)
        found: dict[str, Embedded] = {"Chime In": _Ours(program.url, pages.site)}
        for name in ("Isso", "Waline", "Twikoo"):
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="chimein-bench-")))
            try:
                if name == "Isso":
                    peer = stack.enter_context(isso("gunicorn", folder, [website.origin]))
                    peer.fill({PATH: talk})
                    found[name] = peer
                elif name == "Waline":
                    _assets(website, installing.waline() / "@waline" / "client" / "dist", "waline.js", "waline.css")
                    other = stack.enter_context(waline(folder, website.origin))
                    other.fill({PATH: talk})
                    found[name] = other
                else:
                    _assets(website, installing.twikoo() / "twikoo" / "dist", "twikoo.min.js")
                    found["Twikoo (ready answers)"] = stack.enter_context(twikoo_widget(talk, website.origin))
            except Absent as absent:
                table.notes.append(f"{name}: not measured; {absent}.")
        yield found


def _assets(website: Host, folder: Path, *names: str) -> None:
    for name in names:
        website.add(f"/{name}", (folder / name).read_bytes())


def _place(name: str) -> str:
    """Where the host has the page with this widget. Ours takes the page's own address for the conversation's."""
    return PATH if name == "Chime In" else f"/{name.partition(' (')[0].lower()}{PATH}"
