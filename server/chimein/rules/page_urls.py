"""Which conversation a page's address stands for: from a URL as a browser shows it to a thread's key.

A conversation must survive everything that changes an address without changing the page (promise 9), and no address
may reach another site's conversation. Pure text work: it asks neither network nor storage, and it must stay the same
for the same `RULES_VERSION`, because keys are stored. Change what `canonical` answers, and the version goes up with
it.

What makes one page of two addresses: http and https; a default port; upper case and Unicode in the host; a trailing
dot of the host; `.` and `..`; needless percent-encoding; doubled slashes; a slash or an index file at the end;
tracking parameters; the order of parameters; `?a` and `?a=`; the fragment. What does not: upper case in the path,
other file endings, parameters of any other name, sub-domains (but `www.` where the site has both as origins), ports.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import quote_from_bytes, unquote, unquote_to_bytes

from chimein.rules.refusals import FieldError, Invalid
from chimein.rules.tracking_parameters import is_tracking
from chimein.rules.web_addresses import LONGEST_ADDRESS, NotAWebAddress, WebAddress, parse_web_address

RULES_VERSION = 1
LONGEST_EXPLICIT_ID = 200  # code points

_DEFAULT_PORTS = {"http": "80", "https": "443"}
_PATH_SAFE = "/!$&'()*+,;=:@%"  # RFC 3986, pchar; letters, digits and -._~ are always safe
_QUERY_SAFE = "/!$()*,;:@?"  # the same, less what has a meaning in form encoding or is encoded by browsers
_PERCENT = re.compile(r"%([0-9A-Fa-f]{2})?")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_INDEX_FILE = re.compile(r"(index\.(html?|xhtml|shtml|php|aspx?|jsp|cgi)|default\.(html?|aspx?))\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageAddress:
    """A page of a site: the `key` of its thread and the `url` to link to, without trackers and fragment."""

    key: str
    url: str


def page_address(url: str, origins: Sequence[str]) -> PageAddress:
    """Where a conversation about `url` belongs, on a site with these `origins` (as `clean_origin` writes them).

    Raises `Invalid` for the field `url`: `invalid-url` for what is no page's address, `foreign-url` for another site's.
    """
    return _page_address(url, tuple(origins))


@lru_cache(maxsize=2048)  # the same few pages are asked for again and again, and each costs a parse by the book
def _page_address(url: str, origins: tuple[str, ...]) -> PageAddress:
    address = _parsed(url)
    own = _doors(origins)
    if _door(address) not in own:
        raise _refused("foreign-url", "This page is not on one of the site's addresses.")
    return PageAddress(key=f"url:{_canonical(_folded_www(address, own))}", url=_cleaned(address).href)


def canonical(url: str) -> str:
    """The one spelling of a page's absolute http(s) URL, always with https; canonical(canonical(x)) == canonical(x).

    Raises `Invalid({"url": invalid-url})` for anything that is not such a URL: another scheme, no host, a user name,
    over 2,048 bytes, unreadable. Sources: WHATWG URL for parsing and IDNA, RFC 3986 §6.2 for the rest.
    """
    return _canonical(_parsed(url))


def explicit_key(thread: str) -> str:
    """The key of a thread that the page's owner named himself; raises `Invalid` for the field `thread`.

    The id is trimmed, NFC, and compared by its exact characters. Codes: `required`, `too-long`, `invalid-thread`.
    """
    cleaned = unicodedata.normalize("NFC", thread).strip()
    if not cleaned:
        raise Invalid({"thread": FieldError("required", "The thread's id is empty.")})
    if len(cleaned) > LONGEST_EXPLICIT_ID:
        raise Invalid(
            {"thread": FieldError("too-long", f"A thread's id has at most {LONGEST_EXPLICIT_ID} characters.")}
        )
    if any(unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for character in cleaned):
        raise Invalid({"thread": FieldError("invalid-thread", "A thread's id has no control characters.")})
    return f"id:{cleaned}"


def clean_origin(text: str) -> str:
    """What an owner types as a site's origin, as browsers spell it: scheme://host[:port].

    Raises `Invalid({"origin": invalid-origin})` with what is wrong: a path, a wildcard, `null`, a missing scheme.
    """
    text = text.strip()
    try:
        address = parse_web_address(text)
    except NotAWebAddress as wrong:
        raise _invalid_origin(f"{wrong} An origin looks like https://example.org.") from None
    if address.path != "/" or re.search(r"[?#\\\t\r\n]", text):
        raise _invalid_origin("An origin ends after the host: https://example.org, without a path.")
    return address.origin


def _parsed(url: str) -> WebAddress:
    try:
        return parse_web_address(url)
    except NotAWebAddress as wrong:
        raise _refused("invalid-url", str(wrong)) from None


@lru_cache(maxsize=1024)  # a batch of counts asks a hundred times for the same site
def _doors(origins: tuple[str, ...]) -> frozenset[str]:
    return frozenset(_door(_parsed(origin)) for origin in origins)


def _door(address: WebAddress) -> str:
    """What two addresses of one site share: a host stands for both schemes at their default ports."""
    return address.origin if address.port else address.host


def _folded_www(address: WebAddress, own: frozenset[str]) -> WebAddress:
    bare = replace(address, host=address.host.removeprefix("www."))
    return bare if _door(bare) in own else address


def _cleaned(address: WebAddress) -> WebAddress:
    kept = [piece for piece in address.query.split("&") if not is_tracking(_name_of(piece))]
    return replace(address, query="&".join(kept), fragment="")


def _name_of(piece: str) -> str:
    return unquote(piece.partition("=")[0].replace("+", " "), encoding="latin-1")


def _canonical(address: WebAddress) -> str:
    # Both default ports go, whatever the scheme was: the key calls everything https, where :443 would vanish later.
    port = "" if address.port in _DEFAULT_PORTS.values() else address.port
    path, query = _one_path(address.path), _one_query(address.query)
    one = WebAddress("https", address.host, port, path, query, fragment="").href
    if len(one) > LONGEST_ADDRESS:
        raise _refused("invalid-url", f"This address is longer than {LONGEST_ADDRESS} bytes.")
    return one


def _one_path(path: str) -> str:
    segments = [segment for segment in _one_encoding(path).split("/") if segment]
    while segments and _INDEX_FILE.match(segments[-1]):
        segments.pop()
    return "/" + "/".join(segments)


def _one_encoding(path: str) -> str:
    """RFC 3986 §6.2.2: decode what never needed encoding, spell the rest alike, encode what may not stand there raw."""
    return quote_from_bytes(_PERCENT.sub(_one_escape, path).encode(), safe=_PATH_SAFE)


def _one_escape(escape: re.Match[str]) -> str:
    if escape[1] is None:
        return "%25"
    character = chr(int(escape[1], 16))
    return character if character in _UNRESERVED else escape[0].upper()


def _one_query(query: str) -> str:
    """The parameters as a form would read them, without trackers and empty ones, sorted by name and then value."""
    halves = (piece.partition("=") for piece in query.split("&"))
    pairs = [(_form_bytes(name), _form_bytes(value)) for name, _, value in halves]
    kept = sorted((name, value) for name, value in pairs if (name or value) and not is_tracking(name.decode("latin-1")))
    return "&".join(_form_text(name) + ("=" if value else "") + _form_text(value) for name, value in kept)


def _form_bytes(text: str) -> bytes:
    return unquote_to_bytes(text.replace("+", " "))


def _form_text(part: bytes) -> str:
    return quote_from_bytes(part, safe=_QUERY_SAFE)


def _refused(code: str, detail: str) -> Invalid:
    return Invalid({"url": FieldError(code, detail)})


def _invalid_origin(detail: str) -> Invalid:
    return Invalid({"origin": FieldError("invalid-origin", detail)})
