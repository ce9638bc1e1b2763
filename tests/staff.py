"""People at the desk: accounts with roles, each with a session, as tests need them."""

import re
from dataclasses import dataclass
from typing import Any

import httpx

from chimein.actions.add_account import add_account
from chimein.actions.begin_session import begin_session
from chimein.actions.grant_role import grant_role
from chimein.rules.accounts import SHELL
from chimein.rules.identity import SealedAccountEmail
from chimein.rules.permissions import Role
from chimein.store.reads.sites import site_by_key
from chimein.store.writes.accounts import NewAccount
from chimein.store.writes.acts import Doing
from running import Running

COOKIE = "__Host-chimein"


@dataclass(frozen=True)
class Colleague:
    """Somebody who is signed in."""

    server: Running
    account_id: int
    word: str
    """What the session's cookie holds."""

    @property
    def form_token(self) -> str:
        """What a form of this session carries."""
        return self.server.instance.keys.form_token(self.word)

    def get(self, path: str, **headers: str) -> httpx.Response:
        """Look at a page of the desk."""
        return self._sent("GET", path, headers)

    def post(self, path: str, fields: dict[str, Any], **headers: str) -> httpx.Response:
        """Send a form of the desk's, as its pages do."""
        return self._sent("POST", path, headers, {"form_token": self.form_token, **fields})

    def _sent(
        self, method: str, path: str, headers: dict[str, str], fields: dict[str, Any] | None = None
    ) -> httpx.Response:
        said = {"Cookie": f"{COOKIE}={self.word}", "Sec-Fetch-Site": "same-origin", **headers}
        # Without the world's certificates, which to read takes longer than what is asked.
        return httpx.request(method, self.server.url + path, data=fields, headers=said, timeout=30, verify=False)


def at_desk(
    server: Running, role: Role | None = None, *sites: str, name: str = "Ada", is_owner: bool = False
) -> Colleague:
    """A new account with this role on these sites (`blog` unless others are named), signed in."""
    instance = server.instance
    doing = Doing(SHELL, instance.clock.now(), instance.mint.new, instance.keys.audit_seal)
    account_id = instance.mint.new()
    email = f"{name.lower()}-{account_id}@staff.example"
    sealed = instance.keys.seal_email(0, account_id, email)
    lookup = instance.keys.email_lookup(0, email)
    address = SealedAccountEmail(lookup, sealed.cipher, sealed.wrapped_key, sealed.key_version)
    server.write(add_account(NewAccount(account_id, address, name, None, is_owner), doing))
    for key in (sites or ("blog",)) if role else ():
        site = server.read(site_by_key(key))
        server.write(grant_role(account_id, site.site_id, role, doing))
    word = instance.randomness.token(32)
    server.write(begin_session(account_id, instance.keys.desk_mark("session", word), "A test", instance.clock.now()))
    return Colleague(server, account_id, word)


def texts_of(html: str, marker: str) -> list[str]:
    """The texts of the elements with this class, in order."""
    found = re.findall(rf'class="{marker}"[^>]*>(.*?)</', html, re.DOTALL)
    return [re.sub(r"<[^>]+>", "", text).strip() for text in found]
