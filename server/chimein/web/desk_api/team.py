"""Who works on a site, for programs: listed, given another role, sent away, and invited by a link.

As `access.team.gives` says, by a token nobody makes admins or owners. Accounts are not a program's business.
"""

from litestar import Response, get, patch, post
from litestar.params import FromPath

from chimein.access.desk import site_for
from chimein.access.team import Member as MemberFact
from chimein.access.team import members_for
from chimein.messages.desk_team import Invitation, Member, NewInvitation, NewRole, RoleChanged, Team
from chimein.render.times import iso
from chimein.store.calls import Transaction
from chimein.web.answers import Asked
from chimein.web.desk.team_deeds import give, invite
from chimein.web.desk_api.callers import caller, number, sent_by, told

TEAM = "/api/v1/admin/sites/{site:str}/team"
MEMBER = f"{TEAM}/{{account:str}}"


@get(TEAM, name="desk_team")
async def get_team(request: Asked, site: FromPath[str]) -> Response[bytes]:
    """Who works there."""
    calling = await caller(request)

    def found() -> Transaction[list[MemberFact]]:
        return (yield from members_for(calling.staff, (yield from site_for(calling.staff, site, "administer"))))

    return told(Team(members=[_member(one) for one in await calling.hand.instance.store.read(found())]))


@patch(MEMBER, name="desk_give_role")
async def patch_member(request: Asked, site: FromPath[str], account: FromPath[str]) -> Response[bytes]:
    """Another role for somebody who works there, or none."""
    calling, wish = await sent_by(request, NewRole)
    changed = await give(calling.hand, site, number(account, "account"), wish.role)
    return told(RoleChanged(changed=changed))


@post(f"{TEAM}/invitations", name="desk_invite", status_code=201)
async def post_invitation(request: Asked, site: FromPath[str]) -> Response[bytes]:
    """A link for somebody who is to work there."""
    calling, wish = await sent_by(request, NewInvitation)
    made = await invite(calling.hand, site, wish.role)
    link = f"{calling.hand.instance.public_url}/admin/link/{made.word}"
    return told(Invitation(link=link, role=wish.role, expires_at=iso(made.until)), 201)


def _member(one: MemberFact) -> Member:
    return Member(account=str(one.account.id), name=one.account.name, role=one.role, may_be_changed=one.may_be_changed)
