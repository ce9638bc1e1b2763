"""A browser at the desk without a window: it keeps cookies, sends forms with their tokens, and follows nothing."""

import re
from html import unescape

import httpx
import pyotp

from chimein.office.account_verbs import AddAccount, MadeLink, ResetAccount
from chimein.office.perform import perform
from running import Running
from visiting import rows

GOOD = "violet harbour seven looms"
BETTER = "eleven copper owls at dusk"
OWNER = "ada@example.org"


class Browser:
    """Keeps cookies as a browser does, `Secure` ones on loopback too."""

    def __init__(self, server: Running, **headers: str) -> None:
        self.cookies: dict[str, str] = {}
        self.headers = {"sec-fetch-site": "same-origin", "origin": server.url, **headers}
        self._http = httpx.Client(base_url=server.url, timeout=60, verify=False)
        self.page = ""
        self._token = ""

    def __enter__(self) -> "Browser":
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def get(self, path: str, **headers: str) -> httpx.Response:
        """Look at a page."""
        return self._sent("GET", path, headers, None)

    def post(self, path: str, fields: dict[str, str], **headers: str) -> httpx.Response:
        """Send a form of the page that was looked at last, with its token."""
        return self._sent("POST", path, headers, {"form_token": self.token(), **fields})

    def post_bare(self, path: str, fields: dict[str, str], **headers: str) -> httpx.Response:
        """Send exactly these fields."""
        return self._sent("POST", path, headers, fields)

    def token(self) -> str:
        """The token of the forms on the last page that had any."""
        return self._token

    def field(self, name: str) -> str:
        """What a field of the page holds."""
        found = re.search(rf'name="{name}"[^>]*? value="([^"]*)"', self.page)
        return unescape(found[1]) if found else ""

    def errors(self) -> list[str]:
        """What the page says is wrong."""
        said = re.findall(r'class="(?:err|note bad)"[^>]*>([^<]+)<', self.page)
        return [unescape(each) for each in said]

    def sign_in(self, email: str = OWNER, passphrase: str = GOOD, **headers: str) -> httpx.Response:
        """From the page, with an address and a passphrase."""
        self.get("/admin/sign-in")
        return self.post("/admin/sign-in", {"email": email, "passphrase": passphrase, "next": "/admin/me"}, **headers)

    def is_signed_in(self) -> bool:
        """Whether one's own account can be looked at."""
        return self.get("/admin/me").status_code == 200

    def _sent(self, method: str, path: str, headers: dict[str, str], fields: dict[str, str] | None) -> httpx.Response:
        named = {key.replace("_", "-"): value for key, value in headers.items()}
        sent = {**self.headers, **named, "cookie": "; ".join(f"{key}={value}" for key, value in self.cookies.items())}
        answer = self._http.request(method, path, headers=sent, data=fields)
        for line in answer.headers.get_list("set-cookie"):
            name, _, rest = line.partition("=")
            value = rest.partition(";")[0]
            self.cookies.pop(name, None) if "Max-Age=0" in line else self.cookies.update({name: value})
        self.page = answer.text
        self._token = self.field("form_token") or self._token
        return answer


def add_account(server: Running, email: str = OWNER, passphrase: str = GOOD, *, is_owner: bool = True) -> int:
    """Somebody who can sign in; the account's number."""
    verb = AddAccount(email=email, name=email.partition("@")[0].title(), passphrase=passphrase, is_owner=is_owner)
    server.wait_for(perform(server.instance, verb))
    lookup = server.instance.keys.email_lookup(0, email)
    return int(rows(server.database, "select account_id from account where email_lookup = ?", lookup)[0][0])


def reset_link(server: Running, email: str = OWNER) -> str:
    """The path of a link by which a new passphrase is chosen."""
    made: MadeLink = server.wait_for(perform(server.instance, ResetAccount(email=email)))
    return made.link.removeprefix(server.url)


def enrol(browser: Browser) -> tuple[str, list[str]]:
    """One-time codes for whoever is signed in: the secret, and the recovery codes."""
    browser.get("/admin/me/code")
    secret = browser.field("secret").rpartition(".")[0]
    browser.post("/admin/me/code", {"secret": browser.field("secret"), "code": pyotp.TOTP(secret).now()})
    return secret, re.findall(r"<li><code>([a-z0-9-]+)</code>", browser.page)
