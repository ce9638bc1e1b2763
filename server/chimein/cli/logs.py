"""The server's log: one JSON object a line on stderr, from our own loggers, without anything personal."""

import asyncio
import logging
import sys
import time
from contextlib import nullcontext
from functools import lru_cache
from traceback import extract_tb
from typing import TextIO

import msgspec

_ORDINARY = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """Writes time, level, logger, message, and what came as `extra`.

    Of an exception only its type and places are written: messages of exceptions can quote what people typed.
    """

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        line: dict[str, object] = {
            "time": f"{_second(int(record.created))}.{int(record.msecs):03d}Z",
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: value for name, value in vars(record).items() if name not in _ORDINARY}
        if record.exc_info and record.exc_info[0] is not None:
            frames = extract_tb(record.exc_info[2])
            line["exception"] = record.exc_info[0].__name__
            line["at"] = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in frames]
        return msgspec.json.encode(line, enc_hook=str).decode()


class GatheredLines(logging.StreamHandler[TextIO]):
    """Writes what one turn of the event loop had to say in one piece; warnings, and what threads say, at once."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self._lines: list[str] = []
        self._turn: asyncio.AbstractEventLoop | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Take one line."""
        try:
            self._lines.append(self.format(record) + self.terminator)
            if record.levelno >= logging.WARNING or not self._is_flushed_soon():
                self.flush()
        except Exception:  # noqa: BLE001 - a log that fails must not stop what it tells of
            self.handleError(record)

    def flush(self) -> None:
        """Write what was gathered."""
        with self.lock or nullcontext():
            lines, self._lines, self._turn = self._lines, [], None
            if lines:
                self.stream.write("".join(lines))
            super().flush()

    def _is_flushed_soon(self) -> bool:
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return False
        if self._turn is not loop:
            self._turn = loop
            loop.call_soon(self.flush)
        return True


def begin_logging(level: str) -> None:
    """Send our loggers to stderr; others' only when something is wrong."""
    handler = GatheredLines(sys.stderr)
    handler.setFormatter(JsonLines())
    # No line says which thread, process or place in the source it came from, so nobody need find out; this is what the
    # manual of `logging` says under "Optimization".
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging._srcfile = None
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("chimein").setLevel(level.upper())


@lru_cache(maxsize=2)
def _second(since_epoch: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(since_epoch))
