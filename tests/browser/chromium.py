"""Where the browser is, and how it is started for tests and screenshots."""

import shutil

from playwright.sync_api import Browser, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
    "--force-color-profile=srgb",
]


class NoBrowser(Exception):
    """There is no Chromium on this machine; `make setup` installs one."""


def find_chromium() -> str:
    """The path of the installed Chromium. Raises `NoBrowser`."""
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return found
    raise NoBrowser(f"none of {', '.join(NAMES)} is installed; run make setup")


def launch(playwright: Playwright) -> Browser:
    """Start it, without a window."""
    return playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
