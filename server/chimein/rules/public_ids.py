"""Short names for rows in links. A hashid hides nothing and permits nothing; rights hang on tokens alone."""

from functools import lru_cache

import hashids
from hashids import Hashids

LONGEST_PUBLIC_ID = 64

# The library orders its alphabet anew, twice for each id, though there are only twice as many orders as letters: nine
# tenths of what an id costs. tests/rules/test_public_ids.py holds the ids to those that the library makes by itself.
hashids._reorder = lru_cache(maxsize=512)(hashids._reorder)


def public_id(salt: str, site_id: int, row_id: int) -> str:
    """The public id of a thread or comment: the same for the same numbers and the instance's salt."""
    made: str = _hashids(salt).encode(site_id, row_id)
    return made


def numbers_of(salt: str, text: str) -> tuple[int, int] | None:
    """The site's number and the row's id that a public id was made of, or nothing for any other text.

    Only a hint where to look: whoever uses it compares the public id that is stored there.
    """
    if not text.isascii() or not text.isalnum() or len(text) > LONGEST_PUBLIC_ID:
        return None
    numbers = _hashids(salt).decode(text)
    return (numbers[0], numbers[1]) if len(numbers) == 2 and max(numbers) < 2**63 else None


@lru_cache(maxsize=4)
def _hashids(salt: str) -> Hashids:
    return Hashids(salt=salt)
