"""What stands around each page of the desk, and the templates that pages are made of.

Every text goes through MiniJinja's escaping; a template that shows a comment's body marks it as HTML,
which was made from our own safe tree.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from chimein.render.page import environment
from chimein.render.times import words_of_time
from chimein.rules.accounts import Account
from chimein.rules.facts import Site
from chimein.rules.permissions import Role

FOLDER = Path(__file__).parent / "templates"
DESK_STYLE = b"".join((FOLDER / name).read_bytes() for name in ("desk.css", "desk_screens.css"))
DESK_STYLE_NAME = f"desk.{sha256(DESK_STYLE).hexdigest()[:10]}.css"
ICON = (FOLDER / "icon.svg").read_bytes()
ICON_NAME = "icon.svg"
SECTIONS = (
    ("queue", "Queue", "/admin"),
    ("threads", "Threads", "/admin/threads"),
    ("people", "People", "/admin/people"),
    ("bans", "Bans", "/admin/bans"),
    ("sites", "Sites", "/admin/sites"),
    ("numbers", "Numbers", "/admin/numbers"),
    ("audit", "Audit", "/admin/audit"),
)


@dataclass(frozen=True, slots=True)
class Shell:
    """What is the same on each page."""

    title: str
    script: str
    path: str
    section: str = ""
    account: Account | None = None
    """None: nobody is signed in yet."""
    sites: Sequence[Site] = ()
    roles: Mapping[str, Role | None] = field(default_factory=dict)
    """By the site's key."""
    form_token: str = ""

    @property
    def icon(self) -> str:
        """The address of what stands on the browser's tab."""
        return f"/assets/{ICON_NAME}"

    @property
    def style(self) -> str:
        """The address of the style sheet."""
        return f"/assets/{DESK_STYLE_NAME}"


def desk_page(template: str, shell: Shell, context: Mapping[str, Any]) -> str:
    """A whole page."""
    return _ENVIRONMENT.render_template(template, layout="base.html", **_with(shell, context))


def desk_part(template: str, shell: Shell, context: Mapping[str, Any]) -> str:
    """Its main part alone, as htmx puts it into a page that is there."""
    return _ENVIRONMENT.render_template(template, layout="part.html", **_with(shell, context))


def plain_page(template: str, context: Mapping[str, Any]) -> str:
    """A page with nothing of the desk around it."""
    return _ENVIRONMENT.render_template(template, **context)


def _with(shell: Shell, context: Mapping[str, Any]) -> dict[str, Any]:
    return {"shell": shell, "sections": SECTIONS, "moment": words_of_time, **context}


_ENVIRONMENT = environment(FOLDER)
