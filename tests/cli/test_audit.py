"""The audit: a chain that `chimein check` proves, and an export without anything personal."""

import json
import shutil
from pathlib import Path

import pytest

from engines import Database
from shell import Shell

PAGE = "https://example.org/page"
FIRST = "select a.seal from audit a where a.site_id = 1 and a.seq = 1"


class Audited:
    """A site on which five decisions were made, and its database when nobody serves it."""

    def __init__(self, shell: Shell, key: str) -> None:
        self.shell, self.key = shell, key
        self.database = Database(shell.url)

    def checked(self) -> list[str]:
        """What `chimein check` finds."""
        result = self.shell.run("check", "--json")
        return list(json.loads(result.stdout)["problems"])


@pytest.fixture(scope="module")
def decided(tmp_path_factory: pytest.TempPathFactory) -> Audited:
    """What each test gets a copy of."""
    shell = Shell(tmp_path_factory.mktemp("decided"))
    key = str(shell.answer("site", "add", "The Blog", "--origin", "https://example.org")["key"])
    with shell.served(CHIMEIN_LIMITS="off") as server, server.http() as http:
        path = f"/api/v1/sites/{key}/comments"
        wish = {"url": PAGE, "name": "Ada Lovelace", "email": "ada@mail.example"}
        posted = [http.post(path, json={**wish, "text": f"Hidden saying {number}"}) for number in range(3)]
    ids = [answer.json()["comment"]["id"] for answer in posted]
    shell.answer("comment", "reject", *ids[:2])
    done = shell.answer("comment", "spam", ids[2])
    shell.answer("comment", "edit", ids[0], "--text", "Other words")
    shell.answer("undo", done["acts"][0]["act"], "--site", key)
    shell.answer("ban", "add", "--site", key, "--address", "*@mail.example")
    return Audited(shell, key)


@pytest.fixture
def audited(decided: Audited, tmp_path: Path) -> Audited:
    """With its chain as it was written."""
    for file in filter(Path.is_file, decided.shell.folder.iterdir()):
        shutil.copy(file, tmp_path)
    return Audited(Shell(tmp_path), decided.key)


def test_an_untouched_chain_is_well(audited: Audited) -> None:
    """Nothing to complain about, whatever was decided and taken back."""
    assert audited.checked() == []
    assert audited.shell.run("check").exit_code == 0


@pytest.mark.parametrize(
    ("change", "row"),
    [
        ("update audit set verb = 'approve' where site_id = 1 and seq = 3", "row 3 of the audit does not fit"),
        ("update audit set account_id = 5 where site_id = 1 and seq = 1", "row 1 of the audit does not fit"),
        ("update audit set at = at + 1 where site_id = 1 and seq = 6", "row 6 of the audit does not fit"),
        ("update audit set detail = '{}' where site_id = 1 and seq = 2", "row 2 of the audit does not fit"),
        (f"update audit set seal = ({FIRST}) where site_id = 1 and seq = 2", "row 2 of the audit does not fit"),
        ("delete from audit where site_id = 1 and seq = 2", "row 2 of the audit is missing"),
        ("delete from audit where site_id = 1 and seq = 1", "row 1 of the audit is missing"),
        ("delete from audit where site_id = 1 and seq = 6", "the end of the audit is missing"),
        ("delete from audit where site_id = 1", "the end of the audit is missing"),
    ],
)
def test_a_row_that_was_changed_or_taken_out_is_found(audited: Audited, change: str, row: str) -> None:
    """Whichever column, wherever it stands; the first row that does not fit is named, and only that."""
    audited.database.rows(change)
    (problem,) = audited.checked()
    assert problem.startswith(f"{audited.key}: ")
    assert row in problem


def test_a_row_that_was_taken_out_and_the_others_moved_up_is_found(audited: Audited) -> None:
    """Numbers alone do not close the gap: each seal covers its own number and the seal before it."""
    audited.database.rows("delete from audit where site_id = 1 and seq = 2")
    for seq in (3, 4, 5, 6):
        audited.database.rows("update audit set seq = ? where site_id = 1 and seq = ?", seq - 1, seq)
    assert "row 2 of the audit does not fit" in audited.checked()[0]


def test_the_export_is_every_row_and_nothing_personal(audited: Audited) -> None:
    """A line for each, in order, with ids and states; no address, no pattern, no name, no word."""
    text = audited.shell.run("audit", "export", "--site", audited.key).stdout
    lines = [json.loads(line) for line in text.splitlines()]
    assert [line["seq"] for line in lines] == [1, 2, 3, 4, 5, 6]
    assert [line["verb"] for line in lines] == ["reject", "reject", "spam", "edit", "undo", "ban"]
    assert lines[0]["detail"] == {"was": "held", "became": "rejected"}
    assert {line["actor"] for line in lines} == {"shell"}
    assert {line["site"] for line in lines} == {audited.key}
    assert all(len(line["seal"]) == 64 for line in lines)
    for secret in ("mail.example", "@", "Ada", "Hidden", "saying", "Other"):
        assert secret not in text
    assert audited.shell.run("audit", "export").stdout.endswith(text)
    listed = json.loads(audited.shell.run("audit", "export", "--site", audited.key, "--json").stdout)
    assert listed == [json.loads(line) for line in text.splitlines()]
    assert "no such site" in audited.shell.sentence("audit", "export", "--site", "nosuchkey")


def test_a_site_goes_with_its_decisions(audited: Audited) -> None:
    """Acts, bans and the audit of a site are removed with it, and nothing is missed afterwards."""
    assert audited.shell.answer("site", "remove", audited.key, "--yes") == {"removed": audited.key}
    for table in ("act", "act_change", "audit", "ban", "comment_network"):
        assert audited.database.rows(f"select * from {table} where site_id > 0") == []
    assert audited.checked() == []
