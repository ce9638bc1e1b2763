"""The page of numbers: what was written, how quickly was decided, where it was lively."""

import re
from pathlib import Path

import httpx

from running import Running
from staff import at_desk
from visiting import Visitor


def test_numbers_are_of_ones_own_sites(tmp_path: Path) -> None:
    """What was posted, decided and published is counted; another site's is not."""
    with Running(tmp_path, limits="off") as shop:
        shop.add_site("https://blog.example", avatars="generated", moderation="all")
        shop.add_site("https://other.example", key="other", avatars="generated")
        with httpx.Client(base_url=shop.url, timeout=30) as http:
            visitor = Visitor(http, "blog")
            said = [visitor.says(f"Tide {n}.", name=f"Noor {n}", title="The tides")["comment"]["id"] for n in range(4)]
            Visitor(http, "other", "https://other.example/rye").says("Bread.", title="A secret loaf")
        ada = at_desk(shop, "moderator")
        ada.post("/admin/decide", {"id": said[:2], "verb": "approve"})
        ada.post("/admin/decide", {"id": said[2], "verb": "spam"})
        page = ada.get("/admin/numbers").text
        assert re.findall(r'class="value">([^<]*)<', page) == ["4", "under a minute", "under a minute", "25 %", "1"]
        assert re.search(r"<rect class=\"published\"[^>]*><title>[0-9-]+: 2 published</title>", page)
        assert "The tides" in page
        assert "A secret loaf" not in page
        assert ada.get("/admin/numbers?site=other").status_code == 404
        assert "Nobody wrote anything" in at_desk(shop).get("/admin/numbers").text
