"""The one cookie of this program: it says which session a moderator's browser has. Visitors never get one."""

from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from chimein.web.answers import Asked, instance_of

NAME = "__Host-chimein"
WORD_BYTES = 32
_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


def session_word(request: Asked) -> str | None:
    """What the browser says its session is called; none: it has no session."""
    try:
        cookies = SimpleCookie(request.headers.get("cookie", ""))
    except CookieError:
        return None
    return cookies[NAME].value if NAME in cookies else None


def new_word(request: Asked) -> str:
    """A session's secret name."""
    return instance_of(request).randomness.token(WORD_BYTES)


def keeping(word: str) -> str:
    """The Set-Cookie line that gives a browser its session (RFC 6265bis): to this host alone, never to scripts."""
    return f"{NAME}={word}; Path=/; Secure; HttpOnly; SameSite=Strict"


def ending() -> str:
    """The line that takes it away."""
    return f"{NAME}=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0"


def keeps_cookies(request: Asked) -> bool:
    """Whether browsers keep such a cookie at this address: over https, and on the machine itself."""
    host = request.headers.get("host", "").rpartition(":")[0] or request.headers.get("host", "")
    public = urlsplit(instance_of(request).public_url)
    return public.scheme == "https" or host in _LOOPBACK or host.endswith(".localhost")
