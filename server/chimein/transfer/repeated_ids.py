"""Makes ids unique that a hand-edited export uses twice, so that no comment is taken for another.

The same file gives the same names every time: that is what lets a second import recognise everything.
"""

from collections import Counter, defaultdict
from hashlib import blake2b


class RepeatedIds:
    """Remembers every id of a file: WordPress counts its ids up, so a bit each is enough for most."""

    def __init__(self) -> None:
        self._seen: defaultdict[int, int] = defaultdict(int)
        self._repeats: Counter[str] = Counter()

    def unique(self, source_id: str) -> str:
        """`source_id` itself the first time, then `source_id~2`, `source_id~3` and so on."""
        word, bit = divmod(_as_number(source_id), 64)
        if not (self._seen[word] >> bit) & 1:
            self._seen[word] |= 1 << bit
            return source_id
        self._repeats[source_id] += 1
        return f"{source_id}~{self._repeats[source_id] + 1}"


def _as_number(source_id: str) -> int:
    if source_id.isascii() and source_id.isdecimal() and len(source_id) < 19:
        return int(source_id)
    return int.from_bytes(blake2b(source_id.encode(), digest_size=16).digest(), "big")
