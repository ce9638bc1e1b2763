"""What a reader's browser pays: bytes of the widget's files, and milliseconds until comments are on the page.

A host page on an origin of its own, an empty cache for each view, a real Chromium on all cores, the server on one.
"""

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import brotli
from playwright.sync_api import Browser, CDPSession, sync_playwright

from bench.conversations import FIFTY, HUNDRED, Pages, fill
from bench.figures import Table
from bench.machine import all_cores
from bench.pace import Pace
from bench.serving import served
from browser.chromium import NoBrowser, launch

DIST = Path(__file__).parents[2] / "widget" / "dist"
THREADS = {0: HUNDRED, 1: FIFTY}
HOST_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Article</title>
<link rel="icon" href="data:,"><style>body{{max-width:40rem;margin:auto;font:1rem/1.5 serif}}</style>
<script type="module" async src="{instance}/embed.js"></script></head>
<body><h1>An article</h1><p>Two sentences of an article. They are short.</p>
<chime-in site="{site}"><a href="{instance}/t">Join the conversation</a></chime-in></body></html>"""
WATCH = """
const bench = window.bench = {reached: 0, shift: 0, tasks: []};
const attach = Element.prototype.attachShadow;
Element.prototype.attachShadow = function (options) {
  const root = attach.call(this, options);
  new MutationObserver(() => {
    if (!bench.reached && root.querySelectorAll("article").length >= WANTED) bench.reached = performance.now();
  }).observe(root, {childList: true, subtree: true});
  return root;
};
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) bench.shift += entry.value;
}).observe({type: "layout-shift", buffered: true});
new PerformanceObserver(list => bench.tasks.push(...list.getEntries().map(entry => entry.duration)))
  .observe({type: "longtask", buffered: true});
"""
SETTLE_MS = 300


def measure(pace: Pace) -> list[Table]:
    """Bytes of the built files; views of a page with 50 and with 100 comments."""
    tables = [_bytes()]
    try:
        tables.append(_views(pace))
    except NoBrowser as absent:
        tables[0].notes.append(f"No views were measured: {absent}.")
    return tables


def _bytes() -> Table:
    table = Table("widget-bytes", "The widget's files, in bytes")
    table.notes.append("Before a thread of an English page is readable: embed and core.")
    for file in sorted(DIST.glob("*.js*")):
        if file.name != "manifest.json":
            content = file.read_bytes()
            packed = {"brotli": len(brotli.compress(content, quality=11)), "gzip": len(gzip.compress(content, 9))}
            table.add(file.name, raw=len(content), **packed)
    return table


def _views(pace: Pace) -> Table:
    table = Table("views", "In Chromium: from the start of the navigation to so many comments in the document")
    table.notes += [
        "Host page on another origin, empty cache, no throttling. Requests and bytes include the host page.",
        "Script, layout and style: the main thread's own count over the whole view. Long tasks: over 50 ms.",
    ]
    with served() as program, _host() as (origin, pages_of_host):
        pages = Pages(program.add_site(origin, page_size="100"), origin)
        for number, levels in THREADS.items():
            fill(program, pages, range(number, number + 1), levels)
            pages_of_host[f"/article/{number}"] = HOST_PAGE.format(instance=program.url, site=pages.site).encode()
        with all_cores(), sync_playwright() as playwright:
            browser = launch(playwright)
            table.notes.append(f"Chromium {browser.version}.")
            for round_ in range(pace.views + 1):
                for number, levels in THREADS.items():
                    figures = _view(browser, pages.page(number), sum(levels))
                    if round_:  # the first view only warms up
                        table.add(f"{sum(levels)} comments", **figures)
            browser.close()
    return table


def _view(browser: Browser, url: str, wanted: int) -> dict[str, float]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    try:
        page = context.new_page()
        page.add_init_script(WATCH.replace("WANTED", str(wanted)))
        session = context.new_cdp_session(page)
        traffic = _Traffic(session)
        session.send("Performance.enable")
        page.goto(url)
        page.wait_for_function("window.bench.reached > 0", timeout=30_000)
        page.wait_for_timeout(SETTLE_MS)
        found: dict[str, Any] = page.evaluate("window.bench")
        spent = {metric["name"]: metric["value"] * 1000 for metric in session.send("Performance.getMetrics")["metrics"]}
    finally:
        context.close()
    return {
        "ms": found["reached"],
        "requests": traffic.requests,
        "pictures": traffic.pictures,
        "bytes": traffic.bytes,
        "CLS": found["shift"],
        "long_tasks": len(found["tasks"]),
        "long_tasks_ms": sum(found["tasks"]),
        "script_ms": spent["ScriptDuration"],
        "layout_and_style_ms": spent["LayoutDuration"] + spent["RecalcStyleDuration"],
    }


class _Traffic:
    """Counts what a page asks for, and bytes on the wire, heads included."""

    def __init__(self, session: CDPSession) -> None:
        self.requests = 0
        self.pictures = 0
        self.bytes = 0
        session.on("Network.requestWillBeSent", self._sent)
        session.on("Network.loadingFinished", self._finished)
        session.send("Network.enable")

    def _sent(self, event: dict[str, Any]) -> None:
        if event["type"] == "Image":
            self.pictures += not event["request"]["url"].startswith("data:")
        else:
            self.requests += 1

    def _finished(self, event: dict[str, Any]) -> None:
        self.bytes += int(event["encodedDataLength"])


@contextmanager
def _host() -> Iterator[tuple[str, dict[str, bytes]]]:
    """A website on an origin of its own: its origin, and its pages by path, to be filled."""
    pages: dict[str, bytes] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = pages.get(self.path, b"")
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
            """Keep the tables clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", pages
    finally:
        server.shutdown()
        server.server_close()
