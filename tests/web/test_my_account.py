"""One's own account: what changes it wants a fresh proof, and ends what others may have in their hands."""

from collections.abc import Iterator
from itertools import count

import pytest

from running import Running
from signing import BETTER, GOOD, Browser, add_account, enrol, reset_link
from visiting import rows

_NUMBERS = count(1)
GUARDED: tuple[tuple[str, dict[str, str]], ...] = (
    ("email", {"email": "new@example.org"}),
    ("passphrase", {"new_passphrase": BETTER}),
    ("passkeys", {"challenge": "", "credential": "", "name": ""}),
    ("passkeys/question", {}),
    ("passkeys/remove", {"passkey": ""}),
    ("code", {"secret": "", "code": ""}),
    ("code/recovery", {}),
    ("code/drop", {}),
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """An instance with a site."""
    with Running(tmp_path_factory.mktemp("desk"), limits="off") as running:
        running.add_site()
        yield running


@pytest.fixture
def email(desk: Running) -> str:
    """The address of somebody new."""
    address = f"person{next(_NUMBERS)}@example.org"
    add_account(desk, address)
    return address


@pytest.fixture
def browser(desk: Running, email: str) -> Iterator[Browser]:
    """A browser in which they are signed in."""
    with Browser(desk) as made:
        made.sign_in(email)
        made.get("/admin/me")
        yield made


def let_proof_grow_old(desk: Running) -> None:
    """Twenty minutes go by for every session."""
    rows(desk.database, "update account_session set proven_at = proven_at - ?", 20 * 60_000)


@pytest.mark.parametrize(("path", "fields"), GUARDED)
def test_what_changes_how_one_is_known_wants_a_fresh_proof(
    desk: Running, browser: Browser, path: str, fields: dict[str, str]
) -> None:
    """A browser that was left alone changes nothing; the passphrase once more opens it for a while."""
    let_proof_grow_old(desk)
    answer = browser.post(f"/admin/me/{path}", fields)
    assert answer.headers["location"].startswith("/admin/prove?next=")


def test_a_proof_is_given_with_the_passphrase_and_renews_the_session(desk: Running, browser: Browser) -> None:
    """A wrong one opens nothing; after the right one the session goes on under a new word, and the old is dead."""
    let_proof_grow_old(desk)
    old = browser.cookies["__Host-chimein"]
    browser.get("/admin/prove?next=/admin/me/code")
    assert browser.post("/admin/prove", {"passphrase": "wrong", "next": "/admin/me/code"}).status_code == 422
    answer = browser.post("/admin/prove", {"passphrase": GOOD, "next": "/admin/me/code"})
    assert answer.headers["location"] == "/admin/me/code"
    assert browser.get("/admin/me/code").status_code == 200
    browser.cookies["__Host-chimein"] = old
    assert not browser.is_signed_in()


def test_another_passphrase_ends_every_other_session(desk: Running, browser: Browser, email: str) -> None:
    """Whoever has stolen one is out; the browser that changed it stays."""
    with Browser(desk) as other:
        other.sign_in(email)
        assert other.is_signed_in()
        link = reset_link(desk, email)
        assert browser.post("/admin/me/passphrase", {"new_passphrase": BETTER}).status_code == 303
        assert browser.is_signed_in()
        assert not other.is_signed_in()
        assert other.sign_in(email).status_code == 422
        assert other.sign_in(email, BETTER).status_code == 303
        assert other.get(link).status_code == 410, "links that were made before work no more"


@pytest.mark.parametrize("passphrase", ["short", "password123456", "person1person1"])
def test_another_passphrase_must_be_a_good_one(browser: Browser, passphrase: str) -> None:
    """The same rules as at the beginning, with one's own name and address among what is tried first."""
    assert browser.post("/admin/me/passphrase", {"new_passphrase": passphrase}).status_code == 422


def test_another_address_is_what_one_signs_in_with(desk: Running, browser: Browser, email: str) -> None:
    """The old one works no more, and nobody takes somebody else's."""
    add_account(desk, f"other-{email}")
    assert "already" in browser.post("/admin/me/email", {"email": f"other-{email}"}).text
    assert browser.post("/admin/me/email", {"email": f"new-{email}"}).status_code == 303
    with Browser(desk) as other:
        assert other.sign_in(email).status_code == 422
        assert other.sign_in(f"new-{email}").status_code == 303


def test_one_is_called_what_one_says(browser: Browser) -> None:
    """And a name that is none is refused."""
    assert browser.post("/admin/me/name", {"name": "Grace Hopper"}).status_code == 303
    assert "Grace Hopper" in browser.get("/admin/me").text
    assert browser.post("/admin/me/name", {"name": "   "}).status_code == 422


def test_sessions_are_listed_and_ended_from_afar(desk: Running, browser: Browser, email: str) -> None:
    """One sees where one is signed in, and signs out there: in one browser, or everywhere else."""
    phone = "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"
    with Browser(desk, **{"user-agent": phone}) as first, Browser(desk) as second:
        first.sign_in(email)
        second.sign_in(email)
        page = browser.get("/admin/me").text
        assert "Firefox on Android" in page
        assert "this browser" in page
        mark = desk.instance.keys.desk_mark("session", first.cookies["__Host-chimein"]).hex()
        browser.post("/admin/me/sessions/end", {"session": mark[:12]})
        assert not first.is_signed_in()
        assert second.is_signed_in()
        browser.get("/admin/me")
        browser.post("/admin/me/sessions/end", {"session": "all"})
        assert not second.is_signed_in()
        assert browser.is_signed_in()


def test_nobody_ends_the_sessions_of_others(desk: Running, browser: Browser) -> None:
    """The mark of somebody else's session ends nothing."""
    add_account(desk, "victim@example.org")
    with Browser(desk) as victim:
        victim.sign_in("victim@example.org")
        mark = desk.instance.keys.desk_mark("session", victim.cookies["__Host-chimein"]).hex()
        browser.post("/admin/me/sessions/end", {"session": mark[:12]})
        assert victim.is_signed_in()


def test_codes_are_given_up_and_renewed(browser: Browser) -> None:
    """Ten other recovery codes replace the first ten; without codes the passphrase is enough again."""
    _, first = enrol(browser)
    browser.get("/admin/me")
    again = browser.post("/admin/me/code/recovery", {}).text
    assert not any(code in again for code in first)
    browser.get("/admin/me")
    browser.post("/admin/me/code/drop", {})
    assert "Set it up" in browser.get("/admin/me").text


def test_a_reset_keeps_the_second_factor(desk: Running, browser: Browser, email: str) -> None:
    """A link that somebody intercepted gives a new passphrase, and no way past the code."""
    _, recovery = enrol(browser)
    link = reset_link(desk, email)
    with Browser(desk) as other:
        other.get(link)
        answer = other.post(link, {"passphrase": BETTER})
        assert answer.status_code == 200
        assert "__Host-chimein" not in other.cookies
        assert not browser.is_signed_in(), "every browser is signed out"
        code = {"half": other.field("half"), "code": recovery[0]}
        assert other.post("/admin/sign-in/code", code).status_code == 303
        assert other.get(link).status_code == 410, "a link works once"


def test_a_reset_link_ends_after_an_hour(desk: Running, browser: Browser, email: str) -> None:
    """An old one leads nowhere."""
    link = reset_link(desk, email)
    rows(desk.database, "update account_link set expires_at = expires_at - ?", 3_600_001)
    assert browser.get(link).status_code == 410
    assert browser.post_bare(link, {"form_token": "", "passphrase": BETTER}).status_code == 403


def test_forms_from_elsewhere_change_nothing(desk: Running, browser: Browser) -> None:
    """A form, a picture or a script of another site that rides on the session changes no state."""
    state = "select name, email_lookup, password_hash, totp_secret from account order by account_id"
    before = rows(desk.database, state)
    cross = {"sec-fetch-site": "cross-site", "origin": "https://evil.example"}
    forms = [("name", {"name": "Mallory"}), ("sessions/end", {"session": "all"}), *GUARDED]
    for path, fields in forms:
        token = browser.token()
        assert browser.post_bare(f"/admin/me/{path}", {"form_token": token, **fields}, **cross).status_code == 403
        browser.get("/admin/me")
        assert browser.post_bare(f"/admin/me/{path}", {**fields, "form_token": "guessed"}).status_code == 403
        assert browser.get(f"/admin/me/{path}", **cross).status_code in (200, 303, 405)
        browser.get("/admin/me")
    assert rows(desk.database, state) == before
    assert browser.is_signed_in()
