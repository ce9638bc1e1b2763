"""Hold the widget to widget/budgets.json: bytes, requests, layout shift, strangers, cookies; for `make widget-check`.

Everything but the bytes is measured: a real instance, a website on another origin, a real Chromium that reads in two
languages and writes a comment with all that the form has. Ends with 1 when anything is over its budget.
"""

import json
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests")]

import brotli  # noqa: E402 - the path is set above
import httpx  # noqa: E402
from playwright.sync_api import Browser, expect, sync_playwright  # noqa: E402

from browser.blogs import Blog  # noqa: E402
from browser.chromium import launch  # noqa: E402
from browser.hosts import Host  # noqa: E402
from browser.visits import Visit  # noqa: E402
from running import Running  # noqa: E402

BUDGETS = ROOT / "widget" / "budgets.json"
DIST = ROOT / "widget" / "dist"
# Names are those of the budgets; files have theirs, too.
Figures = dict[str, float]
DESKTOP = {"viewport": {"width": 900, "height": 800}, "locale": "en-GB"}
PHONE = {"viewport": {"width": 390, "height": 700}, "locale": "en-GB", "is_mobile": True, "has_touch": True}
WATCH = """
globalThis.shift = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) shift += entry.value;
}).observe({type: "layout-shift", buffered: true});
addEventListener("chime-in:posted", () => {
  globalThis.loaded = performance.getEntriesByType("resource").map((entry) => entry.name);
});
"""
AROUND = "<style>chime-in:not(:defined) { display: block; min-block-size: 100lvh }</style>"
BELOW = "<footer>The end of the page.</footer>"


def main() -> int:
    """Measure, print a table, and say whether all is within the budgets."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--budgets", type=Path, default=BUDGETS, help="another file of budgets")
    budgets = json.loads(parser.parse_args().budgets.read_text(encoding="utf-8"))
    figures = {**_bytes(), **_behaviour()}
    over = 0
    for name, figure in figures.items():
        kind = name.split(".")[0]
        budget = budgets["bytes"][kind] if name not in budgets else budgets[name]
        over += figure > budget
        verdict = "OVER" if figure > budget else "  ok"
        sys.stdout.write(f"{verdict}  {name:<46} {figure:>9,.6g} of {budget:,}\n")
    return 1 if over else 0


def _bytes() -> Figures:
    """The weight of each built file, in bytes as brotli sends it."""
    return {file.name: _weight(file.name) for file in sorted(DIST.iterdir()) if file.name != "manifest.json"}


def _weight(name: str) -> int:
    return len(brotli.compress((DIST / name).read_bytes(), quality=11))


def _behaviour() -> Figures:
    with _website() as (blog, browser):
        visits = [Visit(browser.new_context(**options)) for options in (DESKTOP, DESKTOP, DESKTOP, PHONE)]
        for visit in visits:
            visit.page.add_init_script(WATCH)
        english, german, desktop, phone = visits
        figures: Figures = {
            "requests before an English thread is readable": _read(english, blog, "en"),
            "requests before a German thread is readable": _read(german, blog, "de"),
        }
        for written in (_write(desktop, blog, "article"), _write(phone, blog, "empty")):
            files = [Path(path).name for path in written if path.startswith("/embed/")]
            figures["bytes to write a comment"] = sum(_weight(file) for file in files)
            # The composer, a preview, the post.
            figures["requests to write a comment"] = len(written)
        figures["layout shift"] = sum(visit.page.evaluate("globalThis.shift") for visit in visits)
        known = {urlsplit(blog.server.url).netloc, urlsplit(blog.host.url).netloc}
        asked = [urlsplit(request.url) for visit in visits for request in visit.requests]
        figures["requests to third origins"] = len([url for url in asked if url.netloc not in known])
        figures["cookies"] = sum(len(visit.context.cookies()) for visit in visits)
    return figures


@contextmanager
def _website() -> Iterator[tuple[Blog, Browser]]:
    """A site where a moderator reads everything, with a conversation so long that its form is out of sight."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Host() as host,
        Running(Path(folder), limits="off") as server,
        httpx.Client() as client,
        sync_playwright() as playwright,
    ):
        server.add_site(host.url, key="blog", avatars="generated")
        blog = Blog(server, host, "blog", client)
        blog.talk(20)
        server.set_site("blog", avatars="generated", moderation="all")
        expect.set_options(timeout=15_000)
        browser = launch(playwright)
        yield blog, browser
        browser.close()


def _read(visit: Visit, blog: Blog, lang: str) -> int:
    """How many requests reading takes; pictures of people come beside them."""
    body = blog.element(f'url="{blog.address()}"') + BELOW
    visit.read(blog.page(lang, lang=lang, head=AROUND, body=body))
    expect(visit.find("article")).to_have_count(20)
    visit.settled()
    return len(_asked(visit, blog))


def _asked(visit: Visit, blog: Blog) -> list[str]:
    paths = [urlsplit(request.url).path for request in visit.requests if request.url.startswith(blog.server.url)]
    return [path for path in paths if not path.startswith("/avatar/")]


def _write(visit: Visit, blog: Blog, page: str) -> list[str]:
    """What writing a comment asks for, from the moment that one can read to the comment that awaits moderation."""
    visit.read(blog.page(page, head=AROUND, body=blog.element(name=page) + BELOW))
    form = visit.fill(visit.form(), "A thought with `code`.")
    form.get_by_role("button", name="Bold").click()
    form.get_by_role("button", name="Preview").click()
    expect(form.get_by_role("group", name="Preview").locator("code")).to_be_visible()
    form.get_by_label("Remember me").check()
    form.get_by_role("button", name="Post comment").click()
    expect(visit.comment("A thought with")).to_contain_text("Awaiting moderation")
    loaded: list[str] = visit.page.evaluate("globalThis.loaded")
    shift = visit.page.evaluate("globalThis.shift")
    # Whoever is remembered has a shorter form, and must not see it jump either.
    visit.read(blog.page("next", head=AROUND, body=blog.element(name="next") + BELOW))
    expect(visit.form().get_by_role("button", name="Change")).to_be_visible()
    visit.page.evaluate("(before) => { globalThis.shift += before }", shift)
    paths = [urlsplit(url).path for url in loaded if url.startswith(blog.server.url)]
    reading = ("/avatar/", "/embed.js", f"/embed/{_core()}")
    return [path for path in paths if not path.startswith(reading) and not path.endswith("/thread")]


def _core() -> str:
    return next(file.name for file in DIST.glob("core.*.js"))


if __name__ == "__main__":
    sys.exit(main())
