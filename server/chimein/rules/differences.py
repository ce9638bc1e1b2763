"""What an edit changed, word by word, for whoever looks at a comment's history."""

import re
from difflib import SequenceMatcher
from typing import Literal

Change = Literal["same", "removed", "added"]
_PIECES = re.compile(r"\s+|\w+|[^\w\s]")


def differences(before: str, after: str) -> list[tuple[Change, str]]:
    """Pieces that together are `before` without what was added, and `after` without what was removed.

    Words, spaces and signs are compared as they are; what was removed comes before what was added in its place.
    """
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    found: list[tuple[Change, str]] = []
    # With its heuristic for what is everywhere: without it a text of one repeated word takes minutes.
    for name, i, j, k, m in SequenceMatcher(None, old, new, autojunk=True).get_opcodes():
        if name == "equal":
            found.append(("same", "".join(old[i:j])))
            continue
        if j > i:
            found.append(("removed", "".join(old[i:j])))
        if m > k:
            found.append(("added", "".join(new[k:m])))
    return found
