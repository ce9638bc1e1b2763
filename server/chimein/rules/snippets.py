"""What to paste into which file of which system, so that a page has its conversation.

Each system is told the page's address in its own way, so that a conversation does not depend on how a reader came.
What the owner typed is written as character references wherever a template language could read it as its own. The texts
of systems that are more than two lines long are in `snippet_texts`.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from chimein.rules import snippet_texts as texts
from chimein.rules.embedding import Embedding, Place

PAGE = "PAGE"
"""Stands where the owner has to write a page's address, percent-encoded."""
RESERVE = "chime-in:not(:defined) { display: block; min-block-size: 100lvh }"
"""Keeps what is below the comments from moving while they load; for the site's own style sheet."""
_REFERENCES = {"{": "&#123;", "}": "&#125;", "\\": "&#92;", "`": "&#96;"}
_PLAIN_VALUE = re.compile(r"[\w.-]+\Z", re.ASCII)
_IN_SCRIPT = re.compile(r"[<>{}$`']")
_SHARED = " Its thread id stands on every page that this makes: take it out, unless they are to share one conversation."


@dataclass(frozen=True, slots=True)
class Snippet:
    """Something to paste."""

    name: str
    """As `--for` takes it."""
    title: str
    file: str
    """Where it goes; empty: wherever the comments should be."""
    where: str
    """A sentence for whoever pastes it."""
    code: str


@dataclass(frozen=True, slots=True)
class _System:
    title: str
    file: str
    where: str
    write: Callable[["_Parts"], str]
    is_template: bool = True
    """Whether many pages are made by it, so that one thread id would be theirs together."""


@dataclass(frozen=True, slots=True)
class _Parts:
    """What all systems write alike, escaped."""

    instance: str
    origin: str
    site: str
    values: Mapping[str, str]
    """The attributes beside site and url, as they were typed."""
    after_page: str
    """What follows the page's address in the link."""
    look: str
    """The rule for the custom properties, or nothing."""

    @property
    def attributes(self) -> str:
        """Those beside site and url, each with a space before it."""
        return "".join(f' {name}="{_attribute(value)}"' for name, value in self.values.items())

    @property
    def link(self) -> str:
        """The link for readers without JavaScript, up to the page's address."""
        return f"{self.instance}/t?site={self.site}&url="

    @property
    def script(self) -> str:
        """The line that loads the element."""
        return f'<script type="module" async src="{self.instance}/embed.js"></script>'

    def style(self, tag: str = "style") -> str:
        """The look as an element, on a line of its own."""
        return f"<{tag}>{self.look}</style>\n" if self.look else ""

    def element(self, url: str, encoded: str) -> str:
        """The element: `url` is its attribute (or nothing), `encoded` the page's address as part of a query."""
        return (
            f'<chime-in site="{self.site}"{url}{self.attributes}>'
            f'<a href="{self.link}{encoded}{self.after_page}">Join the conversation</a></chime-in>'
        )

    def filled(self, text: str) -> str:
        """A longer text with these parts in it."""
        for name in ("instance", "origin", "site", "attributes", "after_page", "link", "script", "look"):
            text = text.replace(f"«{name}»", getattr(self, name))
        return text


def snippets(place: Place, options: Embedding, page: str = "") -> tuple[Snippet, ...]:
    """One for each system; the plain one for `page`, if that is given."""
    return tuple(snippet(name, place, options, page) for name in SYSTEMS)


def snippet(name: str, place: Place, options: Embedding, page: str = "") -> Snippet:
    """The one for a system. Raises `KeyError` for one that is not in `SYSTEMS`."""
    system = SYSTEMS[name]
    parts = _parts(place, options)
    code = _plain(parts, page) if name == "html" else system.write(parts)
    where = system.where + (_SHARED if system.is_template and options.thread else "")
    return Snippet(name, system.title, system.file, where, code)


def style_sheet(options: Embedding) -> str:
    """The lines for the site's own style sheet: the place kept free, and the look."""
    return "\n".join(filter(None, (RESERVE, _look(options))))


def _parts(place: Place, options: Embedding) -> _Parts:
    return _Parts(
        instance=_address(place.instance),
        origin=_address(place.origin),
        site=_attribute(place.key),
        values=options.attributes(),
        after_page=f"&thread={quote(options.thread, safe='')}" if options.thread else "",
        look=_look(options),
    )


def _address(url: str) -> str:
    """An address with nothing in it that a quote or a template could end at."""
    return quote(url.rstrip("/"), safe=":/[]@%-._~")


def _attribute(value: str) -> str:
    return "".join(_REFERENCES.get(character, character) for character in escape(value))


def _look(options: Embedding) -> str:
    said = "; ".join(f"{name}: {value}" for name, value in options.properties().items())
    return f"chime-in {{ {said} }}" if said else ""


def _plain(parts: _Parts, page: str) -> str:
    url = f' url="{_attribute(page)}"' if page else ""
    return parts.style() + parts.element(url, quote(page, safe="") or PAGE) + "\n" + parts.script


def _inside(url: str, encoded: str) -> Callable[[_Parts], str]:
    """The two lines, in a system that writes the page's address into HTML."""

    def write(parts: _Parts) -> str:
        return f"{parts.style()}{parts.element(f' url={url}', encoded)}\n{parts.script}"

    return write


def _mkdocs(parts: _Parts) -> str:
    lines = _inside('"{{ page.canonical_url | e }}"', "{{ page.canonical_url | urlencode }}")(parts)
    return f"{{% if page.meta.comments %}}\n{lines}\n{{% endif %}}"


def _eleventy(parts: _Parts) -> str:
    page = f'{{% set chimePage = "{parts.origin}" + page.url %}}\n'
    return page + _inside('"{{ chimePage }}"', "{{ chimePage | urlencode }}")(parts)


def _astro(parts: _Parts) -> str:
    # Astro's compiler takes character references apart and does not escape what was in them; it leaves strings alone.
    attributes = "".join(f" {name}={_expression(value)}" for name, value in parts.values.items())
    element = parts.filled(texts.ASTRO.replace("«attributes»", attributes))
    return element + parts.style("style is:inline") + parts.script.replace("<script", "<script is:inline")


def _expression(value: str) -> str:
    if _PLAIN_VALUE.match(value):
        return f'"{value}"'
    return "{" + _IN_SCRIPT.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value)) + "}"


def _react(parts: _Parts) -> str:
    style = f"      <style>{{`{parts.look}`}}</style>\n" if parts.look else ""
    return parts.filled(texts.REACT).replace("«style»", style)


def _vue(parts: _Parts) -> str:
    style = f"\n\n<style>\n{parts.look}\n</style>" if parts.look else ""
    return parts.filled(texts.VUE) + style


def _wordpress_block(parts: _Parts) -> str:
    style = f"'<style>{parts.look.replace(chr(39), chr(34))}</style>'\n\t\t. " if parts.look else ""
    return parts.filled(texts.WORDPRESS_BLOCK).replace("«style»", style)


def _wordpress_classic(parts: _Parts) -> str:
    page = '"<?php echo esc_url( get_permalink() ); ?>"'
    return texts.WORDPRESS_CLASSIC + _inside(page, "<?php echo rawurlencode( get_permalink() ); ?>")(parts)


SYSTEMS: Mapping[str, _System] = {
    "html": _System("HTML", "", texts.WHERE["html"], lambda parts: _plain(parts, ""), is_template=False),
    "wordpress-block": _System(
        "WordPress (block theme)",
        "wp-content/mu-plugins/chime-in.php",
        texts.WHERE["wordpress-block"],
        _wordpress_block,
    ),
    "wordpress-classic": _System(
        "WordPress (classic theme)",
        "wp-content/themes/YOUR-CHILD-THEME/comments.php",
        texts.WHERE["wordpress-classic"],
        _wordpress_classic,
    ),
    "hugo": _System(
        "Hugo",
        "layouts/partials/comments.html",
        texts.WHERE["hugo"],
        _inside('"{{ .Permalink }}"', "{{ .Permalink | urlquery }}"),
    ),
    "jekyll": _System(
        "Jekyll",
        "_includes/comments.html",
        texts.WHERE["jekyll"],
        _inside('"{{ page.url | absolute_url | xml_escape }}"', "{{ page.url | absolute_url | url_encode }}"),
    ),
    "astro": _System("Astro", "src/components/Comments.astro", texts.WHERE["astro"], _astro),
    "eleventy": _System("Eleventy", "_includes/comments.njk", texts.WHERE["eleventy"], _eleventy),
    "mkdocs": _System("MkDocs Material", "overrides/partials/comments.html", texts.WHERE["mkdocs"], _mkdocs),
    "ghost": _System(
        "Ghost",
        "post.hbs",
        texts.WHERE["ghost"],
        _inside('"{{url absolute="true"}}"', '{{encode (url absolute="true")}}'),
    ),
    "react": _System("React", "Comments.jsx", texts.WHERE["react"], _react),
    "vue": _System("Vue", "Comments.vue", texts.WHERE["vue"], _vue),
}
