"""Signing in: only who knows, nobody finds out who exists, whoever guesses waits, and a session is one browser's."""

from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest

from chimein.actions.disable_account import disable_account
from chimein.rules.accounts import SHELL
from chimein.store.writes.acts import Doing
from running import Running
from signing import GOOD, OWNER, Browser, add_account, enrol
from visiting import rows

WRONG = "This address and this passphrase do not belong together."


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """An instance with an owner, whose limits are on."""
    with Running(tmp_path_factory.mktemp("desk"), limits="off") as running:
        running.add_site()
        add_account(running)
        yield running


@pytest.fixture
def limited(tmp_path: Path) -> Iterator[Running]:
    """One of its own with all limits."""
    with Running(tmp_path, trusted_proxies="127.0.0.1") as running:
        add_account(running)
        yield running


@pytest.fixture
def browser(desk: Running) -> Iterator[Browser]:
    """A browser that was never here."""
    with Browser(desk) as made:
        yield made


def sessions(running: Running) -> int:
    """How many there are."""
    return int(rows(running.database, "select count(*) from account_session")[0][0])


def test_whoever_knows_is_let_in_and_led_on(browser: Browser) -> None:
    """The right passphrase begins a session in a cookie for this host alone, and leads where one wanted to go."""
    answer = browser.sign_in()
    assert (answer.status_code, answer.headers["location"]) == (303, "/admin/me")
    line = next(each for each in answer.headers.get_list("set-cookie") if each.startswith("__Host-chimein="))
    assert all(part in line for part in ("Path=/", "Secure", "HttpOnly", "SameSite=Strict"))
    assert "Domain" not in line
    assert browser.is_signed_in()


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example/admin", "/admin/../../x\\@evil.example", "javascript:1", "/t"]
)
def test_nobody_is_led_elsewhere(browser: Browser, wanted: str) -> None:
    """After signing in, only addresses of the desk are followed."""
    browser.get("/admin/sign-in")
    answer = browser.post("/admin/sign-in", {"email": OWNER, "passphrase": GOOD, "next": wanted})
    assert answer.headers["location"] == "/admin"


def test_nobody_learns_who_has_an_account(desk: Running, browser: Browser) -> None:
    """An unknown address and a wrong passphrase get the same bytes, after the same number of hashes."""
    told, cost = [], []
    browser.get("/admin/sign-in")
    for email in (OWNER, "nobody@example.net"):
        before = desk.instance.passwords.evaluations
        answer = browser.post("/admin/sign-in", {"email": email, "passphrase": "not the right one", "next": ""})
        cost.append(desk.instance.passwords.evaluations - before)
        told.append((answer.status_code, answer.text.replace(email, "")))
    assert told[0] == told[1]
    assert told[0][0] == 422
    assert WRONG in told[0][1]
    assert cost == [1, 1]


def test_a_session_is_never_one_that_was_there_before(desk: Running, browser: Browser) -> None:
    """A word that somebody planted is not taken, each signing in gives a new one, and the old one is dead."""
    browser.cookies["__Host-chimein"] = "planted"
    browser.sign_in()
    first = browser.cookies["__Host-chimein"]
    assert first != "planted"
    count = sessions(desk)
    browser.sign_in()
    assert browser.cookies["__Host-chimein"] != first
    assert sessions(desk) == count
    browser.cookies["__Host-chimein"] = first
    assert not browser.is_signed_in()


def test_the_database_does_not_know_the_cookie(desk: Running, browser: Browser) -> None:
    """It has a keyed hash of it, so a stolen copy signs nobody in."""
    browser.sign_in()
    word = browser.cookies["__Host-chimein"].encode()
    assert len(word) == 43
    assert word not in Path(desk.database).read_bytes()
    assert word not in Path(f"{desk.database}-wal").read_bytes()


def test_signing_out_ends_the_session_in_the_database(browser: Browser) -> None:
    """The cookie goes, and whoever kept a copy of it has nothing."""
    browser.sign_in()
    kept = browser.cookies["__Host-chimein"]
    browser.get("/admin/me")
    assert browser.post("/admin/sign-out", {}).status_code == 303
    assert "__Host-chimein" not in browser.cookies
    browser.cookies["__Host-chimein"] = kept
    assert not browser.is_signed_in()


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "", "origin": "https://evil.example"},
        {"sec-fetch-site": "", "origin": "null"},
    ],
)
@pytest.mark.parametrize("path", ["/admin/sign-in", "/admin/set-up", "/admin/sign-in/code", "/admin/sign-in/passkey"])
def test_no_other_site_signs_anybody_in(desk: Running, browser: Browser, headers: dict[str, str], path: str) -> None:
    """A form from elsewhere is refused even with the right token, before anything is looked at."""
    browser.get("/admin/sign-in")
    before, evaluations = sessions(desk), desk.instance.passwords.evaluations
    answer = browser.post(path, {"email": OWNER, "passphrase": GOOD}, **headers)
    assert answer.status_code == 403
    assert (sessions(desk), desk.instance.passwords.evaluations) == (before, evaluations)


@pytest.mark.parametrize("token", ["", "x" * 43])
def test_a_form_without_our_token_signs_nobody_in(desk: Running, browser: Browser, token: str) -> None:
    """Browsers that do not say where a request comes from are held by the token alone."""
    browser.get("/admin/sign-in")
    before = sessions(desk)
    fields = {"email": OWNER, "passphrase": GOOD, "form_token": token}
    assert browser.post_bare("/admin/sign-in", fields, **{"sec-fetch-site": "", "origin": ""}).status_code == 403
    assert sessions(desk) == before


def test_whoever_is_disabled_is_out_at_the_next_request(desk: Running) -> None:
    """The session ends, and signing in says the same as a wrong passphrase."""
    account_id = add_account(desk, "bob@example.org", is_owner=False)
    with Browser(desk) as browser:
        browser.sign_in("bob@example.org")
        assert browser.is_signed_in()
        instance = desk.instance
        doing = Doing(SHELL, instance.clock.now(), instance.mint.new, instance.keys.audit_seal)
        desk.write(disable_account(account_id, doing))
        assert not browser.is_signed_in()
        assert WRONG in browser.sign_in("bob@example.org").text


def test_a_code_is_asked_for_and_taken_once(desk: Running) -> None:
    """The passphrase alone lets nobody in then; a code that was used is refused, a recovery code works."""
    add_account(desk, "eve@example.org", is_owner=False)
    with Browser(desk) as first, Browser(desk) as second:
        first.sign_in("eve@example.org")
        secret, recovery = enrol(first)
        assert len(recovery) == 10
        used = pyotp.TOTP(secret).now()
        answer = second.sign_in("eve@example.org")
        assert answer.status_code == 200
        assert "__Host-chimein" not in second.cookies
        half = second.field("half")
        replayed = second.post("/admin/sign-in/code", {"half": half, "code": used})
        assert "used already" in replayed.text
        assert second.post("/admin/sign-in/code", {"half": half, "code": "000000"}).status_code == 422
        assert second.post("/admin/sign-in/code", {"half": half, "code": recovery[0].upper()}).status_code == 303
        assert second.is_signed_in()
        second.sign_in("eve@example.org")
        again = second.post("/admin/sign-in/code", {"half": second.field("half"), "code": recovery[0]})
        assert again.status_code == 422, "a recovery code works once"
        assert "not right" in again.text


def test_a_first_proof_is_good_for_one_second_factor(desk: Running) -> None:
    """Whoever copies the half-way token of a sign-in that was finished has nothing."""
    add_account(desk, "ian@example.org", is_owner=False)
    with Browser(desk) as first, Browser(desk) as second:
        first.sign_in("ian@example.org")
        _, recovery = enrol(first)
        second.sign_in("ian@example.org")
        half = second.field("half")
        assert second.post("/admin/sign-in/code", {"half": half, "code": recovery[0]}).status_code == 303
        second.get("/admin/sign-in")
        again = second.post("/admin/sign-in/code", {"half": half, "code": recovery[1]})
        assert again.status_code == 410
        forged = half.replace("passphrase", "passkey")
        assert second.post("/admin/sign-in/code", {"half": forged, "code": recovery[2]}).status_code == 410


def test_recovery_codes_lie_hashed(desk: Running) -> None:
    """Neither they nor the secret of the one-time codes can be read in the file."""
    add_account(desk, "kim@example.org", is_owner=False)
    with Browser(desk) as browser:
        browser.sign_in("kim@example.org")
        secret, recovery = enrol(browser)
    content = Path(desk.database).read_bytes() + Path(f"{desk.database}-wal").read_bytes()
    assert secret.encode() not in content
    assert not any(code.encode() in content or code.replace("-", "").encode() in content for code in recovery)


def test_guesses_from_one_network_are_soon_not_looked_at(limited: Running) -> None:
    """After five failures each next one waits; what is refused costs no hash, and says when to come back."""
    before = limited.instance.passwords.evaluations
    with Browser(limited) as guesser:
        guesser.get("/admin/sign-in")
        token = guesser.token()
        fields = {"form_token": token, "email": OWNER, "next": ""}
        answers = [guesser.post_bare("/admin/sign-in", {**fields, "passphrase": f"guess {n}"}) for n in range(60)]
    assert [answer.status_code for answer in answers[:5]] == [422] * 5
    assert {answer.status_code for answer in answers[5:]} == {429}
    assert int(answers[-1].headers["retry-after"]) > 0
    assert limited.instance.passwords.evaluations - before == 5


def test_guessing_at_many_addresses_is_counted_together(limited: Running) -> None:
    """A network has ten tries at once, at whomever."""
    with Browser(limited) as guesser:
        guesser.get("/admin/sign-in")
        fields = {"form_token": guesser.token(), "passphrase": "whatever it is", "next": ""}
        statuses = [
            guesser.post_bare("/admin/sign-in", {**fields, "email": f"p{n}@example.org"}).status_code for n in range(14)
        ]
    assert statuses == [422] * 10 + [429] * 4


def test_a_guesser_locks_nobody_out(limited: Running) -> None:
    """While somebody guesses, the owner signs in from elsewhere, and in a known browser even from that network."""
    with Browser(limited) as known, Browser(limited) as guesser, Browser(limited) as elsewhere:
        known.sign_in()
        for n in range(12):
            guesser.sign_in(passphrase=f"guess {n}", **{"x-forwarded-for": "198.51.100.7"})
        assert guesser.sign_in(**{"x-forwarded-for": "198.51.100.7"}).status_code == 429
        assert elsewhere.sign_in(**{"x-forwarded-for": "203.0.113.9"}).status_code == 303
        assert known.sign_in(**{"x-forwarded-for": "198.51.100.7"}).status_code == 303


def test_being_right_does_not_use_up_tries(limited: Running) -> None:
    """Whoever signs in twenty times in an hour from one office goes on doing so."""
    for _ in range(12):
        with Browser(limited) as browser:
            assert browser.sign_in().status_code == 303
