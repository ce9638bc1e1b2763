"""Which pages may write to a site: exact origins, no patterns, never `null`."""

from collections.abc import Collection


def may_write(origin: str | None, site_origins: Collection[str], own: Collection[str]) -> bool:
    """Whether a request that says `Origin: origin` may write. Compared as whole strings: no prefix, no suffix."""
    return origin is None or origin in site_origins or origin in own
