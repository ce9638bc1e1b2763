"""Fragments by which former systems linked to a comment, so that old permalinks keep working after an import.

The importers store them as aliases, `around` looks them up; both go through `former_fragment`, so that they agree.
"""

import re

# Each pattern's first group is what stays of the fragment; every former system numbers in digits or hexadecimals.
_KNOWN = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?:li-|div-)?(comment-[0-9a-f]{1,40})",  # WordPress and its themes, Disqus, Drupal, Movable Type, TypePad
        r"(?:dsq-)(comment-[0-9]{1,20})",  # Disqus, the lists it rendered for search engines
        r"(remark42__comment-[0-9a-f][0-9a-f-]{0,63})",  # Remark42
        r"(isso-[0-9]{1,20})",  # Isso
        r"(commento-[0-9a-f]{1,64})",  # Commento
        r"(comentario-[0-9a-f][0-9a-f-]{0,63})",  # Comentario
        r"(idcomment[0-9]{1,20})",  # IntenseDebate
        r"(atk-comment-[0-9]{1,20})",  # Artalk
        r"(c[0-9]{6,20})",  # Blogger
        r"(hashover-c[0-9]{1,9}(?:r[0-9]{1,9}){0,20})",  # HashOver
        r"((?:issue|discussion)comment-[0-9]{1,20})",  # utterances, giscus
    )
)


def former_fragment(text: str) -> str | None:
    """The fragment as it is stored and looked up, with or without `#` before it; None if no former system wrote it."""
    fragment = text.strip().removeprefix("#").lower()
    for known in _KNOWN:
        if found := known.fullmatch(fragment):
            return found[1]
    return None
