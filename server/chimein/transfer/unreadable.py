"""Why a file cannot be imported, said so that its owner can mend it.

Nothing here decides what happens next: readers let these pass, and whoever started the import shows them.
"""

from chimein.rules.hindrances import Hindrance


class Unimportable(Hindrance):
    """This file cannot be imported."""


class UnreadableFile(Unimportable):
    """The file is not what its format asks for. `line` counts from 1; `sentence` is for the owner."""

    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(f"Line {line}: {sentence}")
        self.line = line
        self.sentence = sentence


class UnsupportedFormat(Unimportable):
    """The format is unknown, or known and not readable yet."""
