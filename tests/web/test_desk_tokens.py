"""The page of programs' tokens."""

import re

import httpx
import pytest

from running import Running
from staffing import INSTANCE_OWNER, AtDesk, new_account, new_token
from visiting import bearer, rows

PAGE = "/admin/tokens"
WISH = {"name": "A script", "may": "moderate", "site": "", "days": "365"}


@pytest.fixture
def owner(server: Running, http: httpx.Client) -> AtDesk:
    """Who owns the instance, at the desk."""
    return AtDesk(server, http, new_account(server, INSTANCE_OWNER, "Olga"))


def word_in(page: str) -> str:
    """The token that a page shows."""
    found = re.search(r">(chimein_[\w-]{43})<", page)
    assert found, page
    return found[1]


def test_a_token_is_shown_once_and_works_until_it_is_revoked(owner: AtDesk) -> None:
    """Made by the form, used by a program, listed without its word, revoked by its button."""
    made = owner.sends(PAGE, **WISH)
    word = word_in(made.text)
    assert (made.status_code, made.headers["cache-control"]) == (200, "no-store")
    me = owner.http.get("/api/v1/admin/me", headers=bearer(word))
    assert me.json()["scopes"] == ["see", "moderate"]
    listed = owner.sees(PAGE).text
    assert "A script" in listed
    assert word not in listed
    revoke = re.search(r'action="(/admin/tokens/\d+/revoke)"', listed)
    assert revoke
    assert owner.sends(revoke[1]).status_code == 303
    assert owner.http.get("/api/v1/admin/me", headers=bearer(word)).status_code == 401
    assert "revoked" in owner.sees(PAGE).text


def test_what_is_wrong_is_said_beside_the_field(owner: AtDesk) -> None:
    """Nothing is made, and what was typed stays."""
    refused = owner.sends(PAGE, **{**WISH, "name": "", "may": "own", "days": "7000"})
    assert refused.status_code == 422
    assert all(f'id="{name}-err"' in refused.text for name in ("name", "may", "days"))
    assert "There is none yet." in refused.text


def test_only_who_administers_makes_tokens(server: Running, http: httpx.Client) -> None:
    """A moderator has none to make, and an admin none for another's site."""
    server.add_site("https://other.example", key="other")
    moderator = AtDesk(server, http, new_account(server, {"blog": "moderator"}))
    assert moderator.sends(PAGE, **WISH).status_code == 403
    assert "New token" not in moderator.sees(PAGE).text
    admin = AtDesk(server, http, new_account(server, {"blog": "admin"}))
    assert admin.sends(PAGE, **{**WISH, "site": "blog"}).status_code == 200
    other, nowhere = (admin.sends(PAGE, **{**WISH, "site": key}) for key in ("other", "nobody"))
    assert (other.status_code, other.text) == (nowhere.status_code, nowhere.text)
    assert other.status_code == 404


def test_tokens_of_others_are_nobodys_but_the_instance_owners(
    server: Running, http: httpx.Client, owner: AtDesk
) -> None:
    """An admin does not see them and cannot revoke them; the instance owner does."""
    theirs = new_account(server, {"blog": "admin"}, "Theo")
    new_token(server, theirs)
    ((token_id,),) = rows(server.database, "select token_id from api_token where account_id = ?", theirs)
    admin = AtDesk(server, http, new_account(server, {"blog": "owner"}))
    assert "A script" not in admin.sees(PAGE).text
    assert admin.sends(f"{PAGE}/{token_id}/revoke").status_code == 404
    assert "Theo" in owner.sees(PAGE).text
    assert owner.sends(f"{PAGE}/{token_id}/revoke").status_code == 303


def test_making_and_revoking_is_in_the_audit(server: Running, owner: AtDesk) -> None:
    """Who did it to which token, and not a letter of the token itself."""
    word = word_in(owner.sends(PAGE, **WISH).text)
    ((token_id,),) = rows(server.database, "select token_id from api_token")
    owner.sends(f"{PAGE}/{token_id}/revoke")
    lines = rows(server.database, "select actor, verb, detail from audit order by seq")
    assert [(actor, verb) for actor, verb, _ in lines] == [("account", "add_token"), ("account", "revoke_token")]
    assert all(str(token_id) in detail for *_, detail in lines)
    assert word[8:16] not in str(lines)
