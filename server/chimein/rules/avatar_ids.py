"""The public name of a persona's picture: the site's number, which is no secret, and a random word, which is all else.

The number is there so that whoever asks for a picture is led to its site, as every other question is.
"""

import re

_NAME = re.compile(r"([1-9][0-9]{0,17})-[\w-]{16,64}", re.ASCII)


def avatar_id(site_id: int, random: str) -> str:
    """The name of a new picture. `random`: at least 128 bits in URL-safe Base64, never derived from anything."""
    return f"{site_id}-{random}"


def site_of_avatar(name: str) -> int | None:
    """The number of the site that a picture's name leads to, or nothing for what was never such a name."""
    found = _NAME.fullmatch(name)
    return int(found[1]) if found else None
