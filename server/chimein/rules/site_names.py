"""What a site may be called by those who look after it. Visitors never see it but in feeds and on its own pages."""

from chimein.rules.refusals import FieldError, Invalid
from chimein.rules.texts import clean_title

LONGEST_NAME = 100


def clean_site_name(typed: str) -> str:
    """The name on one line. Raises `Invalid` for an empty one and one that is too long."""
    name = clean_title(typed)
    if not name or len(name) > LONGEST_NAME:
        raise Invalid({"name": FieldError("invalid-name", f"A site's name has 1 to {LONGEST_NAME} characters.")})
    return name
