"""Bans from the shell."""

import pytest

from shell import Shell

PAGE = "https://example.org/page"


def test_a_ban_is_made_listed_lifted_and_taken_back(shell: Shell) -> None:
    """While the server runs: it weighs at once, its hits are listed, and it ends when it is lifted."""
    key = shell.add_site()
    with shell.served(CHIMEIN_LIMITS="off") as server, server.http() as http:

        def state(text: str) -> str:
            wish = {"url": PAGE, "name": "Ada", "email": "ada@mail.example", "text": text}
            return str(http.post(f"/api/v1/sites/{key}/comments", json=wish).json()["state"])

        assert state("A casino") == "published"
        said = shell.run("ban", "add", "--site", key, "--word", "casino*", "--note", "seen too often", "--days", "7")
        assert said.exit_code == 0, said.output
        assert state("Two casinos") == "held"
        (ban,) = shell.answer("ban", "list", "--site", key)["bans"]
        assert (ban["pattern"], ban["hits"], ban["verdict"], ban["stands"]) == ("casino*", 1, "spam", True)
        assert "word casino*: spam, 1 hits  seen too often" in shell.run("ban", "list", "--site", key).stdout
        assert shell.answer("ban", "lift", ban["ban"], "--site", key)["changed"] == 1
        assert state("Three casinos") == "published"
        (comment,) = shell.answer("comment", "list", "--site", key, "--state", "spam")["comments"]
        assert (
            shell.answer("ban", "add", "--site", key, "--writer-of", comment["id"], "--verdict", "held")["changed"] == 1
        )
        assert state("Anything") == "held"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--address", "ada@mail.example"), "To ban one person"),
        (("--network", "everywhere"), "A network looks like"),
        (("--writer-of", "nosuchid"), "There is no comment"),
        (("--word", "x", "--days", "0"), "A ban lasts from"),
    ],
)
def test_a_ban_that_will_not_do_is_refused_with_a_sentence(shell: Shell, words: tuple[str, ...], sentence: str) -> None:
    """And nothing is banned; nor is it when nobody says what."""
    key = shell.add_site()
    assert sentence in shell.sentence("ban", "add", "--site", key, *words)
    assert shell.run("ban", "add", "--site", key).exit_code == 2
    assert shell.answer("ban", "list", "--site", key) == {"bans": []}
