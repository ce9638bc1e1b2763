"""Programs' tokens from the shell: shown once, listed without the word, taken back at once."""

import httpx

from serving_here import ServedHere
from shell import Shell

ME = "/api/v1/admin/me"


def asks(server: ServedHere, word: str) -> httpx.Response:
    """Whatever a program with this token is answered to who it is."""
    with server.http() as http:
        return http.get(ME, headers={"Authorization": f"Bearer {word}"})


def test_a_token_works_from_its_making_to_its_end(shell: Shell) -> None:
    """Made for an account and one site, used, listed as used and without its word, revoked, and worth nothing then."""
    key = shell.add_site()
    shell.answer("account", "add", "mo@example.org")
    shell.answer("account", "grant", "mo@example.org", key, "moderator")
    with shell.served() as server:
        wish = ("--account", "mo@example.org", "--name", "A script", "--scope", "moderate", "--site", key)
        made = shell.answer("token", "add", *wish)
        assert made["word"].startswith("chimein_")
        assert len(made["word"]) == len("chimein_") + 43
        me = asks(server, made["word"]).json()
        assert (me["scopes"], me["site"], me["roles"]) == (["see", "moderate"], key, {key: "moderator"})
        (listed,) = shell.answer("token", "list")
        assert listed["used_at"] is not None
        assert made["word"] not in str(listed)
        assert shell.answer("token", "revoke", made["token"]) == {"changed": 1}
        assert asks(server, made["word"]).status_code == 401
        assert shell.answer("token", "revoke", made["token"]) == {"changed": 0}
    said = shell.run("token", "list").stdout
    assert "see+moderate" in said
    assert "revoked" in said


def test_a_token_that_cannot_be_is_refused_in_a_sentence(shell: Shell) -> None:
    """Nobody's account, no such site, a day that is none, a number that is none."""
    shell.add_site()
    shell.answer("account", "add", "mo@example.org")
    wish = ("token", "add", "--name", "x", "--scope", "see", "--account")
    assert "no account" in shell.sentence(*wish, "nobody@example.org")
    assert "no such site" in shell.sentence(*wish, "mo@example.org", "--site", "nobody")
    assert "days" in shell.sentence(*wish, "mo@example.org", "--days", "-1")
    assert "no such token" in shell.sentence("token", "revoke", "7")
    assert shell.answer("token", "list") == []


def test_a_token_is_printed_alone_so_that_it_can_be_kept(shell: Shell) -> None:
    """Standard output is the word and nothing else, and without an end it says so."""
    shell.add_site()
    shell.answer("account", "add", "mo@example.org", "--owner")
    wish = ("token", "add", "--name", "x", "--scope", "see", "--account", "mo@example.org", "--days", "0")
    said = shell.run(*wish)
    assert said.stdout.startswith("chimein_")
    assert said.stdout.count("\n") == 1
    assert "without an end" in said.stderr
