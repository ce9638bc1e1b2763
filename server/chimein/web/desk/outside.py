"""Pages and forms of the desk for who is not signed in: they are sent by our own pages alone, too.

Browsers say where a request comes from; besides, a form carries a token that is made of a cookie which other sites
cannot set (`__Host-`).
"""

from collections.abc import Iterable, Mapping
from http.cookies import CookieError, SimpleCookie
from typing import Any

from litestar import Response
from litestar.datastructures import Cookie

from chimein.rules.refusals import FormNotOurs
from chimein.web.answers import Asked, instance_of
from chimein.web.desk.answers import outside_answer
from chimein.web.desk.cookies import keeps_cookies
from chimein.web.desk.guard import TOKEN_FIELD, check_same_origin
from chimein.web.page_forms import form_of

NAME = "__Host-chimein-form"
WORD_BYTES = 16


def outside_page(request: Asked, template: str, context: Mapping[str, Any], status: int = 200) -> Response[bytes]:
    """A page whose forms can be sent without being signed in."""
    word = cookie_of(request, NAME) or instance_of(request).randomness.token(WORD_BYTES)
    shown = {**context, "form_token": _token(request, word), "keeps_cookies": keeps_cookies(request)}
    answer = outside_answer(request, template, shown, status=status)
    answer.set_cookie(cookie(NAME, word))
    return answer


async def outside_form(request: Asked, names: Iterable[str]) -> dict[str, str]:
    """The fields of such a form. Raises `FormNotOurs`."""
    check_same_origin(request)
    form = await form_of(request, [TOKEN_FIELD, *names])
    word = cookie_of(request, NAME)
    if not word or not instance_of(request).keys.form_token_is(f"outside|{word}", form.pop(TOKEN_FIELD)):
        raise FormNotOurs
    return form


def cookie_of(request: Asked, name: str) -> str:
    """A cookie's value; empty where the browser has none."""
    try:
        cookies = SimpleCookie(request.headers.get("cookie", ""))
    except CookieError:
        return ""
    return cookies[name].value if name in cookies else ""


def cookie(name: str, value: str, max_age: int | None = None) -> Cookie:
    """A cookie for this host alone, never for scripts; without an age it goes with the browser's window."""
    return Cookie(key=name, value=value, path="/", max_age=max_age, secure=True, httponly=True, samesite="strict")


def _token(request: Asked, word: str) -> str:
    return instance_of(request).keys.form_token(f"outside|{word}")
