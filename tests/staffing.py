"""Accounts, signed-in browsers and tokens of a running instance, as they lie in its database."""

from collections.abc import Mapping
from itertools import count
from typing import Literal

import httpx

from chimein.actions.add_api_token import NewToken, add_api_token
from chimein.actions.begin_session import begin_session
from chimein.rules.accounts import SHELL
from chimein.rules.tokens import PREFIX, token_wish
from chimein.store.writes.acts import Doing
from running import Running
from visiting import rows

_NUMBERS = count(1)
Owner = Literal["owner of the instance"]
INSTANCE_OWNER: Owner = "owner of the instance"


def new_account(running: Running, roles: Mapping[str, str] | Owner, name: str = "Mo") -> int:
    """An account with these roles by the site's key, or one that owns the instance."""
    instance, account_id = running.instance, running.instance.mint.new()
    email = f"{name.lower()}{next(_NUMBERS)}@example.org"
    sealed = instance.keys.seal_email(0, account_id, email)
    rows(
        running.database,
        """insert into account
        (account_id, email_lookup, email_cipher, wrapped_key, key_version, name, is_owner, created_at)
        values (?, ?, ?, ?, ?, ?, ?, ?)""",
        account_id,
        instance.keys.email_lookup(0, email),
        sealed.cipher,
        sealed.wrapped_key,
        sealed.key_version,
        name,
        int(roles == INSTANCE_OWNER),
        1,
    )
    for key, role in {} if isinstance(roles, str) else roles.items():
        give_role(running, account_id, key, role)
    return account_id


def give_role(running: Running, account_id: int, key: str, role: str) -> None:
    """A role on one more site."""
    ((site_id,),) = rows(running.database, "select site_id from site where key = ?", key)
    query = "insert into account_role (account_id, site_id, role, given_at) values (?, ?, ?, ?)"
    rows(running.database, query, account_id, site_id, role, 1)


def new_session(running: Running, account_id: int) -> str:
    """The word of a browser in which the account is signed in."""
    instance, word = running.instance, running.instance.randomness.token(32)
    mark = instance.keys.desk_mark("session", word)
    running.write(begin_session(account_id, mark, "A browser", instance.clock.now()))
    return word


def new_token(
    running: Running,
    account_id: int,
    *scopes: str,
    site: str | None = None,
    days: int = 365,
) -> str:
    """A token of the account."""
    instance, word = running.instance, PREFIX + running.instance.randomness.token(32)
    site_id = None if site is None else rows(running.database, "select site_id from site where key = ?", site)[0][0]
    wish = token_wish("A script", scopes or ("see", "moderate", "administer"), days)
    mark = instance.keys.desk_mark("token", word)
    doing = Doing(SHELL, instance.clock.now(), instance.mint.new, instance.keys.audit_seal)
    running.write(add_api_token(NewToken(instance.mint.new(), mark, account_id, site_id, wish), doing))
    return word


class AtDesk:
    """A browser in which an account is signed in."""

    def __init__(self, running: Running, http: httpx.Client, account_id: int) -> None:
        word = new_session(running, account_id)
        self.http = http
        self._headers = {"Cookie": f"__Host-chimein={word}", "Sec-Fetch-Site": "same-origin"}
        self._form_token = running.instance.keys.form_token(word)

    def sees(self, path: str) -> httpx.Response:
        """Whatever a page answers."""
        return self.http.get(path, headers=self._headers)

    def sends(self, path: str, **fields: str | list[str]) -> httpx.Response:
        """Whatever comes of a form."""
        return self.http.post(path, data={"form_token": self._form_token, **fields}, headers=self._headers)
