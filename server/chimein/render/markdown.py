"""Turns typed Markdown into HTML. The one place that knows comrak, whose 0.0.x interface moves.

Its output is not trusted by anybody: `tidy`, `sanitise` and `tree` come after it. Nothing is made prettier here: no
typographer, no emoji codes, and an entity such as `&copy;` is shown as the six characters that were typed.
"""

import re

import comrak

_EXTENSIONS = comrak.ExtensionOptions()
_EXTENSIONS.autolink = True
_EXTENSIONS.strikethrough = True

_PARSING = comrak.ParseOptions()

_RENDERING = comrak.RenderOptions()
_RENDERING.escape = True
_RENDERING.hardbreaks = True

# A noncharacter stands in for the ampersand of an entity while comrak reads, because a backslash before it would be
# visible inside code. In an address comrak percent-encodes it.
_STAND_IN = "\ufdd0"
_STAND_IN_IN_ADDRESS = "%EF%B7%90"
_ENTITY = re.compile(r"(?<!\\)&(?=(?:[A-Za-z][A-Za-z0-9]{1,31}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});)")


def html_of_markdown(source: str) -> str:
    """The HTML of CommonMark with GFM's autolinks and strikethrough; newlines break lines, raw HTML is text."""
    guarded = _ENTITY.sub(_STAND_IN, source.replace(_STAND_IN, "\ufffd"))
    html: str = comrak.render_markdown(guarded, _EXTENSIONS, _PARSING, _RENDERING)
    if _STAND_IN not in guarded:
        return html
    return html.replace(_STAND_IN, "&amp;").replace(_STAND_IN_IN_ADDRESS, "&amp;")
