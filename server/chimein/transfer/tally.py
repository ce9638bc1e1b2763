"""What a reader met that is no record, so that an import can report it instead of keeping silent."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Tally:
    """Counts of one pass over a file; complete only when the reader has come to the end."""

    pages: int = 0
    """Pages in the file, with comments or without."""
    skipped: Counter[str] = field(default_factory=Counter)
    """Comments that the reader leaves out, by reason, e.g. `internal-note`."""
    noticed: Counter[str] = field(default_factory=Counter)
    """Comments that are read, yet deserve a line in the report, e.g. `repeated-id`."""
