"""The doors of the desk for programs that are about a site's team, its pages, and what belongs to no single site."""

from collections.abc import Sequence
from dataclasses import replace

from chimein.messages import desk_team
from chimein.web.openapi_desk_doors import ADMIN, asks, does, gives
from chimein.web.openapi_doors import Operation

_TEAM = f"{ADMIN}/sites/{{site}}/team"
_MEMBER = f"{_TEAM}/{{account}}"
DESK_INSTANCE_MESSAGES = (
    desk_team.Team,
    desk_team.NewRole,
    desk_team.RoleChanged,
    desk_team.NewInvitation,
    desk_team.Invitation,
    desk_team.Tokens,
    desk_team.TokenEnded,
    desk_team.PageToSee,
    desk_team.Diagnosis,
)
DESK_INSTANCE_DOORS: Sequence[Operation] = (
    asks(_TEAM, "desk_team", "Who works on the site.", gives("Team", "Its members."), 403, 404),
    does(
        f"patch {_MEMBER}",
        "desk_give_role",
        "Another role for a member, or none. By a token, moderator and reader alone are given and taken.",
        gives("RoleChanged", "It is so."),
        404,
        takes="NewRole",
    ),
    does(
        f"post {_TEAM}/invitations",
        "desk_invite",
        "A link for somebody who is to work there; it works once, within a week.",
        gives("Invitation", "The link.", status=201),
        404,
        takes="NewInvitation",
    ),
    does(
        f"post {ADMIN}/sites/{{site}}/doctor",
        "desk_examine",
        "A page of the site is fetched, and what keeps comments from working there is told.",
        gives("Diagnosis", "What was found."),
        404,
        takes="PageToSee",
    ),
    asks(
        f"{ADMIN}/numbers", "desk_all_numbers", "The last 60 days of all sites.", gives("DeskNumbers", "The numbers.")
    ),
    asks(
        f"{ADMIN}/audit",
        "desk_instance_audit",
        "What was done to the instance and its accounts, for who owns it; the newest first.",
        gives("Audit", "A page of it."),
        403,
        404,
        query=("cursor",),
    ),
    asks(f"{ADMIN}/tokens", "desk_list_tokens", "What tokens there are.", gives("Tokens", "The tokens."), 403),
    replace(
        asks(
            f"{ADMIN}/tokens/{{token}}",
            "desk_end_token",
            "A token opens nothing any more. New ones are made by people alone.",
            gives("TokenEnded", "It is over."),
            404,
        ),
        method="delete",
    ),
)
