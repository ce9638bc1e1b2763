"""A server whose figures are shown, and what a scrape of them finds."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

from shell import Process, Shell

PATIENCE = 20.0


@dataclass(frozen=True)
class Scraped:
    """Everything that one scrape found."""

    samples: tuple[Sample, ...]

    def all(self, name: str, **labels: str) -> float:
        """The sum of the samples of this name that have these labels."""
        return sum(each.value for each in self.samples if each.name == name and labels.items() <= each.labels.items())

    def has(self, name: str) -> bool:
        """Whether there is any sample of this name."""
        return any(each.name == name for each in self.samples)


@dataclass(frozen=True)
class Watched:
    """A server as a process of its own, and where its figures are."""

    process: Process
    metrics_url: str

    def scrape(self) -> Scraped:
        """Ask for the figures."""
        answer = httpx.get(self.metrics_url, timeout=20)
        assert answer.status_code == 200, answer.text
        families = text_string_to_metric_families(answer.text)
        return Scraped(tuple(sample for family in families for sample in family.samples))

    def until(self, holds: Callable[[Scraped], Any]) -> Scraped:
        """Ask until it holds; hot answers are counted once a second."""
        end = time.monotonic() + PATIENCE
        while not holds(found := self.scrape()):
            assert time.monotonic() < end, [each for each in found.samples if each.name.endswith(("_count", "_total"))]
            time.sleep(0.05)
        return found


@contextmanager
def watched(shell: Shell, **environment: str) -> Iterator[Watched]:
    """Serve with figures on a port of the system's choice, without limits unless told otherwise."""
    told = {"CHIMEIN_LIMITS": "off", "CHIMEIN_METRICS": "127.0.0.1:0", **environment}
    with shell.serving(**told) as process:
        yield Watched(process, process.first_line().rpartition(" ")[2])
