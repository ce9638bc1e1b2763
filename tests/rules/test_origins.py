"""Who may write to a site."""

import pytest

from chimein.rules.origins import may_write

SITE = ("https://blog.example", "http://localhost:4000")
OWN = frozenset({"https://talk.example"})


@pytest.mark.parametrize("origin", [None, *SITE, *OWN])
def test_own_origins_and_none_may(origin: str | None) -> None:
    """The site's exact origins, the instance's own, and requests without one."""
    assert may_write(origin, SITE, OWN)


@pytest.mark.parametrize(
    "origin",
    [
        "",
        "null",
        "https://blog.example:443",
        "https://blog.example/",
        "https://Blog.example",
        "http://blog.example",
        "https://a.blog.example",
        "https://blog.example.evil.example",
        "https://blog.exampl",
        "https://blog.example https://evil.example",
        "http://localhost",
        "https://\u212a.example",
    ],
)
def test_nobody_else_may(origin: str) -> None:
    """Whole strings are compared: no prefix, no suffix, no port, no case is forgiven."""
    assert not may_write(origin, SITE, OWN)
    assert not may_write(origin, (), frozenset())
