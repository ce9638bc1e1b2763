"""What keeps a command from being done, where its owner can mend it. The shell tells the sentence, and nothing else.

Everything that a command may raise on purpose is one of these, so that the shell need not know, and load, every room.
"""


class Hindrance(Exception):
    """The command cannot be done; the message is the sentence to show."""

    @property
    def for_owner(self) -> str:
        """What the owner reads."""
        return str(self)


class CannotOpen(Hindrance):
    """The instance cannot be opened; the message says why and what to do."""
