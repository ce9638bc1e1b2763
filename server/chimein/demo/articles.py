"""The sample website's articles: what they say stands in `articles/`, this only reads it."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Article:
    """One page of the sample website; `body` and `drawing` are markup of our own."""

    slug: str
    title: str
    kicker: str
    standfirst: str
    author: str
    day: str
    """The day of printing, `2026-11-14`."""
    day_shown: str
    strict: bool
    """Whether the page is sent with the strictest content security policy under which a widget can work."""
    body: str
    drawing: str


def articles() -> tuple[Article, ...]:
    """All of them, newest first."""
    table = tomllib.loads((FOLDER / "articles" / "articles.toml").read_text(encoding="utf-8"))
    return tuple(
        Article(
            **(entry | {"drawing": drawing(entry["drawing"])}),
            body=(FOLDER / "articles" / f"{entry['slug']}.html").read_text(encoding="utf-8"),
        )
        for entry in table["articles"]
    )


def drawing(name: str) -> str:
    """A drawing as SVG markup, to stand in a page so that it takes the page's colours."""
    return (FOLDER / "drawings" / f"{name}.svg").read_text(encoding="utf-8")
