"""A site's team, programs' tokens and a page's diagnosis, as programs at the desk read and change them."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from chimein.messages.desk import RoleName


class Member(Struct, frozen=True, kw_only=True):
    """Somebody who works on a site."""

    account: str
    name: str
    role: RoleName
    may_be_changed: Annotated[bool, Meta(description="Whether this token may give them another role, or none.")]


class Team(Struct, frozen=True, kw_only=True):
    """Who works on a site, by name."""

    members: list[Member]


class NewRole(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a member is to be from now on."""

    role: Annotated[RoleName | None, Meta(description="None: they work there no longer.")]


class RoleChanged(Struct, frozen=True, kw_only=True):
    """Whether it was something else before."""

    changed: bool


class NewInvitation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody is to be who is not there yet."""

    role: RoleName


class Invitation(Struct, frozen=True, kw_only=True):
    """A link that makes its first visitor a member; it is told this once."""

    link: str
    role: RoleName
    expires_at: str


class TokenLine(Struct, frozen=True, kw_only=True):
    """A token without the word that it is."""

    token: str
    name: str
    account: Annotated[str, Meta(description="The name of the account that it belongs to.")]
    scopes: list[Literal["see", "moderate", "administer"]]
    site: Annotated[str | None, Meta(description="None: wherever its account may, or on a site not seen from here.")]
    created_at: str
    expires_at: str | None
    used_at: str | None
    revoked_at: str | None


class Tokens(Struct, frozen=True, kw_only=True):
    """The account's tokens; for who owns the instance, everybody's."""

    tokens: list[TokenLine]


class TokenEnded(Struct, frozen=True, kw_only=True):
    """Whether it was still one."""

    revoked: bool


class PageToSee(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A page of the site, by its address."""

    url: Annotated[str, Meta(max_length=2048)]


class DeskFinding(Struct, frozen=True, kw_only=True):
    """Something about a page, and what to do."""

    code: str
    severity: Annotated[Literal["broken", "warning", "note"], Meta(description="broken: nobody can comment there.")]
    what: str
    remedy: str
    line: Annotated[str | None, Meta(description="Exactly what to write, where there is such a thing.")]


class Diagnosis(Struct, frozen=True, kw_only=True):
    """What was found on a page, the worst first."""

    url: Annotated[str, Meta(description="After redirects.")]
    is_broken: bool
    leads_to: Annotated[str | None, Meta(description="The page or id whose conversation is shown there.")]
    findings: list[DeskFinding]
