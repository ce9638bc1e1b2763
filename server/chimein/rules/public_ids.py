"""Short names for rows in links. A hashid hides nothing and permits nothing; rights hang on tokens alone."""

from functools import lru_cache

from hashids import Hashids


def public_id(salt: str, site_id: int, row_id: int) -> str:
    """The public id of a thread or comment: the same for the same numbers and the instance's salt."""
    made: str = _hashids(salt).encode(site_id, row_id)
    return made


@lru_cache(maxsize=4)
def _hashids(salt: str) -> Hashids:
    return Hashids(salt=salt)
