"""The README's recipe for programs, run line by line with curl as a reader would."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import httpx
import pytest

from chimein.web.openapi import document
from running import Running
from staffing import new_account, new_token
from visiting import Visitor

ROOT = Path(__file__).resolve().parents[2]
RECIPE = re.findall(r"```bash\n(curl .*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
curl = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed here")


def ran(line: str, server: Running, token: str) -> Any:
    """What a line of the recipe prints, as JSON."""
    known = {"PATH": "/usr/bin:/bin", "TOKEN": token, "CHIMEIN": server.url}
    done = subprocess.run(["bash", "-c", line], env=known, capture_output=True, text=True, timeout=30, check=True)
    return json.loads(done.stdout)


@curl
def test_the_recipe_for_programs_does_what_it_says(server: Running, http: httpx.Client) -> None:
    """What waits is listed, one is approved, and that is taken back."""
    server.set_site(moderation="all", avatars="generated")
    visitor = Visitor(http, "blog")
    comment = visitor.says("Is this held?")["comment"]["id"]
    token = new_token(server, new_account(server, {"blog": "moderator"}), "moderate", site="blog")
    listing, approving, undoing = RECIPE[0].strip().splitlines()
    assert [one["id"] for one in ran(listing, server, token)["comments"]] == [comment]
    decided = ran(approving.replace("COMMENTID", comment), server, token)
    assert decided["changed"] == 1
    assert [one["id"] for one in visitor.reads()["comments"]] == [comment]
    act = decided["acts"][0]
    ran(undoing.replace("SITEKEY", act["site"]).replace("ACT", act["act"]), server, token)
    assert visitor.reads()["comments"] == []


def test_the_doors_at_a_glance_are_all_of_them() -> None:
    """docs/api.md names every door of the API for programs, and none that is not there."""
    text = (ROOT / "docs/api.md").read_text("utf-8")
    named = set(re.findall(r"`((?:GET|POST|PUT|PATCH|DELETE) /[^`]*)`", text))
    paths = {path: methods for path, methods in document()["paths"].items() if path.startswith("/api/v1/admin/")}
    described = {f"{method.upper()} {path.removeprefix('/api/v1/admin')}" for path in paths for method in paths[path]}
    assert named == described
