"""The audit as a page and a file: for admins, with who did what, and never an address."""

import json
from pathlib import Path

import httpx

from running import Running
from staff import at_desk
from visiting import Visitor


def test_the_audit_is_for_admins_and_holds_no_address(tmp_path: Path) -> None:
    """A decision stands there by name; moderators are refused, strangers do not learn that the site exists."""
    with Running(tmp_path, limits="off") as shop:
        shop.add_site("https://blog.example", avatars="generated", moderation="all")
        shop.add_site("https://other.example", key="other")
        with httpx.Client(base_url=shop.url, timeout=30) as http:
            said = Visitor(http, "blog").says("A tide.", name="Noor", email="noor@harbour.example")["comment"]["id"]
        ada = at_desk(shop, "admin", name="Ada")
        ada.post("/admin/decide", {"id": said, "verb": "approve"})
        page = ada.get("/admin/audit?site=blog").text
        assert "Ada" in page
        assert "a comment by <bdi>Noor</bdi>" in page
        assert "was held · became published" in page
        lines = [json.loads(line) for line in ada.get("/admin/audit.jsonl?site=blog").text.splitlines()]
        assert lines[-1]["verb"] == "approve"
        assert [line["seq"] for line in lines] == list(range(1, len(lines) + 1))
        assert "harbour" not in page + json.dumps(lines)
        assert "A tide." not in page + json.dumps(lines)
        assert at_desk(shop, "moderator").get("/admin/audit?site=blog").status_code == 403
        assert at_desk(shop, "admin", "other").get("/admin/audit?site=blog").status_code == 404
        assert ada.get("/admin/audit?site=*").status_code == 403
        assert at_desk(shop, is_owner=True).get("/admin/audit?site=*").status_code == 200
