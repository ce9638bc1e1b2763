"""How far a decision about thousands has come, in words that can go out with one answer and come back with a request.

Whoever sends them signs them: they name acts that are continued, and so must not be made up. Nothing here signs.
"""

import base64
import binascii
from dataclasses import dataclass, replace

from chimein.rules.queue import Place
from chimein.rules.refusals import FieldError, Invalid

Part = tuple[int, int, int]
"""What was done on one site: its number, the act's, how many comments changed."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where it goes on: sites come by their numbers, a site's comments by when they were posted."""

    account_id: int
    state: str
    """What is made of everything; with another wish, or for another account, this does not count."""
    upto: int
    """Epoch milliseconds: what came later was not seen and is left alone."""
    site_id: int = 0
    """The first site that is not through."""
    last: Place | None = None
    """Its last comment that was looked at."""
    parts: tuple[Part, ...] = ()

    @property
    def changed(self) -> int:
        """How many comments so far."""
        return sum(changed for _, _, changed in self.parts)

    def part_on(self, site_id: int) -> tuple[int | None, int]:
        """The act that goes on there, if one has begun, and what it changed."""
        return next(((act, changed) for site, act, changed in self.parts if site == site_id), (None, 0))

    def after(self, site_id: int, act: tuple[int | None, int], last: Place | None) -> "Progress":
        """The same after one more step on a site; with `last` None, that site is through."""
        others = tuple(part for part in self.parts if part[0] != site_id)
        act_id, changed = act
        parts = others if act_id is None else (*others, (site_id, act_id, changed))
        return replace(self, site_id=site_id if last else site_id + 1, last=last, parts=parts)

    def text(self) -> str:
        """In letters that are safe in a form and in JSON."""
        place = [*(self.last or ())]
        lists = [[self.account_id, self.upto, self.site_id], place, *map(list, self.parts)]
        facts = ";".join([self.state, *(",".join(map(str, each)) for each in lists)])
        return base64.urlsafe_b64encode(facts.encode()).rstrip(b"=").decode("ascii")


def progress_of(text: str) -> Progress:
    """What `text` says. Raises `Invalid`."""
    try:
        facts = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4)).decode()
        state, *lists = facts.split(";")
        head, place, *parts = [[int(number) for number in each.split(",") if number] for each in lists]
        account_id, upto, site_id = head
        last = (place[0], place[1]) if place else None
        return Progress(account_id, state, upto, site_id, last, tuple((a, b, c) for a, b, c in parts))
    except (ValueError, IndexError, binascii.Error):
        raise not_a_place() from None


def not_a_place() -> Invalid:
    """The refusal of a place that is none, or is somebody else's."""
    sentence = "This does not say how far it has come. Begin anew: what is done is done, and is not done twice."
    return Invalid({"cursor": FieldError("not-a-place", sentence)}, sentence)
