"""What Chime In aims at, beside what was measured: data for tables, never a reason to fail."""

import operator
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

Tables = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""By table's name, case and quantity: `median` and `rounds`, as figures.Table.as_json has them."""
Measure = Callable[[Tables], float]
AT_LEAST, AT_MOST = "≥", "≤"
COMPARE = {AT_LEAST: operator.ge, AT_MOST: operator.le}


@dataclass(frozen=True, slots=True)
class Target:
    """A wish with a limit; `measure` finds the value in the tables and raises `KeyError` where it was not measured."""

    work: str
    sense: str
    limit: float
    unit: str
    measure: Measure


@dataclass(frozen=True, slots=True)
class Verdict:
    """A target and what was reached; without a value it was not measured."""

    work: str
    target: str
    value: float | None
    unit: str
    is_reached: bool | None


def median(table: str, case: str, quantity: str) -> Measure:
    """The median of the rounds."""
    return lambda tables: float(tables[table][case][quantity]["median"])


def ratio(above: Measure, below: Measure) -> Measure:
    """One value as a multiple of another."""
    return lambda tables: above(tables) / below(tables)


def _best_other(table: str, quantity: str, names: tuple[str, ...] = ("Isso", "Waline")) -> Measure:
    def best(tables: Tables) -> float:
        rows = tables[table]
        found = [
            float(row[quantity]["median"]) for case, row in rows.items() if case.startswith(names) and quantity in row
        ]
        if not found:
            raise KeyError(table)
        return max(found)

    return best


def _quickest_other(table: str, quantity: str) -> Measure:
    def least(tables: Tables) -> float:
        found = [row[quantity]["median"] for case, row in tables[table].items() if not case.startswith("Chime In")]
        if not found:
            raise KeyError(table)
        return float(min(found))

    return least


def _growth(case: str, quantity: str = "p50_ms") -> Measure:
    """The median in the largest database as a multiple of that in the smallest."""

    def grown(tables: Tables) -> float:
        found = [row[quantity]["median"] for name, row in tables["growth"].items() if name.endswith(f": {case}")]
        if len(found) < 2:
            raise KeyError(case)
        return float(found[-1] / found[0])

    return grown


def _last(table: str, quantity: str) -> Measure:
    """The value of a table's last case."""
    return lambda tables: float(list(tables[table].values())[-1][quantity]["median"])


RANDOM = ("random-reads", "Chime In, br, c=32")
POSTS = ("posts", "Chime In, c=32")
TARGETS = (
    Target(
        "popular thread, compressed, 32 at once", AT_LEAST, 0.8, "× nginx", median("hot-reads", "br, c=32", "x_nginx")
    ),
    Target(
        "popular thread, identity, 32 at once",
        AT_LEAST,
        0.7,
        "× nginx",
        median("hot-reads", "identity, c=32", "x_nginx"),
    ),
    Target("popular thread, 304, 32 at once", AT_LEAST, 0.6, "× nginx", median("hot-reads", "304, c=32", "x_nginx")),
    Target("random reads, 32 at once", AT_LEAST, 2_000, "/s", median(*RANDOM, "reads_per_s")),
    Target("random reads, 32 at once, p99", AT_MOST, 40, "ms", median(*RANDOM, "p99_ms")),
    Target(
        "random reads beside the fastest other system",
        AT_LEAST,
        10,
        "×",
        ratio(median(*RANDOM, "reads_per_s"), _best_other("random-reads", "reads_per_s")),
    ),
    Target("durable posts, 32 at once", AT_LEAST, 2_000, "/s", median(*POSTS, "posts_per_s")),
    Target("durable posts, 32 at once, p99", AT_MOST, 35, "ms", median(*POSTS, "p99_ms")),
    Target(
        "durable posts beside Isso's best",
        AT_LEAST,
        10,
        "×",
        ratio(median(*POSTS, "posts_per_s"), _best_other("posts", "posts_per_s", ("Isso",))),
    ),
    *(
        Target(
            f"reads' p99 while {writers} post",
            AT_MOST,
            2,
            "×",
            ratio(
                median("reads-and-posts", f"while {writers} post", "p99_ms"),
                median("reads-and-posts", "alone", "p99_ms"),
            ),
        )
        for writers in (8, 32)
    ),
    Target("growth: a read of a lively thread", AT_MOST, 1.2, "×", _growth("read, lively threads")),
    Target("growth: a read of any thread", AT_MOST, 1.2, "×", _growth("read, any thread")),
    Target("growth: a post", AT_MOST, 1.2, "×", _growth("post")),
    Target("growth: a read of any thread, CPU", AT_MOST, 1.2, "×", _growth("read, any thread", "cpu_µs")),
    Target("growth: a post, CPU", AT_MOST, 1.2, "×", _growth("post", "cpu_µs")),
    Target("a page of the queue, first of 10,000 held", AT_MOST, 50, "ms", median("queue", "first", "p50_ms")),
    Target("memory at rest", AT_MOST, 80, "MB", _last("memory-rest", "MB")),
    Target("memory after hot reads", AT_MOST, 200, "MB", _last("memory-hot", "MB")),
    Target("start, new database", AT_MOST, 1.5, "s", median("start", "new database", "seconds")),
    Target("start, largest database", AT_MOST, 1.5, "s", _last("growth-start", "seconds")),
    Target(
        "page to 100 comments beside the fastest other system",
        AT_MOST,
        0.6,
        "×",
        ratio(median("visits", "Chime In", "ms"), _quickest_other("visits", "ms")),
    ),
    Target("layout shift of the host page", AT_MOST, 0, "CLS", median("visits", "Chime In", "CLS")),
    Target(
        "bytes of a visit beside the leanest other system",
        AT_MOST,
        1,
        "×",
        ratio(median("visits", "Chime In", "bytes"), _quickest_other("visits", "bytes")),
    ),
)


HEADLINES = {
    "popular thread, compressed, 32 at once",
    "random reads, 32 at once",
    "random reads beside the fastest other system",
    "durable posts, 32 at once",
    "durable posts beside Isso's best",
    "growth: a read of any thread",
    "growth: a post",
    "memory at rest",
    "start, largest database",
    "page to 100 comments beside the fastest other system",
    "layout shift of the host page",
}
"""What the README tells of them."""


def verdicts(tables: Tables) -> list[dict[str, Any]]:
    """Every target with what was reached."""
    return [asdict(_verdict(target, tables)) for target in TARGETS]


def _verdict(target: Target, tables: Tables) -> Verdict:
    unit = target.unit if target.unit.startswith("/") else f" {target.unit}"
    wish = f"{target.sense} {target.limit:,g}{unit}"
    try:
        value = target.measure(tables)
    except (KeyError, IndexError):
        return Verdict(target.work, wish, None, target.unit, None)
    return Verdict(target.work, wish, value, target.unit, COMPARE[target.sense](value, target.limit))
