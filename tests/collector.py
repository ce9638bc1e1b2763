"""A real collector on loopback: takes OTLP over HTTP and remembers the spans."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

PATIENCE = 20.0
SERVER = 2
ERROR = 2


@dataclass(frozen=True)
class Told:
    """One span as it arrived."""

    name: str
    kind: int
    trace: bytes
    id: bytes
    parent: bytes
    status: int
    facts: dict[str, str | int]
    service: str


class Collector:
    """Listens while the context lasts."""

    def __init__(self) -> None:
        self.spans: list[Told] = []
        self.bodies: list[bytes] = []
        outer = self

        class Door(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                assert self.path == "/v1/traces"
                assert self.headers["Content-Type"] == "application/x-protobuf"
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer._take(body)
                self.send_response(200)
                self.send_header("Content-Type", "application/x-protobuf")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._server.shutdown()
        self._thread.join(PATIENCE)
        self._server.server_close()

    def until(self, holds: Callable[[Told], bool]) -> Told:
        """The first span of which it holds, when it has come."""
        end = time.monotonic() + PATIENCE
        while True:
            for span in tuple(self.spans):
                if holds(span):
                    return span
            assert time.monotonic() < end, [span.name for span in self.spans]
            time.sleep(0.02)

    def named(self, name: str) -> Told:
        """The first span of this name."""
        return self.until(lambda span: span.name == name)

    def _take(self, body: bytes) -> None:
        self.bodies.append(body)
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            service = {each.key: each.value.string_value for each in resource.resource.attributes}["service.name"]
            for span in (span for scope in resource.scope_spans for span in scope.spans):
                facts: dict[str, str | int] = {
                    each.key: each.value.string_value or each.value.int_value for each in span.attributes
                }
                self.spans.append(
                    Told(
                        name=span.name,
                        kind=span.kind,
                        trace=span.trace_id,
                        id=span.span_id,
                        parent=span.parent_span_id,
                        status=span.status.code,
                        facts=facts,
                        service=service,
                    )
                )
