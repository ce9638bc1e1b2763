"""What an absolute http(s) address is made of, read as browsers read it.

Everything here goes through the WHATWG parser, so that this server and a visitor's browser never disagree about which
host an address names. It must not know of sites, threads or fields: `page_urls` and `websites` decide what is
acceptable.
"""

import re
from dataclasses import dataclass

from ada_url import URL, idna_to_unicode

LONGEST_ADDRESS = 2048  # bytes

# Stricter than the WHATWG host parser on purpose: origins end up in header values (Content-Security-Policy), where a
# host such as `a;script-src *` or `a,b`, which that parser lets through, would be a second directive.
_HOST_NAME = re.compile(r"(?=.{1,253}\Z)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\Z")
_IPV6 = re.compile(r"\[[0-9a-f:]+\]\Z")


class NotAWebAddress(ValueError):
    """This is not the address of a web page."""


@dataclass(frozen=True, slots=True)
class WebAddress:
    """A parsed address: `host` in A-labels without a trailing dot, `port` empty when it is the scheme's default.

    `path` begins with a slash, `query` has no question mark, `fragment` no hash; all three are percent-encoded as the
    WHATWG parser leaves them.
    """

    scheme: str
    host: str
    port: str
    path: str
    query: str
    fragment: str

    @property
    def origin(self) -> str:
        """scheme://host[:port], as browsers write it in the Origin header."""
        return f"{self.scheme}://{self.host}{self.port and ':' + self.port}"

    @property
    def href(self) -> str:
        """The whole address in ASCII, without a fragment."""
        return f"{self.origin}{self.path}{self.query and '?' + self.query}"


def parse_web_address(text: str) -> WebAddress:
    """The parts of an absolute http(s) address; raises `NotAWebAddress` with a sentence for anything else.

    Source: https://url.spec.whatwg.org/ (2025), with user names and passwords refused.
    """
    url = _parsed(text)
    if url.protocol not in {"http:", "https:"}:
        raise NotAWebAddress("Only addresses that begin with http:// or https:// will do.")
    if url.username or url.password:
        raise NotAWebAddress("An address with a user name or password in it will not do.")
    host = url.hostname.removesuffix(".")
    if not (_IPV6.match(host) or (_HOST_NAME.match(host) and _has_true_labels(host))):
        raise NotAWebAddress("The host name in this address is not one.")
    address = WebAddress(url.protocol[:-1], host, url.port, url.pathname, url.search[1:], url.hash[1:])
    _refuse_too_long(address.href.encode())
    return address


def _parsed(text: str) -> URL:
    try:
        _refuse_too_long(text.encode())
        return URL(text)
    except UnicodeEncodeError:
        raise NotAWebAddress("This address contains half a character.") from None
    except NotAWebAddress:
        raise
    except ValueError:
        raise NotAWebAddress("This is not a complete address; it begins with http:// or https://.") from None


def _has_true_labels(host: str) -> bool:
    """Whether each A-label stands for something; the parser lets through those that decode to nothing."""
    return "xn--" not in host or not any(label.startswith("xn--") for label in idna_to_unicode(host).split("."))


def _refuse_too_long(address: bytes) -> None:
    if len(address) > LONGEST_ADDRESS:
        raise NotAWebAddress(f"This address is longer than {LONGEST_ADDRESS} bytes.")
