"""What can be somebody's email address, and the one spelling of it that is hashed.

It only looks at the text. Whether the address exists, or was ever used here, is nobody's business (promise 1).
"""

import re

from ada_url import idna_to_ascii

from chimein.rules.refusals import FieldError, Invalid

LONGEST_EMAIL = 254  # bytes, RFC 5321 §4.5.3.1.3 less the brackets
LONGEST_LOCAL_PART = 64  # bytes, RFC 5321 §4.5.3.1.1

# https://html.spec.whatwg.org/#valid-e-mail-address, in two halves, and at least one dot in the domain. The last label
# is no number: mail is not sent to bare IP addresses.
_LOCAL_PART = re.compile(r"[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+\Z")
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"(?:{_LABEL}\.)+(?![0-9]+\Z){_LABEL}\Z")
# Word processors and address books wrap what is copied from them in these.
_PASTED = "\u200b\u200e\u200f\u202a\u202b\u202c\u2060\u2066\u2067\u2068\u2069\ufeff"


def clean_email(raw: str) -> str:
    """The address as mail is sent to it: trimmed, its domain in lower-case A-labels, its local part as typed.

    Raises `Invalid` for the field `email`: `required`, `invalid-email`.
    """
    email = _trimmed(raw)
    if not email:
        raise Invalid({"email": FieldError("required", "Please give an email address. It stays private.")})
    local_part, _, domain = email.rpartition("@")
    domain = _ascii_domain(domain)
    if not (_LOCAL_PART.match(local_part) and len(local_part) <= LONGEST_LOCAL_PART and _DOMAIN.match(domain)):
        raise _incomplete()
    if len(local_part) + 1 + len(domain) > LONGEST_EMAIL:
        raise _incomplete()
    return f"{local_part}@{domain}"


def canonical_email(email: str) -> str:
    """What is hashed: trimmed and lower-cased, as Gravatar defines it (https://docs.gravatar.com/api/avatars/hash/)."""
    return email.strip().lower()


def _trimmed(raw: str) -> str:
    email, previous = raw, ""
    while email != previous:
        email, previous = email.strip().strip(_PASTED), email
    return email


def _ascii_domain(domain: str) -> str:
    if domain.isascii():
        return domain.lower()
    try:
        return idna_to_ascii(domain[:LONGEST_EMAIL]).decode()
    except (UnicodeEncodeError, ValueError):
        raise _incomplete() from None


def _incomplete() -> Invalid:
    return Invalid({"email": FieldError("invalid-email", "That address looks incomplete.")})
