"""The demo as a whole."""

from pathlib import Path

import pytest

from chimein.demo.run import demonstrating
from chimein.office.line import connected
from chimein.office.verbs import ExaminePage, PageReport

pytestmark = pytest.mark.anyio


async def test_the_page_doctor_finds_the_sample_website_well() -> None:
    """Every article, its strict policy and its canonical link included; it may be asked though it is on loopback."""
    async with demonstrating(0, 0) as shown:
        database = shown.database.removeprefix("sqlite:///")
        for article in shown.articles:
            async with connected(Path(database)) as line:
                report = await line.ask(ExaminePage(key=shown.site_key, url=article), PageReport)
            assert report.findings == []
            assert report.leads_to == article
