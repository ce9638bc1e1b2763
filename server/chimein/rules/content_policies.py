"""What a page's Content-Security-Policy lets a browser load, and how it would have to read to let it load more.

Source: Content Security Policy Level 3 (https://www.w3.org/TR/CSP3/), §2.2 for parsing, §6.7.2 for matching. Hashes of
inline text are not computed: whoever has them is told nothing.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from chimein.rules.web_addresses import NotAWebAddress, WebAddress, parse_web_address

FALLBACKS: Mapping[str, tuple[str, ...]] = {
    "script-src": ("script-src-elem", "script-src", "default-src"),
    "connect-src": ("connect-src", "default-src"),
    "img-src": ("img-src", "default-src"),
    "style-src": ("style-src-elem", "style-src", "default-src"),
}
"""Which directives speak for a kind of request, the first one that is there."""
_PORTS = {"http": "80", "https": "443"}
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):\Z")
_HOST = re.compile(
    r"(?:([a-z][a-z0-9+.-]*)://)?(\*|(?:\*\.)?[^/:*\[\]]+|\[[0-9a-f:]+\])(?::(\d+|\*))?(/.*)?\Z", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Policy:
    """One policy: its directives by name, each with its values as they stand there."""

    directives: Mapping[str, tuple[str, ...]]
    origin: str
    """Where it was found, for whoever has to change it: a header or a meta element."""

    def speaker(self, kind: str) -> str | None:
        """The directive that decides about this kind of request; None: nothing does."""
        return next((name for name in FALLBACKS[kind] if name in self.directives), None)

    def sources(self, kind: str) -> tuple[str, ...] | None:
        """The source list that decides about this kind; None: everything is allowed."""
        speaker = self.speaker(kind)
        return None if speaker is None else self.directives[speaker]

    def allows(self, kind: str, url: str, page: str) -> bool:
        """Whether the page may load `url` so. For scripts without a nonce: see `allows_script`."""
        sources = self.sources(kind)
        return sources is None or any(_matches(source, url, page) for source in sources)

    def allows_script(self, url: str, page: str, nonce: str = "") -> bool:
        """Whether the page may run the script at `url` from an element with this nonce."""
        if "sandbox" in self.directives and "allow-scripts" not in map(str.lower, self.directives["sandbox"]):
            return False
        sources = self.sources("script-src")
        if sources is None or (nonce and f"'nonce-{nonce}'" in sources):
            return True
        return not self.is_strictly_dynamic and any(_matches(source, url, page) for source in sources)

    def allows_inline_style(self, nonce: str = "") -> bool:
        """Whether a style element works; with hashes in the list that cannot be told, and is taken for yes."""
        sources = self.sources("style-src")
        if sources is None or (nonce and f"'nonce-{nonce}'" in sources):
            return True
        if any(source.lower().startswith(("'sha256-", "'sha384-", "'sha512-")) for source in sources):
            return True
        return "'unsafe-inline'" in map(str.lower, sources) and not any(map(_is_nonce, sources))

    @property
    def is_strictly_dynamic(self) -> bool:
        """Whether hosts in the list of scripts count for nothing, and only a nonce or a hash does."""
        return "'strict-dynamic'" in map(str.lower, self.sources("script-src") or ())

    @property
    def wants_nonce(self) -> bool:
        """Whether scripts are let in by a word that is new in each answer."""
        return any(map(_is_nonce, self.sources("script-src") or ()))

    def directive_with(self, kind: str, source: str) -> str:
        """The directive that allows `source` beside what is allowed already: it takes the old one's place."""
        kept = [each for each in self.sources(kind) or () if each.lower() != "'none'"]
        speaker = self.speaker(kind)
        name = kind if speaker in (None, "default-src") else speaker
        return " ".join([str(name), *kept, source])


def policies(text: str, origin: str) -> list[Policy]:
    """The policies of a header's value (several are separated by commas) or of one meta element's content."""
    return [policy for each in text.split(",") if (policy := _policy(each, origin)).directives]


def blocking(found: Sequence[Policy], kind: str, url: str, page: str) -> list[Policy]:
    """The policies that forbid the request: each one must allow it."""
    return [policy for policy in found if not policy.allows(kind, url, page)]


def _policy(text: str, origin: str) -> Policy:
    directives: dict[str, tuple[str, ...]] = {}
    for directive in text.split(";"):
        name, *values = directive.split() or [""]
        # The first one of a name counts, later ones are ignored.
        if name:
            directives.setdefault(name.lower(), tuple(values))
    return Policy(directives, origin)


def _is_nonce(source: str) -> bool:
    return source.lower().startswith("'nonce-")


def _matches(source: str, url: str, page: str) -> bool:
    try:
        wanted, here = parse_web_address(url), parse_web_address(page)
    except NotAWebAddress:
        return False
    if source == "*":
        return True
    if source.lower() == "'self'":
        return _same_host(here.host, here.port, here.scheme, wanted)
    scheme = _SCHEME.match(source.lower())
    if scheme:
        return _scheme_allows(scheme[1], wanted.scheme)
    host = _HOST.match(source)
    return host is not None and _host_allows(host, wanted, here)


def _scheme_allows(allowed: str, scheme: str) -> bool:
    """What may come without TLS may come with it."""
    return allowed == scheme or (allowed == "http" and scheme == "https")


def _same_host(host: str, port: str, scheme: str, wanted: WebAddress) -> bool:
    if host != wanted.host or not _scheme_allows(scheme, wanted.scheme):
        return False
    return port == wanted.port


def _host_allows(source: re.Match[str], wanted: WebAddress, here: WebAddress) -> bool:
    scheme, host, port, path = source.groups()
    if not _scheme_allows((scheme or here.scheme).lower(), wanted.scheme):
        return False
    return (
        _name_allows(host.lower(), wanted.host) and _port_allows(port, wanted) and _path_allows(path or "", wanted.path)
    )


def _name_allows(pattern: str, host: str) -> bool:
    if pattern == "*":
        return True
    if pattern.startswith("*."):
        return host.endswith(pattern[1:]) and host != pattern[2:]
    return pattern == host


def _port_allows(allowed: str | None, wanted: WebAddress) -> bool:
    port = wanted.port or _PORTS[wanted.scheme]
    if allowed is None:
        return not wanted.port
    return allowed in ("*", port) or (allowed == "80" and port == "443")


def _path_allows(allowed: str, path: str) -> bool:
    if allowed in ("", "/"):
        return True
    allowed, path = unquote(allowed), unquote(path)
    return path.startswith(allowed) if allowed.endswith("/") else path == allowed
