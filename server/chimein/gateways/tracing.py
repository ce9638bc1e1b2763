"""Spans for OpenTelemetry, sent over OTLP/HTTP to a collector. The only file that knows its packages, an extra.

Where to and how much, OpenTelemetry's own variables say (OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_TRACES_SAMPLER, …); its
SDK reads them. A visitor's `traceparent` is not believed: every trace begins here. Messages of exceptions are not
sent, because they can quote what people typed.
"""

import asyncio
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind, Status, StatusCode

from chimein import __version__
from chimein.spans import Fact, Kind, Span

CLOSING_SECONDS = 2.0
_KINDS = {"server": SpanKind.SERVER, "client": SpanKind.CLIENT, "internal": SpanKind.INTERNAL}


class Tracing:
    """Begins spans and sends them from a thread of its own, a batch at a time."""

    def __init__(self) -> None:
        ours = Resource({"service.name": "chimein", "service.version": __version__})
        self._provider = TracerProvider(resource=ours.merge(OTELResourceDetector().detect()), shutdown_on_exit=False)
        self._provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        self._tracer = self._provider.get_tracer("chimein", __version__)

    @contextmanager
    def begin(self, name: str, kind: Kind = "internal") -> Iterator[Span]:
        """A span, the child of the one that is current."""
        with self._tracer.start_as_current_span(
            name, kind=_KINDS[kind], record_exception=False, set_status_on_exception=False
        ) as begun:
            span = _Span(begun)
            try:
                yield span
            except BaseException as failure:
                span.fail(type(failure).__name__)
                raise

    async def close(self) -> None:
        """Send the rest. A collector that is away does not hold up whoever stops."""
        thread = threading.Thread(target=self._provider.shutdown, daemon=True)
        thread.start()
        await asyncio.to_thread(thread.join, CLOSING_SECONDS)


class _Span:
    def __init__(self, begun: trace.Span) -> None:
        self._begun = begun

    def tell(self, facts: Mapping[str, Fact], name: str | None = None) -> None:
        if name is not None:
            self._begun.update_name(name)
        self._begun.set_attributes(dict(facts))

    def fail(self, kind: str) -> None:
        self._begun.set_attribute("error.type", kind)
        self._begun.set_status(Status(StatusCode.ERROR))
