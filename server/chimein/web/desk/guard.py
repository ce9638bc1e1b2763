"""Who is at the desk, and whether a form really comes from it: twice, by what browsers say and by a token."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from chimein.access.desk import is_due, signed_in, used
from chimein.rules.accounts import Staff
from chimein.rules.refusals import FormNotOurs, SignInFirst
from chimein.web.answers import Asked, instance_of
from chimein.web.desk.cookies import session_word
from chimein.web.page_forms import form_fields

TOKEN_FIELD = "form_token"  # noqa: S105 - the name of a field
MOST_FIELDS = 400
"""Of a form in which many comments can be ticked."""
_OWN_REQUESTS = ("same-origin", "none")


@dataclass(frozen=True, slots=True)
class AtWork:
    """Somebody at the desk, in one request."""

    staff: Staff
    word: str
    """The session's secret name, from which its forms' token is made."""


async def at_work(request: Asked) -> AtWork:
    """Who asks. Raises `SignInFirst`."""
    word = session_word(request)
    if not word:
        raise SignInFirst
    instance = instance_of(request)
    now = instance.clock.now()
    staff = await instance.store.read(signed_in(instance.keys.desk_mark("session", word), now))
    if is_due(staff, now):
        await instance.store.write(used(staff, now))
    return AtWork(staff, word)


async def form_at_work(request: Asked, names: Iterable[str]) -> tuple[AtWork, dict[str, str]]:
    """Who sends a form of the desk's, and the named fields. Raises `FormNotOurs`, `SignInFirst`."""
    somebody, values = await fields_at_work(request)
    return somebody, {name: values.get(name, [""])[0] for name in names}


async def fields_at_work(request: Asked) -> tuple[AtWork, dict[str, list[str]]]:
    """The same with every field and all its values."""
    check_same_origin(request)
    somebody = await at_work(request)
    values = await form_fields(request, MOST_FIELDS)
    if not instance_of(request).keys.form_token_is(somebody.word, values.get(TOKEN_FIELD, [""])[0]):
        raise FormNotOurs
    return somebody, values


def form_token(request: Asked, somebody: AtWork) -> str:
    """What the forms of this page carry."""
    return instance_of(request).keys.form_token(somebody.word)


def check_same_origin(request: Any) -> None:  # noqa: ANN401 - any request with headers
    """Browsers say where a request comes from (Fetch Metadata; older ones, the Origin). Raises `FormNotOurs`.

    A request with neither was not made by a page; the token is what it must know then.
    """
    site = request.headers.get("sec-fetch-site", "")
    if site:
        if site not in _OWN_REQUESTS:
            raise FormNotOurs
        return
    origin = request.headers.get("origin", "")
    if origin and urlsplit(origin).netloc != request.headers.get("host", ""):
        raise FormNotOurs
