"""Imports as their owner runs them, against the independent counts of real exports."""

import hashlib
import json
import sqlite3
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from shared_files import shared
from shell import Shell

OWN_SAMPLE = Path(__file__).parents[1] / "transfer" / "samples" / "harbour-wxr-1.2.xml"
EVERYTHING = ("--map", "*=https://example.org")
WHOLE = [
    "isso-tests.xml",
    "wp-importer-small-export.xml",
    "wp-importer-valid-1.0.xml",
    "wp-importer-valid-1.1.xml",
    "wp-theme-unit-test.xml",
    "pelican-tests.xml",
    "cc-labs-2013.xml",
    "bitcoinfrance-2016.xml",
]
FINGERPRINT = "fingerprint (sha256 of sorted author|UTC-second lines of published comments)"


def rows(shell: Shell, query: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(shell.database) as connection:
        found = connection.execute(query).fetchall()
    connection.close()
    return found


def wordpress(*comments: str, link: str = "https://example.org/page", title: str = "A page") -> bytes:
    return (
        '<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><link>https://example.org</link>'
        "<wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>https://example.org</wp:base_blog_url>"
        f"<item><title>{title}</title><link>{link}</link>{''.join(comments)}</item></channel></rss>"
    ).encode()


def said(number: int, parent: int = 0, minute: int = 0, **fields: str) -> str:
    known = {
        "id": str(number), "author": f"Writer {number}", "author_email": f"w{number}@mail.example",
        "date_gmt": f"2020-01-01 00:{minute:02}:00", "approved": "1", "content": f"Words {number}",
        "parent": str(parent), **fields,
    }  # fmt: skip
    return f"<wp:comment>{''.join(f'<wp:comment_{n}>{v}</wp:comment_{n}>' for n, v in known.items())}</wp:comment>"


@pytest.fixture
def export(tmp_path: Path) -> Path:
    return tmp_path / "export.xml"


@pytest.mark.parametrize("name", WHOLE)
def test_real_exports_come_out_as_they_were_counted(shell: Shell, name: str) -> None:
    """Same published comments by the same writers at the same second, same depths; a second run adds nothing."""
    file = str(shared(f"fixtures/wordpress/{name}"))
    counts = json.loads(shared("fixtures/counts.json").read_text())[f"wordpress/{name}"]
    command = ("import", "wordpress", file, "--site", shell.add_site(), *EVERYTHING)
    dry = shell.answer(*command, "--dry-run")
    assert rows(shell, "select count(*) from thread") == [(0,)]
    report = shell.answer(*command)
    assert {**dry, "dry_run": False} == report
    published = rows(shell, "select name, posted_at from comment where state = 'published' and kind = 'comment'")
    lines = sorted(f"{name}|{datetime.fromtimestamp(at / 1000, UTC):%Y-%m-%dT%H:%M:%S}" for name, at in published)
    assert len(lines) == counts["published_comments"] == report["published"]
    assert hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16] == counts[FINGERPRINT][:16]
    taken = report["comments"] + report["pings"]
    assert taken + sum(report["skipped"].values()) == counts["comments"]
    assert report["noticed"].get("orphan", 0) == counts["orphans (parent not in file)"]
    if not report["skipped"]:
        depths = Counter(dict(rows(shell, "select depth, count(*) from comment group by depth")))
        assert {str(depth): count for depth, count in depths.items()} == counts["by_depth"]
    again = shell.answer(*command)
    assert [again[key] for key in ("threads", "comments", "pings", "persons")] == [0, 0, 0, 0]
    assert again["known"] == taken
    assert shell.answer("check")["problems"] == []


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("wp-importer-malformed.xml", "Line 90"),
        ("heyitsalex-2013.xml", "Line 42"),
        ("comentario-ok-single.zip", "zip archive"),
        ("comentario-bad-format.zip", "zip archive"),
    ],
)
def test_broken_exports_leave_nothing_behind(shell: Shell, name: str, line: str) -> None:
    """They are refused whole, with the place."""
    file = str(shared(f"fixtures/wordpress/{name}"))
    assert line in shell.sentence("import", "wordpress", file, "--site", shell.add_site(), *EVERYTHING)
    assert rows(shell, "select count(*) from thread") == [(0,)]


def test_a_file_that_breaks_off_near_its_end_leaves_nothing_behind(shell: Shell, export: Path) -> None:
    """Also where its first thousand comments were whole."""
    whole = wordpress(*(said(number) for number in range(1, 1001)))
    export.write_bytes(whole[:-30])
    assert "Line 1" in shell.sentence("import", "wordpress", str(export), "--site", shell.add_site())
    assert rows(shell, "select count(*) from comment") == [(0,)]


def test_our_own_sample_tells_what_it_did(shell: Shell) -> None:
    """The report is readable, and auto finds the format."""
    result = shell.run("import", "auto", str(OWN_SAMPLE), "--site", shell.add_site(), *EVERYTHING)
    assert result.exit_code == 0
    assert "Imported:" in result.stdout
    assert "conversations begun" in result.stdout


def test_foreign_hosts_are_left_out_and_counted(shell: Shell, export: Path) -> None:
    """Never silently, and --map brings them in."""
    export.write_bytes(wordpress(said(1), said(2), link="http://old.example:8080/page?utm_source=x"))
    key = shell.add_site()
    report = shell.answer("import", "wordpress", str(export), "--site", key)
    assert (report["comments"], report["skipped"], report["hosts"]) == (0, {"foreign-host": 2}, {"old.example": 2})
    moved = shell.answer(
        "import", "wordpress", str(export), "--site", key, "--map", "https://old.example:8080=https://example.org"
    )
    assert (moved["comments"], moved["skipped"]) == (2, {})
    assert rows(shell, "select url from thread") == [("https://example.org/page",)]


def test_a_map_leads_to_the_site_or_nowhere(shell: Shell, export: Path) -> None:
    """A wrong one is told before anything is stored."""
    export.write_bytes(wordpress(said(1)))
    key = shell.add_site()
    assert "not one of the site's origins" in shell.sentence(
        "import", "wordpress", str(export), "--site", key, "--map", "*=https://other.example"
    )
    assert shell.run("import", "wordpress", str(export), "--site", key, "--map", "nonsense").exit_code == 2


def test_a_page_in_two_pieces_is_one_thread(shell: Shell, export: Path) -> None:
    """With and without www and slash, and a reply finds its parent in the other piece."""
    one, two = (
        wordpress(said(1)).decode(),
        wordpress(said(2, parent=1, minute=1), link="http://example.org/page/").decode(),
    )
    item = two[two.index("<item>") : two.index("</channel>")]
    export.write_text(one.replace("</channel>", item + "</channel>"))
    report = shell.answer("import", "wordpress", str(export), "--site", shell.add_site())
    assert (report["threads"], report["comments"]) == (1, 2)
    assert rows(shell, "select depth from comment order by posted_at") == [(0,), (1,)]


def test_trash_stands_only_where_it_holds_something_up(shell: Shell, export: Path) -> None:
    """The rest of it is counted and left."""
    export.write_bytes(
        wordpress(
            said(1, approved="trash"),
            said(2, parent=1, minute=1),
            said(3, approved="trash", minute=2),
            said(4, minute=3),
        )
    )
    key = shell.add_site()
    report = shell.answer("import", "wordpress", str(export), "--site", key)
    assert (report["comments"], report["tombstones"], report["skipped"]) == (3, 1, {"trash": 1})
    assert rows(shell, "select number, state, shown from comment where depth = 0 order by number") == [
        (1, "rejected", 1),
        (2, "published", 1),
    ]
    assert shell.answer("check")["problems"] == []


def test_roots_are_numbered_by_date(shell: Shell, export: Path) -> None:
    """Whatever the file's order is; a child may stand before its parent."""
    export.write_bytes(wordpress(said(3, parent=2, minute=9), said(2, minute=5), said(1, minute=1)))
    shell.answer("import", "wordpress", str(export), "--site", shell.add_site())
    assert rows(shell, "select name, number, depth from comment order by posted_at") == [
        ("Writer 1", 1, 0),
        ("Writer 2", 2, 0),
        ("Writer 3", None, 1),
    ]


def test_circles_are_opened(shell: Shell, export: Path) -> None:
    """Comments that answer one another in a circle are all there."""
    export.write_bytes(wordpress(said(1, parent=2), said(2, parent=3), said(3, parent=1)))
    report = shell.answer("import", "wordpress", str(export), "--site", shell.add_site())
    assert (report["comments"], report["noticed"]) == (3, {"circle": 1})


def test_endless_branches_are_hung_higher(shell: Shell, export: Path) -> None:
    """Nothing is deeper than 100, and nothing is lost."""
    export.write_bytes(wordpress(*(said(number, parent=number - 1, minute=0) for number in range(1, 151))))
    report = shell.answer("import", "wordpress", str(export), "--site", shell.add_site())
    assert (report["comments"], report["noticed"]) == (150, {"hung-higher": 49})
    assert rows(shell, "select max(depth), count(*) from comment where depth = 100") == [(100, 50)]
    assert shell.answer("check")["problems"] == []


def test_a_writer_is_one_person_and_pings_are_nobodys(shell: Shell, export: Path) -> None:
    """One address is one person with one persona; who gave none is a person of his own."""
    export.write_bytes(
        wordpress(
            said(1, author_email="Ann@mail.example"),
            said(2, author_email="ann@mail.example"),
            said(3, author_email=""),
            said(4, author_email=""),
            said(5, type="pingback", author_email=""),
        )
    )
    report = shell.answer("import", "wordpress", str(export), "--site", shell.add_site())
    assert (report["persons"], report["comments"], report["pings"]) == (3, 4, 1)
    assert rows(shell, "select count(*), count(email_lookup) from person") == [(3, 1)]
    assert rows(shell, "select count(*) from persona") == [(3,)]
    assert rows(shell, "select count(*) from avatar") == [(1,)]
    assert b"mail.example" not in shell.database.read_bytes()


def test_no_picture_is_asked_for_where_the_site_wants_none(shell: Shell, export: Path) -> None:
    """avatars=generated asks nobody."""
    export.write_bytes(wordpress(said(1)))
    key = shell.add_site()
    shell.answer("site", "set", key, "avatars=generated")
    shell.answer("import", "wordpress", str(export), "--site", key)
    assert rows(shell, "select count(*) from avatar") == [(0,)]


def test_old_permalinks_lead_to_the_page_they_are_on(shell: Shell, export: Path) -> None:
    """#comment-123 of the old system is understood by the thread."""
    export.write_bytes(wordpress(*(said(number, minute=number) for number in range(1, 41))))
    key = shell.add_site()
    with shell.served() as server, server.http() as http:
        shell.answer("import", "wordpress", str(export), "--site", key)
        found = http.get(
            f"/api/v1/sites/{key}/thread", params={"url": "https://example.org/page", "around": "comment-30"}
        ).json()
    assert found["page"]["number"] == found["around"]["page"] == 2
    ids = {comment["id"]: comment["name"] for comment in found["comments"]}
    assert ids[found["around"]["id"]] == "Writer 30"


def test_what_cannot_be_as_it_is_is_mended_and_counted(shell: Shell, export: Path) -> None:
    """A nameless writer, a website that is none, an address that is none, a script in the body."""
    export.write_bytes(
        wordpress(
            said(1, author="", content="&lt;script&gt;alert(1)&lt;/script&gt;Hello"),
            said(2, author_url="javascript:alert(1)", author_email="not@an@address"),
            said(3, author="An\u202ena\nBell"),
        )
    )
    key = shell.add_site()
    report = shell.answer("import", "wordpress", str(export), "--site", key)
    assert report["noticed"] == {"no-name": 1, "unusable-website": 1, "unusable-email": 1, "unusable-name": 1}
    assert rows(shell, "select name, website from comment order by id")[1:] == [("Writer 2", None), ("Anna Bell", None)]
    assert "script" not in str(rows(shell, "select html, tree from comment"))
    assert "Anonymous" in shell.run("comment", "list", "--site", key, "--state", "published").stdout


def test_an_unknown_site_or_format_is_told(shell: Shell, export: Path) -> None:
    """Before the file is read."""
    export.write_bytes(wordpress(said(1)))
    shell.add_site()
    assert shell.sentence("import", "wordpress", str(export), "--site", "nosuchkey") == "There is no such site here."
    assert "cannot be imported yet" in shell.sentence("import", "disqus", str(export), "--site", "nosuchkey")
    assert shell.run("import", "morse", str(export), "--site", "nosuchkey").exit_code == 2


def test_a_later_export_adds_only_what_is_new(shell: Shell, export: Path) -> None:
    """The new comments find their parents, and known writers keep their persona."""
    key = shell.add_site()
    export.write_bytes(wordpress(said(1)))
    shell.answer("import", "wordpress", str(export), "--site", key)
    export.write_bytes(wordpress(said(1), said(2, parent=1, minute=1, author_email="w1@mail.example")))
    report = shell.answer("import", "wordpress", str(export), "--site", key)
    assert (report["comments"], report["known"], report["persons"], report["threads"]) == (1, 1, 0, 0)
    assert rows(shell, "select count(distinct persona_id), max(depth) from comment") == [(1, 1)]
