"""What an import did, or would do, so that its owner can compare it with the old system."""

from collections import Counter

from msgspec import Struct, field


class Report(Struct, kw_only=True):
    """Counts of what was newly added, of what was left out and why, and of what had to be mended."""

    dry_run: bool
    pages: int = 0
    """Pages in the file, with comments or without."""
    threads: int = 0
    """Conversations that began here."""
    comments: int = 0
    """Comments newly added, in any state; pings are counted apart."""
    pings: int = 0
    """Pingbacks and trackbacks newly added."""
    persons: int = 0
    """People newly added: one for each address, and for each writer without one."""
    published: int = 0
    """Of the comments: those that readers see."""
    held: int = 0
    """Of the comments: those that await a moderator."""
    spam: int = 0
    """Of the comments: those that the old system took for spam."""
    tombstones: int = 0
    """Of the comments: withdrawn or removed ones."""
    known: int = 0
    """Comments and pings that had been imported before."""
    skipped: Counter[str] = field(default_factory=Counter)
    """Comments and pings that were left out, by reason."""
    hosts: Counter[str] = field(default_factory=Counter)
    """Of those left out for their host: how many by host."""
    noticed: Counter[str] = field(default_factory=Counter)
    """Comments and pings that were taken, yet deserve a look, by what was noticed."""

    def count(self, kind: str, state: str) -> None:
        """One more was added."""
        if kind != "comment":
            self.pings += 1
            return
        self.comments += 1
        self.published += state == "published"
        self.held += state == "held"
        self.spam += state == "spam"
        self.tombstones += state in ("rejected", "withdrawn")
