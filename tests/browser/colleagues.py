"""A browser in which somebody is signed in at the desk."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from playwright.sync_api import Browser, Page, ViewportSize

from staff import COOKIE, Colleague

SIZES: dict[str, ViewportSize] = {"desktop": {"width": 1200, "height": 850}, "phone": {"width": 390, "height": 844}}


@contextmanager
def signed_in(
    browser: Browser, colleague: Colleague, size: str = "desktop", scheme: str = "light", *, scripts: bool = True
) -> Iterator[Page]:
    """A page of theirs. The policy is bypassed for axe alone, which is put into pages."""
    colours: Literal["light", "dark"] = "dark" if scheme == "dark" else "light"
    context = browser.new_context(
        viewport=SIZES[size],
        color_scheme=colours,
        java_script_enabled=scripts,
        has_touch=size == "phone",
        bypass_csp=True,
    )
    # A __Host- cookie is only taken for an https address; on loopback browsers send it over http as well.
    address = colleague.server.url.replace("http:", "https:")
    context.add_cookies(
        [
            {
                "name": COOKIE,
                "value": colleague.word,
                "url": address,
                "secure": True,
                "httpOnly": True,
                "sameSite": "Strict",
            }
        ]
    )
    try:
        yield context.new_page()
    finally:
        context.close()
