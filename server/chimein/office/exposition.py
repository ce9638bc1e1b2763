"""The figures in Prometheus' words. The only file that knows its client, loaded only where metrics are asked for."""

from collections.abc import Iterable, Iterator, Sequence

from prometheus_client import CollectorRegistry, GCCollector, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from chimein import __version__
from chimein.figures import DoorFigures, Histogram, StoreFigures
from chimein.office.metrics_sources import FromDatabase, Lag, Sources
from chimein.web.ready import Numbers

Labels = tuple[str, ...]
Values = Iterable[tuple[Labels, float]]


class Exposition:
    """Writes them out, as text or in OpenMetrics, whichever is asked for."""

    def __init__(self, sources: Sources, lag: Lag) -> None:
        self._collector = _Figures(sources, lag)
        self._registry = CollectorRegistry(auto_describe=False)
        self._registry.register(self._collector)
        ProcessCollector(registry=self._registry)
        GCCollector(registry=self._registry)

    def text(self, asked: FromDatabase | None, accepted: str) -> tuple[bytes, str]:
        """The whole of it, and its media type. `asked`: what the database said, if it did."""
        self._collector.asked = asked
        encode, kind = choose_encoder(accepted)
        return encode(self._registry), kind


class _Figures(Collector):
    def __init__(self, sources: Sources, lag: Lag) -> None:
        self._sources = sources
        self._lag = lag
        self.asked: FromDatabase | None = None

    def describe(self) -> Iterable[Metric]:
        """Nothing before it is asked."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """All families."""
        sources = self._sources
        yield _gauge("chimein_build_info", "The version that runs.", ("version",), [((__version__,), 1)])
        yield from _door(sources.door)
        if sources.cache is not None:
            yield from _cache(sources.cache())
        yield from _store(sources.store.figures)
        yield _counter(
            "chimein_effects",
            "Tries at a consequence, by how they ended.",
            ("effect", "state", "outcome"),
            tuple(sources.worker.outcomes.items()),
        )
        yield _histogram("chimein_event_loop_lag_seconds", "How late the event loop was.", (), [((), self._lag.late)])
        yield _gauge(
            "chimein_database_up", "Whether the database answered just now.", (), [((), self.asked is not None)]
        )
        if self.asked is not None:
            yield from _database(self.asked)


def _door(door: DoorFigures) -> Iterator[Metric]:
    kinds = [((route, method, str(status)), each) for (route, method, status), each in tuple(door.requests.items())]
    yield _histogram(
        "chimein_http_request_seconds",
        "Requests that were answered. Ready answers, of some hundredths of a millisecond, count as taking no time.",
        ("route", "method", "status"),
        kinds,
    )
    posts = [((outcome,), times) for outcome, times in tuple(door.posts.items())]
    yield _counter("chimein_posts", "Comments that were sent: their state, or why not.", ("outcome",), posts)


def _cache(numbers: Numbers) -> Iterator[Metric]:
    yield _one("chimein_cache_answers", "Answers that are ready to be sent.", numbers.answers)
    yield _one("chimein_cache_bytes", "Memory that they take.", numbers.size)
    yield _one("chimein_cache_limit_bytes", "Memory that they may take.", numbers.most_bytes)
    for name, text, value in (
        ("hits", "Requests that found their answer ready.", numbers.found),
        ("misses", "Answers that had to be made.", numbers.missed),
        ("invalidations", "Ready answers dropped because what they show changed.", numbers.dropped),
        ("evictions", "Ready answers dropped because others needed the memory.", numbers.crowded_out),
    ):
        yield _counter(f"chimein_cache_{name}", text, (), [((), value)])


def _store(store: StoreFigures) -> Iterator[Metric]:
    yield _histogram(
        "chimein_commit_seconds", "From the first statement to the end of COMMIT.", (), [((), store.commits)]
    )
    yield _histogram("chimein_commit_transactions", "Transactions in a COMMIT.", (), [((), store.commit_sizes)])
    yield _counter("chimein_commits_failed", "Commits that failed.", (), [((), store.failed_commits)])
    yield _one("chimein_writes_waiting", "Writing transactions that are not answered yet.", store.writing)
    yield _histogram(
        "chimein_reader_wait_seconds", "How long readers waited for a connection.", (), [((), store.reader_waits)]
    )


def _database(asked: FromDatabase) -> Iterator[Metric]:
    sizes = [((part,), size) for part, size in asked.sizes.items()]
    yield _gauge("chimein_database_bytes", "What the database takes on the disk.", ("part",), sizes)
    states = [((state,), asked.deliveries.get(state, 0)) for state in ("pending", "running")]
    yield _gauge("chimein_deliveries", "Consequences that are still to come.", ("state",), states)


def _one(name: str, text: str, value: float) -> Metric:
    return _gauge(name, text, (), [((), value)])


def _gauge(name: str, text: str, labels: Sequence[str], values: Values) -> Metric:
    family = GaugeMetricFamily(name, text, labels=labels)
    for found, value in values:
        family.add_metric(found, value)
    return family


def _counter(name: str, text: str, labels: Sequence[str], values: Values) -> Metric:
    family = CounterMetricFamily(name, text, labels=labels)
    for found, value in values:
        family.add_metric(found, value)
    return family


def _histogram(name: str, text: str, labels: Sequence[str], values: Iterable[tuple[Labels, Histogram]]) -> Metric:
    family = HistogramMetricFamily(name, text, labels=labels)
    for found, histogram in values:
        family.add_metric(found, histogram.cumulative(), histogram.sum)
    return family
