"""Take the README's pictures anew: `make screenshots` runs the demo and writes docs/images/*.png."""

import asyncio
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests")]

from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402 - the path is set above

from browser.chromium import launch  # noqa: E402
from chimein.demo.run import Shown, demonstrating  # noqa: E402

IMAGES = ROOT / "docs" / "images"
DESKTOP = {"width": 820, "height": 900}
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 780},
    "device_scale_factor": 1.5,
    "is_mobile": True,
    "has_touch": True,
}
LARGEST = 200_000
TYPED = """The water was *this* high last spring:

> up to the second step

I would not cross before noon."""


class TooLarge(Exception):
    """A picture is heavier than a README should carry."""


@contextmanager
def demonstration() -> Iterator[Shown]:
    """The demo on free ports, in a thread of its own, because Playwright wants this one."""
    shown: Future[Shown] = Future()
    loop = asyncio.new_event_loop()
    over = asyncio.Event()

    async def run() -> None:
        async with demonstrating(0, 0) as running:
            shown.set_result(running)
            await over.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(run(),))
    thread.start()
    try:
        yield shown.result(60)
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join()
        loop.close()


def main() -> None:
    """Take all of them."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with demonstration() as shown, sync_playwright() as playwright:
        browser = launch(playwright)
        thread(browser, shown, "light")
        thread(browser, shown, "dark")
        phone(browser, shown)
        composer(browser, shown)
        desk(browser, shown)
        desk_on_a_phone(browser, shown)
        browser.close()


def thread(browser: Browser, shown: Shown, scheme: str) -> None:
    """The top of the lively conversation."""
    page = opened(browser, shown, viewport=DESKTOP, color_scheme=scheme)
    page.locator("chime-in").evaluate("(el) => scrollTo(0, el.getBoundingClientRect().top + scrollY - 40)")
    save(page, f"thread-{scheme}")


def phone(browser: Browser, shown: Shown) -> None:
    """The same in a hand."""
    page = opened(browser, shown, color_scheme="light", **PHONE)
    page.locator("chime-in").evaluate("(el) => scrollTo(0, el.getBoundingClientRect().top + scrollY - 16)")
    save(page, "phone")


def composer(browser: Browser, shown: Shown) -> None:
    """A reply being written."""
    page = opened(browser, shown, viewport={"width": 820, "height": 700}, color_scheme="light")
    page.locator("chime-in [data-do=reply]").first.click()
    form = page.locator("chime-in form.inline")
    form.get_by_label("Your comment").fill(TYPED)
    for field, value in {"name": "Marguerite", "email": "m@example.org"}.items():
        form.locator(f"input[name={field}]").fill(value)
    form.get_by_label("Your comment").focus()
    form.get_by_role("toolbar").wait_for()
    form.evaluate("(node) => node.closest('article').scrollIntoView({block: 'start'})")
    save(page, "composer")


def desk(browser: Browser, shown: Shown) -> None:
    """The queue, worked on by keyboard."""
    page = at_the_desk(browser, shown, viewport={"width": 1100, "height": 760})
    page.keyboard.press("j")
    page.keyboard.press("a")
    page.get_by_text("Approved.").first.wait_for()
    page.evaluate("scrollTo(0, 0)")
    save(page, "desk")


def desk_on_a_phone(browser: Browser, shown: Shown) -> None:
    """One comment at a time, by thumb."""
    page = at_the_desk(browser, shown, **PHONE)
    page.goto(f"{desk_url(shown)}?one=1")
    save(page, "desk-phone")


def at_the_desk(browser: Browser, shown: Shown, **options: Any) -> Page:
    """The demo's owner, signed in."""
    page = browser.new_context(locale="en-GB", reduced_motion="reduce", color_scheme="light", **options).new_page()
    page.goto(desk_url(shown))
    page.get_by_label("Email").fill(shown.email)
    page.get_by_label("Passphrase").fill(shown.passphrase)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.locator(".item").first.wait_for()
    return page


def desk_url(shown: Shown) -> str:
    """Where the desk is: passkeys want a name, not an address."""
    return shown.instance_url.replace("127.0.0.1", "localhost") + "/admin"


def opened(browser: Browser, shown: Shown, **options: Any) -> Page:
    """The article with the liveliest conversation, with its pictures."""
    page = browser.new_context(locale="en-GB", reduced_motion="reduce", **options).new_page()
    page.goto(shown.articles[0])
    page.locator("chime-in").scroll_into_view_if_needed()
    page.locator("chime-in #count").wait_for()
    page.wait_for_load_state("networkidle")
    return page


def save(page: Page, name: str) -> None:
    """Write one picture. Raises `TooLarge`."""
    page.mouse.move(0, 0)
    page.wait_for_load_state("networkidle")
    picture = page.screenshot(animations="disabled", caret="hide")
    if len(picture) > LARGEST:
        raise TooLarge(f"{name}.png has {len(picture)} bytes; {LARGEST} are allowed.")
    (IMAGES / f"{name}.png").write_bytes(picture)
    sys.stdout.write(f"{name}.png {len(picture)} bytes\n")


if __name__ == "__main__":
    main()
