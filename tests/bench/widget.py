"""What a reader's browser pays: bytes of the widget's files, and milliseconds until comments are on the page.

A host page on an origin of its own, an empty cache for each view, a real Chromium on all cores, the server on one.
"""

import gzip
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import brotli
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from bench.conversations import FIFTY, HUNDRED, Levels, Pages, fill
from bench.far import far
from bench.figures import Table
from bench.host import Host, host
from bench.jank import WATCH_JANK
from bench.machine import all_cores
from bench.pace import Pace
from bench.serving import Program, served
from bench.traffic import Traffic
from browser.chromium import NoBrowser, launch

DIST = Path(__file__).parents[2] / "widget" / "dist"
THOUSAND: Levels = (100, 450, 350, 100)
"""The most that one page of a site can hold is 100 roots."""
THREADS = (HUNDRED, FIFTY, THOUSAND)
SLOW = 4
"""How many times slower a phone is than this machine, as Chromium simulates it."""
ROUND_TRIP = 0.1
HOST_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Article</title>
<link rel="icon" href="data:,"><style>body{{max-width:40rem;margin:auto;font:1rem/1.5 serif}}</style>
{hints}</head><body><h1>An article</h1><p>Two sentences of an article. They are short.</p>
<chime-in site="{site}"><a href="{instance}/t">Join the conversation</a></chime-in>
<script type="module" async src="{instance}/embed.js"></script></body></html>"""
WATCH = """
const bench = window.bench = {first: 0, reached: 0, shift: 0, tasks: []};
const attach = Element.prototype.attachShadow;
Element.prototype.attachShadow = function (options) {
  const root = attach.call(this, options);
  new MutationObserver(() => {
    const there = root.querySelectorAll("article").length;
    if (!bench.first && there) bench.first = performance.now();
    if (!bench.reached && there >= WANTED) bench.reached = performance.now();
  }).observe(root, {childList: true, subtree: true});
  return root;
};
"""
SETTLE_MS = 300


@dataclass(frozen=True, slots=True)
class _Site:
    """A website and the instance of its comments."""

    website: Host
    program: Program
    pages: Pages

    def add(self, path: str, instance: str, hints: str = "") -> None:
        page = HOST_PAGE.format(instance=instance, site=self.pages.site, hints=hints)
        self.website.add(path, page.encode())


def measure(pace: Pace) -> list[Table]:
    """Bytes of the built files; views of pages with 50 to 1,000 comments, also by a slow phone; hints in the page."""
    tables = [_bytes()]
    try:
        with host() as website, served() as program:
            pages = Pages(program.add_site(website.origin, page_size="100"), website.origin)
            site = _Site(website, program, pages)
            for number, levels in enumerate(THREADS):
                fill(program, pages, range(number, number + 1), levels)
                site.add(pages.path(number), program.url)
            with all_cores(), sync_playwright() as playwright:
                browser = launch(playwright)
                tables += [_views(pace, site, browser), _hints(pace, site, browser)]
                browser.close()
    except NoBrowser as absent:
        tables[0].notes.append(f"No views were measured: {absent}.")
    return tables


def _bytes() -> Table:
    table = Table("widget-bytes", "The widget's files, in bytes")
    table.notes.append("Before a thread of an English page is readable: embed and core. To write: composer.")
    for file in sorted(DIST.glob("*.js*")):
        if file.name != "manifest.json":
            content = file.read_bytes()
            packed = {"brotli": len(brotli.compress(content, quality=11)), "gzip": len(gzip.compress(content, 9))}
            table.add(file.name, raw=len(content), **packed)
    return table


def _views(pace: Pace, site: _Site, browser: Browser) -> Table:
    table = Table("views", "In Chromium: from the start of the navigation to so many comments in the document")
    table.notes += [
        "Host page on another origin, empty cache. Requests and bytes include the host page.",
        f"Phone: 390 pixels wide, Chromium's processor {SLOW} times slower. First: the first comments are there.",
        "Script, layout and style: the main thread's own count over the whole view. Long tasks: over 50 ms.",
        f"Chromium {browser.version}.",
    ]
    for round_ in range(pace.views + 1):
        for number, levels in enumerate(THREADS):
            for name, width, rate in (("", 1280, 1), (", phone", 390, SLOW)):
                context = browser.new_context(viewport={"width": width, "height": 800})
                figures = _view(context, site.pages.page(number), sum(levels), rate)
                context.close()
                if round_:  # the first view only warms up
                    table.add(f"{sum(levels):,} comments{name}", **figures)
    return table


def _view(context: BrowserContext, url: str, wanted: int, rate: int) -> dict[str, float]:
    page = context.new_page()
    page.add_init_script(WATCH.replace("WANTED", str(wanted)) + WATCH_JANK)
    session = context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": rate})
    traffic = Traffic(session)
    session.send("Performance.enable")
    page.goto(url)
    page.wait_for_function("window.bench.reached > 0", timeout=60_000)
    page.wait_for_timeout(SETTLE_MS)
    found: dict[str, Any] = page.evaluate("window.bench")
    spent = {metric["name"]: metric["value"] * 1000 for metric in session.send("Performance.getMetrics")["metrics"]}
    return {
        "first_ms": found["first"],
        "ms": found["reached"],
        "requests": traffic.requests - traffic.pictures,
        "pictures": traffic.pictures,
        "bytes": traffic.bytes,
        "CLS": found["shift"],
        "long_tasks": len(found["tasks"]),
        "long_tasks_ms": sum(found["tasks"]),
        "longest_ms": max(found["tasks"], default=0),
        "script_ms": spent["ScriptDuration"],
        "layout_and_style_ms": spent["LayoutDuration"] + spent["RecalcStyleDuration"],
    }


def _hints(pace: Pace, site: _Site, browser: Browser) -> Table:
    table = Table("hints", f"An instance {ROUND_TRIP * 1000:.0f} ms away: what hints in the page's head save")
    table.notes += [
        "From the start of the navigation to the first comments of 50. The host page is near; a new connection costs "
        "two round trips more, bandwidth nothing. Again: a second view, with the widget in the cache.",
    ]
    with far(site.program.address, ROUND_TRIP) as instance:
        thread = f"{instance}{site.pages.thread_path(1)}"
        entry = f'<link rel="modulepreload" href="{instance}/embed.js">'
        preloaded = f'<link rel="preload" as="fetch" crossorigin href="{thread.replace("&", "&amp;")}">'
        cases = {
            "no hint": "",
            "preconnect": f'<link rel="preconnect" crossorigin href="{instance}">',
            "modulepreload of embed.js": entry,
            "preload of the thread": preloaded,
            "both": entry + preloaded,
        }
        for round_ in range(pace.views + 1):
            for name, hints in cases.items():
                site.add(site.pages.path(1), instance, hints)
                context = browser.new_context(viewport={"width": 1280, "height": 800})
                url = site.pages.page(1)
                first, again = (_view(context, url, sum(THREADS[1]), 1) for _ in range(2))
                context.close()
                if round_:
                    table.add(name, ms=first["first_ms"], again_ms=again["first_ms"], requests=first["requests"])
    return table
