"""The way out: what came in comes out, and comes in again elsewhere as the same."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from shell import Shell

RICH = Path(__file__).parents[1] / "transfer" / "samples" / "harbour-wxr-1.2.xml"
PAGE = "https://example.org/rich"


class Rich:
    """A site with everything that can happen to a comment, and the bytes of its exports."""

    def __init__(self, shell: Shell) -> None:
        self.shell = shell
        self.key = shell.add_site("Rich")
        with shell.served(CHIMEIN_LIMITS="off") as server, server.http() as http:
            self._fill(http)
        shell.answer("import", "wordpress", str(RICH), "--site", self.key, "--map", "*=https://example.org")

    def _fill(self, http: httpx.Client) -> None:
        api = f"/api/v1/sites/{self.key}/comments"

        def post(text: str, **fields: object) -> dict[str, Any]:
            wish = {"url": PAGE, "name": "Ada", "email": "Ada@Mail.example", "text": text, **fields}
            answer = http.post(api, json=wish)
            assert answer.status_code == 201, answer.text
            return dict(answer.json())

        first = post("First *words*", title="A rich page", thread="the rich one", website="https://ada.example")
        writer = {"writer_token": first["writer_token"]}
        reply = post("A reply", parent=first["comment"]["id"], name="Berta", email="berta@mail.example")
        post("The first writer's second\nlines", thread="the rich one", parent=reply["comment"]["id"], **writer)
        gone = post("Soon gone")
        post("A reply to what will be gone", parent=gone["comment"]["id"])
        edited = post("Edited twise", **writer)
        for text in ("Edited twice", "Edited thrice"):
            http.patch(f"{api}/{edited['comment']['id']}", json={"text": text}, headers=bearer(edited))
        assert http.delete(f"{api}/{gone['comment']['id']}", headers=bearer(gone)).status_code == 204
        self.shell.answer("comment", "reply", first["comment"]["id"], "--text", "The site says _thanks_")
        self.shell.answer("site", "set", self.key, "moderation=all")
        held = [post(text)["comment"]["id"] for text in ("Held one", "Approved late", "Rejected")]
        self.shell.answer("comment", "approve", held[1])
        self.shell.answer("comment", "reject", held[2])
        post("Bait", homepage="http://bot.example")
        post("Another page", url="https://example.org/other?b=2&a=1", name="名前 👩‍👩‍👧", email="x@mail.example")

    def export(self, key: str, *options: str) -> bytes:
        return self.shell.run("export", "--site", key, *options).stdout_bytes


def bearer(posted: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {posted['edit_token']}"}


def lines_of(exported: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in exported.splitlines()]


@pytest.fixture
def rich(shell: Shell) -> Rich:
    return Rich(shell)


def test_a_copy_of_a_copy_is_the_same(rich: Rich, tmp_path: Path) -> None:
    """Export, import into an empty site, export: byte for byte, with addresses and without, on another instance too."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for options in ((), ("--with-emails",)):
        original = rich.export(rich.key, *options)
        file = tmp_path / "copy.jsonl"
        file.write_bytes(original)
        for shell in (rich.shell, Shell(elsewhere)):
            key = shell.add_site("Copy")
            report = shell.answer("import", "jsonl", str(file), "--site", key)
            copied = shell.run("export", "--site", key, *options).stdout_bytes
            assert copied == original
            assert report["skipped"] == {}
            again = shell.answer("import", "jsonl", str(file), "--site", key)
            assert (again["comments"], again["persons"], again["threads"]) == (0, 0, 0)
            assert shell.answer("check")["problems"] == []


def test_an_export_holds_what_happened(rich: Rich) -> None:
    """Every state, the history of edits, badges, numbers, names of old, the owner's own thread id."""
    lines = lines_of(rich.export(rich.key))
    assert lines[0] == {"type": "chimein", "version": 1, "emails": False}
    threads = [line for line in lines if line["type"] == "thread"]
    comments = {line["text"]: line for line in lines if line["type"] == "comment"}
    assert threads[0]["explicit_id"] == "the rich one"
    assert {"published", "held", "rejected", "spam", "withdrawn"} <= {line["state"] for line in comments.values()}
    assert [old["text"] for old in comments["Edited thrice"]["revisions"]] == ["Edited twise", "Edited twice"]
    assert comments["The site says _thanks_"]["badge"]
    assert comments["The site says _thanks_"]["persona"] is None
    assert comments["First *words*"]["persona"] == comments["Edited thrice"]["persona"] == "1"
    assert comments["Approved late"]["number"] > 1
    assert comments["Held one"]["number"] is None
    assert any(line["aliases"] for line in comments.values())


def test_addresses_only_come_along_when_asked(rich: Rich) -> None:
    """Without the option, none of them is in the file."""
    assert b"@mail.example" not in rich.export(rich.key)
    emails = {line.get("email") for line in lines_of(rich.export(rich.key, "--with-emails"))}
    assert {"Ada@mail.example", "berta@mail.example"} <= emails


def test_importing_into_the_same_site_adds_nothing(rich: Rich, tmp_path: Path) -> None:
    """A site knows its own comments by their public ids."""
    file = tmp_path / "own.jsonl"
    file.write_bytes(rich.export(rich.key))
    report = rich.shell.answer("import", "jsonl", str(file), "--site", rich.key)
    assert (report["comments"], report["pings"], report["persons"]) == (0, 0, 0)
    assert report["known"] == sum(line["type"] == "comment" for line in lines_of(file.read_bytes()))


def test_numbers_give_way_where_others_have_spoken(rich: Rich, tmp_path: Path) -> None:
    """In a thread that has its own comments, imported roots get the next numbers."""
    file = tmp_path / "own.jsonl"
    file.write_bytes(rich.export(rich.key))
    key = rich.shell.add_site("Busy")
    with rich.shell.served(CHIMEIN_LIMITS="off") as server, server.http() as http:
        wish = {"url": PAGE, "name": "Carl", "email": "carl@mail.example", "text": "I was here first"}
        assert http.post(f"/api/v1/sites/{key}/comments", json=wish).status_code == 201
        rich.shell.answer("import", "jsonl", str(file), "--site", key)
        thread = http.get(f"/api/v1/sites/{key}/thread", params={"url": PAGE}).json()
    assert thread["comments"][0]["name"] == "Carl"
    assert [root["number"] for root in thread["comments"]] == list(range(1, len(thread["comments"]) + 1))
    assert rich.shell.answer("check")["problems"] == []


def test_a_file_is_private_and_complete(rich: Rich, tmp_path: Path) -> None:
    """-o writes what stdout would have got, readable by its owner alone."""
    file = tmp_path / "export.jsonl"
    summary = rich.shell.answer("export", "--site", rich.key, "--with-emails", "-o", str(file))
    assert file.read_bytes() == rich.export(rich.key, "--with-emails")
    assert file.stat().st_mode & 0o777 == 0o600
    assert summary["comments"] == sum(line["type"] == "comment" for line in lines_of(file.read_bytes()))
    assert not list(tmp_path.glob("*.part"))


def test_an_unknown_site_writes_no_file(shell: Shell, tmp_path: Path) -> None:
    """A mistake leaves nothing behind."""
    shell.add_site()
    assert shell.sentence("export", "--site", "nosuchkey", "-o", str(tmp_path / "x")) == "There is no such site here."
    assert not (tmp_path / "x").exists()
    assert shell.run("export", "--site", "nosuchkey", "--json").exit_code == 2
    assert shell.run("export", "--site", "nosuchkey").stdout == ""
