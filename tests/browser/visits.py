"""One visitor's browser tab, with everything that it said and asked for written down."""

import re
from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request, Route, expect

WRITER = {"name": "Grace", "email": "grace@example.org"}
# What a page tells the console when a request was answered with an error; some tests want that to happen.
ANSWERED_BADLY = re.compile(r"^Failed to load resource|has been blocked by CORS policy")
COLLECT = """
globalThis.violations = [];
document.addEventListener("securitypolicyviolation", (event) =>
  violations.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`));
"""


class Visit:
    """A page in a fresh browser profile. Locators reach into the widget's open shadow root by themselves."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.page: Page = context.new_page()
        self.requests: list[Request] = []
        self.said: list[str] = []
        """Errors and warnings on the console."""
        self.crashes: list[str] = []
        """Uncaught errors of scripts."""
        self.dialogs: list[str] = []
        self._held: list[Route] = []
        self.page.add_init_script(COLLECT)
        self.page.on("request", lambda request: self.requests.append(request))
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.crashes.append(f"{error}\n{error.stack}"))
        self.page.on("dialog", self._close)

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.said.append(message.text)

    def _close(self, dialog: Any) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def go(self, url: str) -> "Visit":
        """Open an address."""
        self.page.goto(url)
        return self

    def read(self, url: str) -> "Visit":
        """Open an address and wait until its thread and the reply form are there."""
        self.go(url)
        expect(self.find("#count")).to_be_visible()
        return self

    def find(self, selector: str) -> Locator:
        """Something inside the (first) element."""
        return self.page.locator("chime-in").first.locator(selector)

    def comment(self, text: str) -> Locator:
        """The article of the comment with these words."""
        return self.find("article").filter(has=self.page.locator(".body", has_text=text))

    def by_id(self, public_id: str) -> Locator:
        """The article of a comment."""
        return self.find(f"#chime-{public_id}")

    def form(self) -> Locator:
        """The form at the end, after its script has come."""
        form = self.find("#join")
        expect(form).to_be_attached()
        # One step in the page: between two of ours the frame may give way to the form.
        self.page.locator("chime-in").first.evaluate("(el) => el.shadowRoot.querySelector('#join').scrollIntoView()")
        expect(form.get_by_role("toolbar")).to_be_visible()
        return form

    def inline(self) -> Locator:
        """The form under a comment."""
        return self.find("form.inline")

    def fill(self, form: Locator, text: str, **person: str) -> Locator:
        """Type a comment, and who writes it."""
        form.get_by_label("Your comment").fill(text)
        for field, value in {**WRITER, **person}.items():
            form.locator(f"input[name={field}]").fill(value)
        return form

    def write(self, text: str, **person: str) -> Locator:
        """Fill the form at the end and send it."""
        form = self.fill(self.form(), text, **person)
        form.locator("button.btn").last.click()
        return form

    def reply_to(self, text: str) -> Locator:
        """Open the form under a comment, and return it."""
        self.comment(text).get_by_role("button", name="Reply to").click()
        expect(self.inline()).to_be_visible()
        return self.inline()

    def status(self) -> Locator:
        """What is announced politely."""
        return self.find("[role=status]")

    def has_focus(self, locator: Locator) -> None:
        """Wait until that has the focus."""
        expect(locator).to_be_focused()

    def storage(self) -> dict[str, str]:
        """What is kept in the host's storage."""
        kept: dict[str, str] = self.page.evaluate("() => ({...localStorage})")
        return kept

    def hold(self, route: Route) -> None:
        """Keep a request waiting until `let_go`; to be given to `page.route`."""
        self._held.append(route)

    def let_go(self) -> None:
        """Let all requests pass that were held."""
        while self._held:
            self._held.pop().continue_()

    def settled(self) -> None:
        """Wait until nothing has been asked of the network for half a second."""
        self.page.wait_for_load_state("networkidle")

    def complaints(self) -> list[str]:
        """What the console said against us, whatever was answered badly on purpose aside."""
        return [line for line in self.said if not ANSWERED_BADLY.search(line)]

    def violations(self) -> list[str]:
        """What the page's content security policy forbade."""
        found: list[str] = self.page.evaluate("() => globalThis.violations")
        return found
