"""A big import beside visitors who post: both go on."""

import json
import threading
import time
from pathlib import Path

from shell import Shell

MOST_SECONDS = 5.0
"""Far above what a post takes beside an import on an idle machine, so that a busy one does not fail the test."""
COMMENTS = 3000


def big_file(path: Path) -> Path:
    lines = [{"type": "chimein", "version": 1, "emails": True}]
    lines.append({"type": "thread", "id": "t", "url": "https://example.org/big", "title": "Big"})
    lines.extend(
        {
            "type": "comment",
            "id": str(number),
            "thread": "t",
            "parent": str(number - 1) if number % 5 else None,
            "name": f"Writer {number % 200}",
            "email": f"w{number % 200}@mail.example",
            "persona": str(number % 200),
            "text": f"Words *{number}* https://example.org/{number}\n\n> quoted",
            "format": "markdown",
            "posted_at": 1_577_836_800_000 + number,
        }
        for number in range(COMMENTS)
    )
    path.write_text("\n".join(map(json.dumps, lines)) + "\n")
    return path


def test_posts_are_answered_while_a_big_import_runs(shell: Shell, tmp_path: Path) -> None:
    """The import goes through the running server in batches, and a post waits at most for one of them."""
    key = shell.add_site()
    shell.answer("site", "set", key, "avatars=generated")
    file = big_file(tmp_path / "big.jsonl")
    reports: list[dict[str, int]] = []

    def run_import() -> None:
        reports.append(shell.answer("import", "jsonl", str(file), "--site", key))

    with shell.serving(CHIMEIN_LIMITS="off") as server, server.http() as http:
        thread = threading.Thread(target=run_import)
        thread.start()
        waits: list[float] = []
        while thread.is_alive() or len(waits) < 3:
            wish = {
                "url": "https://example.org/big",
                "name": "Vera",
                "email": "v@mail.example",
                "text": f"Post {len(waits)}",
            }
            began = time.monotonic()
            assert http.post(f"/api/v1/sites/{key}/comments", json=wish).status_code == 201
            waits.append(time.monotonic() - began)
        thread.join()
        counted = http.get(f"/api/v1/sites/{key}/counts", params={"url": "https://example.org/big"}).json()["counts"]
    assert reports[0]["comments"] == COMMENTS
    assert counted == {"https://example.org/big": COMMENTS + len(waits)}
    assert max(waits) < MOST_SECONDS
    assert len(waits) > 3
    assert shell.answer("check")["problems"] == []
