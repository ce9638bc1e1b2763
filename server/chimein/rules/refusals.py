"""Every way in which a visitor's or an owner's wish can be refused.

    Refusal
    ├── Malformed                400  the bytes are not what they claim to be
    ├── TokenMissing             401
    ├── SignInFirst              401  for the desk
    ├── ApiTokenMissing          401  for programs
    ├── ApiTokenWrong            401  for programs
    ├── VisitOver                401  for moderators on a host's page
    ├── TokenWrong               403
    ├── EditWindowOver           403
    ├── OriginNotAllowed         403
    ├── FormNotOurs              403  for the desk
    ├── RoleTooSmall             403  for the desk
    ├── ProveAgain               403  for the desk
    ├── NotFound                 404  absent and forbidden look alike
    ├── MethodNotAllowed         405
    ├── TooSlow                  408
    ├── ThreadClosed             409
    ├── ThreadLocked             409
    ├── LeadsElsewhere           409  for moderators
    ├── AlreadyGone              409  for moderators
    ├── Outdated                 409  for moderators
    ├── TooLateToUndo            409  for moderators
    ├── LastOwner                409  for the desk
    ├── LinkOver                 410  for the desk
    ├── TooLarge                 413
    ├── UnsupportedMediaType     415
    ├── Invalid                  422  well-formed, but some values are not acceptable; names each field
    ├── IdempotencyMismatch      422
    ├── TooManyRequests          429
    ├── Moving                   503  read on, write later
    ├── Unavailable              503
    └── NotReady                 503  for those who operate the instance

The class docstring is the sentence that people read. `code` is greppable, unique, and never reused for another meaning.
Only the door translates a refusal to HTTP; `status` stands here so that there is one table, not two.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from chimein.rules.hindrances import Hindrance


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field: a stable code and a sentence for the person who typed it."""

    code: str
    detail: str


class Refusal(Hindrance):
    """The request was refused."""

    code = "refused"
    status = 400
    title = "Refused"

    def __init__(self, detail: str = "", *, retry_after: int | None = None) -> None:
        self.detail = detail or (type(self).__doc__ or "").strip()
        self.retry_after = retry_after
        self.errors: Mapping[str, FieldError] = {}
        super().__init__(self.detail)

    @property
    def sentence(self) -> str:
        """What is wrong in one go, for those who have no place beside each field."""
        return " ".join(error.detail for error in self.errors.values()) or self.detail


class Malformed(Refusal):
    """The request could not be read."""

    code, status, title = "malformed", 400, "Malformed request"


class TokenMissing(Refusal):
    """This needs the token that came with your comment."""

    code, status, title = "token-missing", 401, "Token missing"


class TokenWrong(Refusal):
    """This token does not open this comment."""

    code, status, title = "token-wrong", 403, "Token wrong"


class EditWindowOver(Refusal):
    """The time to change this comment is over."""

    code, status, title = "edit-window-over", 403, "Edit window over"


class OriginNotAllowed(Refusal):
    """This page's address is not one of the site's origins."""

    code, status, title = "origin-not-allowed", 403, "Origin not allowed"


class SignInFirst(Refusal):
    """Please sign in."""

    code, status, title = "sign-in-first", 401, "Sign in first"


class ApiTokenMissing(Refusal):
    """This needs an API token: send `Authorization: Bearer chimein_…`."""

    code, status, title = "api-token-missing", 401, "API token missing"


class ApiTokenWrong(Refusal):
    """This API token is not known, has been revoked, or is past its day."""

    code, status, title = "api-token-wrong", 401, "API token wrong"


class VisitOver(Refusal):
    """This visit from the desk is over. Open the page from the desk again."""

    code, status, title = "visit-over", 401, "Visit over"


class FormNotOurs(Refusal):
    """This form was not sent from the desk, or you have signed in anew since it was opened. Please send it again."""

    code, status, title = "form-not-ours", 403, "Form not ours"


class RoleTooSmall(Refusal):
    """Your role on this site does not allow that. Its admins can change it."""

    code, status, title = "role-too-small", 403, "Role too small"


class ProveAgain(Refusal):
    """For this, please give your passphrase or passkey once more."""

    code, status, title = "prove-again", 403, "Prove again"


class NotFound(Refusal):
    """There is nothing here."""

    code, status, title = "not-found", 404, "Not found"


class MethodNotAllowed(Refusal):
    """This address does not answer to that method."""

    code, status, title = "method-not-allowed", 405, "Method not allowed"


class TooSlow(Refusal):
    """The request took too long to arrive."""

    code, status, title = "too-slow", 408, "Too slow"


class ThreadClosed(Refusal):
    """This conversation is closed. You can still read it and link to it."""

    code, status, title = "thread-closed", 409, "Thread closed"


class ThreadLocked(Refusal):
    """This conversation is locked: nothing in it can be changed any more."""

    code, status, title = "thread-locked", 409, "Thread locked"


class LeadsElsewhere(Refusal):
    """This address leads to another conversation already. Merge the two instead."""

    code, status, title = "leads-elsewhere", 409, "Leads elsewhere"


class AlreadyGone(Refusal):
    """This comment was taken back by its writer."""

    code, status, title = "already-gone", 409, "Already gone"


class Outdated(Refusal):
    """Somebody else has decided this meanwhile; look at it again."""

    code, status, title = "outdated", 409, "Outdated"


class TooLateToUndo(Refusal):
    """This was decided more than 30 days ago and can no longer be taken back."""

    code, status, title = "too-late-to-undo", 409, "Too late to undo"


class LastOwner(Refusal):
    """This is the only owner of the instance. Make somebody else an owner first."""

    code, status, title = "last-owner", 409, "Last owner"


class LinkOver(Refusal):
    """This link was used, has expired, or was replaced by a newer one."""

    code, status, title = "link-over", 410, "Link over"


class TooLarge(Refusal):
    """The request is larger than this server accepts."""

    code, status, title = "too-large", 413, "Too large"


class UnsupportedMediaType(Refusal):
    """Send JSON (application/json)."""

    code, status, title = "unsupported-media-type", 415, "Unsupported media type"


class Invalid(Refusal):
    """Some fields need another look."""

    code, status, title = "invalid", 422, "Invalid"

    def __init__(self, errors: Mapping[str, FieldError], detail: str = "") -> None:
        super().__init__(detail)
        self.errors = dict(errors)


class IdempotencyMismatch(Refusal):
    """This idempotency key was used before with another content."""

    code, status, title = "idempotency-mismatch", 422, "Idempotency mismatch"


class TooManyRequests(Refusal):
    """That was a lot at once. Please wait a moment and try again."""

    code, status, title = "too-many-requests", 429, "Too many requests"


class Moving(Refusal):
    """The comments are moving to another database. Reading goes on; please post again in a few minutes."""

    code, status, title = "moving", 503, "Moving"

    def __init__(self, detail: str = "", *, retry_after: int = 60) -> None:
        super().__init__(detail, retry_after=retry_after)


class Unavailable(Refusal):
    """The service cannot do this right now. Nothing was stored; please try again."""

    code, status, title = "unavailable", 503, "Unavailable"

    def __init__(self, detail: str = "", *, retry_after: int = 5) -> None:
        super().__init__(detail, retry_after=retry_after)


class NotReady(Refusal):
    """This server should not be sent requests now; `errors` says why."""

    code, status, title = "not-ready", 503, "Not ready"

    def __init__(self, errors: Mapping[str, FieldError]) -> None:
        super().__init__(retry_after=5)
        self.errors = dict(errors)
