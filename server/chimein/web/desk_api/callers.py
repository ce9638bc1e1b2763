"""Which program asks, by the token that it shows. No cookie is looked at: no page can make a browser ask here."""

from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

import msgspec
from litestar import Response

from chimein.access.tokens import note_use, with_token
from chimein.messages.reading import message_from_json
from chimein.rules.accounts import Staff
from chimein.rules.refusals import (
    ApiTokenMissing,
    ApiTokenWrong,
    FieldError,
    Invalid,
    Moving,
    NotFound,
    Unavailable,
    UnsupportedMediaType,
)
from chimein.rules.tokens import PREFIX, ApiToken
from chimein.rules.whole_numbers import is_whole_number
from chimein.web.answers import Asked, instance_of, json_answer
from chimein.web.desk.deeds import Hand, hand_of_token
from chimein.web.limits import PROGRAMS, Limits, Program
from chimein.web.submitting import bearer

M = TypeVar("M", bound=msgspec.Struct)
HEADERS = {"Cache-Control": "no-store", "Cross-Origin-Resource-Policy": "same-origin"}


@dataclass(frozen=True, slots=True)
class Caller:
    """A program in one request: its hand for deeds, and who it was when it came."""

    hand: Hand
    staff: Staff
    token: ApiToken

    @property
    def is_for_all(self) -> bool:
        """Whether the token is for all that tokens can be for, on every site of its account."""
        return self.token.site_id is None and "administer" in self.token.scopes


async def caller(request: Asked) -> Caller:
    """Who asks. Raises `ApiTokenMissing`, `ApiTokenWrong`, `TooManyRequests`."""
    word = bearer(request)
    if word is None:
        raise ApiTokenMissing
    if not word.startswith(PREFIX):
        raise ApiTokenWrong
    instance = instance_of(request)
    mark, now = instance.keys.desk_mark("token", word), instance.clock.now()
    staff, token = await instance.store.read(with_token(mark, now))
    limits: Limits = request.app.state.limits
    await limits.admit(Program(token.id), PROGRAMS)
    if token.is_due(now):
        # While nothing can be written, what is only read goes on.
        with suppress(Moving, Unavailable):
            await instance.store.write(note_use(mark, now))
    return Caller(hand_of_token(request, word), staff, token)


async def sent_by(request: Asked, kind: type[M]) -> tuple[Caller, M]:
    """Who asks, and the message that came along. Raises `UnsupportedMediaType`, `Malformed`, `Invalid` as well."""
    calling = await caller(request)
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media != "application/json":
        raise UnsupportedMediaType
    return calling, message_from_json(kind, await request.body())


def told(message: msgspec.Struct, status: int = 200, **headers: str) -> Response[bytes]:
    """The answer: for this program alone, and kept nowhere."""
    return json_answer(message, status, {**HEADERS, **headers})


def number(text: str, what: str) -> int:
    """A number as it stands in an address. Raises `NotFound`: what is no number is nothing's."""
    if not is_whole_number(text):
        raise NotFound(f"There is no such {what} here.")
    return int(text)


def wrong(field: str, detail: str) -> Invalid:
    """A refusal of one field."""
    return Invalid({field: FieldError("invalid-setting", detail)})
