"""The website that a visitor may give with a comment, as it may stand in a link.

Whatever leaves here is an http(s) address by the same parser that browsers use; nothing else may become a link.
"""

import re

from chimein.rules.refusals import FieldError, Invalid
from chimein.rules.web_addresses import NotAWebAddress, WebAddress, parse_web_address

LONGEST_WEBSITE = 300  # characters

# `example.org:8080/` is a host with a port, `javascript:alert(1)` is not.
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:(?![0-9]{1,5}(?:[/?#]|\Z))", re.IGNORECASE)
_BARE_SCHEME = re.compile(r"https?:/*\Z", re.IGNORECASE)


def clean_website(raw: str | None) -> str | None:
    """The address as browsers spell it, `https://` added to a bare domain; None where nothing was given.

    A lone `http://`, with which many forms come filled in, is nothing. Raises `Invalid` for the field `website`:
    `invalid-website`.
    """
    website = (raw or "").strip()
    if not website or _BARE_SCHEME.match(website):
        return None
    if len(website) > LONGEST_WEBSITE:
        raise _too_long()
    return _linked(_address(website))


def _address(website: str) -> WebAddress:
    if re.search(r"[\x00-\x20\x7f-\x9f\\]", website):
        raise _refused("A website's address has no spaces or backslashes in it.")
    try:
        return parse_web_address(website if _SCHEME.match(website) else f"https://{website.lstrip('/')}")
    except NotAWebAddress as wrong:
        raise _refused(str(wrong)) from None


def _linked(address: WebAddress) -> str:
    if "." not in address.host:
        raise _refused("A website's address has a domain, such as example.org.")
    link = address.href + (address.fragment and f"#{address.fragment}")
    if len(link) > LONGEST_WEBSITE:
        raise _too_long()
    return link


def _too_long() -> Invalid:
    return _refused(f"A website's address has at most {LONGEST_WEBSITE} characters.")


def _refused(detail: str) -> Invalid:
    return Invalid({"website": FieldError("invalid-website", detail)})
