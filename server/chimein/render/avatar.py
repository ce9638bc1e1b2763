"""Draws the picture of a person without a gravatar: a small paper-cut creature, the same for the same persona.

The seed is a persona's random handle, never anything of an email, so the picture tells nothing about anybody. No text,
no script, no style, nothing from elsewhere: it may be shown under the strictest policy.
"""

from hashlib import blake2b
from typing import TypeVar

Choice = TypeVar("Choice")

# Ground, the sun behind, the creature, its ears and cheeks, and what is drawn on its face. No creature has the colour
# of anybody's skin: these stand for people whom we know nothing about. Each ground stands out from white and black.
_PALETTES = (
    ("#f7b99b", "#fbdcc4", "#c8553d", "#8f3226", "#fff4e6"),
    ("#f2c14e", "#fae3a4", "#5f4bb6", "#43308f", "#fff8e1"),
    ("#b5cf7a", "#dcebb7", "#2f6b3f", "#1d4a2b", "#f7fbe8"),
    ("#7fcfae", "#c2ebd8", "#fff3b0", "#ef9a6a", "#1f4d43"),
    ("#7cc6d6", "#c3e8ee", "#16607a", "#0d4257", "#effbfc"),
    ("#8fb3ee", "#cbdcf9", "#f4f8ff", "#f2845c", "#24356e"),
    ("#a99bea", "#d8d0f8", "#ffe98f", "#f0787f", "#3a2b80"),
    ("#d69ade", "#eed2f2", "#7a2f87", "#581c64", "#fdf1fe"),
    ("#f094b2", "#f9cfdc", "#fff7fa", "#dc4c76", "#6d1d40"),
    ("#dcbf94", "#efdfc3", "#1f7a7a", "#115656", "#f1fbf6"),
    ("#3f5d8c", "#5c7fb5", "#ffd166", "#ef8354", "#22324f"),
    ("#3d7068", "#5a978d", "#bdeccf", "#f2a65a", "#1f3d38"),
    ("#7b4b73", "#9f6d96", "#cdd9ff", "#f08a8f", "#452641"),
    ("#b4483f", "#d06f5f", "#ffe27a", "#f39c4a", "#5a1f1b"),
    ("#4f9d69", "#7fbd90", "#f6a6b8", "#d95d7c", "#44172b"),
    ("#8d99ae", "#bcc5d3", "#ef6f5e", "#b83f3a", "#fff5ee"),
)

_SUNS = (
    '<circle cx="62" cy="20" r="15"/>',
    '<circle cx="17" cy="24" r="13"/>',
    '<path d="M0 46q20-14 40 0t40 0v34H0z"/>',
    '<path d="M0 80V56L80 24v56z"/>',
    '<circle cx="40" cy="44" r="35"/>',
    '<path d="M0 0h40v80H0z"/>',
    '<circle cx="12" cy="14" r="4"/><circle cx="66" cy="18" r="5"/><circle cx="44" cy="9" r="3"/>'
    '<circle cx="8" cy="46" r="3"/><circle cx="73" cy="50" r="3.5"/>',
)

_EARS = (
    '<path d="M17 44V16l19 14zM63 44V16L44 30z"/>',
    '<circle cx="22" cy="29" r="10"/><circle cx="58" cy="29" r="10"/>',
    '<rect x="22" y="6" width="13" height="40" rx="6.5"/><rect x="45" y="6" width="13" height="40" rx="6.5"/>',
    '<path d="M38 30V15h4v15z"/><circle cx="40" cy="12" r="6"/>',
    '<path d="M14 50a26 26 0 0 1 52 0z" transform="translate(0 -9)"/>',
    '<path d="M40 30C38 14 26 12 22 16c2 8 10 14 18 14C42 14 54 12 58 16c-2 8-10 14-18 14z"/>',
    '<path d="M18 38l3-16 8 8 5-13 6 11 6-11 5 13 8-8 3 16z"/>',
    '<rect x="8" y="42" width="64" height="17" rx="8.5"/>',
)

_BODIES = (
    '<circle cx="40" cy="51" r="25"/>',
    '<rect x="16" y="27" width="48" height="48" rx="17"/>',
    '<path d="M15 82V51a25 25 0 0 1 50 0v31z"/>',
    '<path d="M40 25c17 0 27 16 27 31S56 77 40 77 13 71 13 56s10-31 27-31z"/>',
    '<rect x="12" y="31" width="56" height="42" rx="21"/>',
)

_EYES = (
    '<circle cx="31" cy="48" r="3.6"/><circle cx="49" cy="48" r="3.6"/>',
    '<path d="M26 49q5-6 10 0M44 49q5-6 10 0" {line}/>',
    '<path d="M26 47q5 6 10 0M44 47q5 6 10 0" {line}/>',
    '<ellipse cx="32" cy="48" rx="3" ry="5"/><ellipse cx="48" cy="48" rx="3" ry="5"/>',
    '<circle cx="31" cy="48" r="3.6"/><path d="M44 49q5-6 10 0" {line}/>',
    '<g {line}><circle cx="30.5" cy="47" r="7"/><circle cx="49.5" cy="47" r="7"/><path d="M38 46q2-2 4 0"/></g>'
    '<circle cx="30.5" cy="47" r="2.4"/><circle cx="49.5" cy="47" r="2.4"/>',
)

_MOUTHS = (
    '<path d="M33 58q7 7 14 0" {line}/>',
    '<path d="M32 57h16a8 8 0 0 1-16 0z"/>',
    '<circle cx="40" cy="60" r="3.6"/>',
    '<path d="M35 58q5 4 10 0" {line}/>',
    '<path d="M32 57q4 5 8 0q4 5 8 0" {line}/>',
    '<path d="M36 60q6 2 11-4" {line}/>',
)

_CHEEKS = ("", '<g opacity=".45"><circle cx="24" cy="57" r="4"/><circle cx="56" cy="57" r="4"/></g>')
_LINE = 'fill="none" stroke="{ink}" stroke-width="3" stroke-linecap="round"'
_TILTS = (-7, -4, 0, 4, 7)

_NEUTRAL = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 80" width="80" height="80">'
    '<path fill="#c3c8d0" d="M0 0h80v80H0z"/><circle cx="40" cy="44" r="35" fill="#d5d9df"/>'
    '<g fill="#8a929e"><circle cx="40" cy="32" r="14"/><path d="M13 82V75a27 24 0 0 1 54 0v7z"/></g></svg>'
)


def generated_avatar(seed: str) -> bytes:
    """An SVG of 80 by 80 units; equal seeds give equal bytes, and there are some hundred thousand pictures."""
    draw = _Draw(seed)
    ground, sun, skin, second, ink = draw.one_of(_PALETTES)
    line = _LINE.replace("{ink}", ink)
    ears = draw.one_of(_EARS)
    face = (draw.one_of(_EYES) + draw.one_of(_MOUTHS)).replace("{line}", line)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 80" width="80" height="80">'
        f'<path fill="{ground}" d="M0 0h80v80H0z"/><g fill="{sun}">{draw.one_of(_SUNS)}</g>'
        f'<g transform="rotate({draw.one_of(_TILTS)} 40 80)"><g fill="{second}">{ears}</g>'
        f'<g fill="{skin}">{draw.one_of(_BODIES)}</g>'
        f'<g fill="{second}">{draw.one_of(_CHEEKS)}</g><g fill="{ink}">{face}</g></g></svg>'
    ).encode()


def neutral_avatar() -> bytes:
    """The picture that is shown where nobody is known: a grey silhouette."""
    return _NEUTRAL.encode()


class _Draw:
    """Spends the digits of one large number that the seed decides."""

    def __init__(self, seed: str) -> None:
        self._left = int.from_bytes(blake2b(seed.encode("utf-8", "replace"), digest_size=16).digest())

    def one_of(self, choices: tuple[Choice, ...]) -> Choice:
        """The next choice; each is equally likely."""
        self._left, digit = divmod(self._left, len(choices))
        return choices[digit]
