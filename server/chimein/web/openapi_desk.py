"""The desk's doors for programs: what may be asked with a token, and what is answered with which status."""

from collections.abc import Sequence

from chimein.messages import desk, desk_comments
from chimein.web.openapi_desk_doors import ADMIN, asks, does, gives
from chimein.web.openapi_desk_instance import DESK_INSTANCE_DOORS, DESK_INSTANCE_MESSAGES
from chimein.web.openapi_desk_sites import DESK_SITE_DOORS, DESK_SITE_MESSAGES
from chimein.web.openapi_doors import Operation

_SITE = f"{ADMIN}/sites/{{site}}"
_COMMENT = f"{ADMIN}/comments/{{comment}}"
_QUEUE = (
    "state",
    "site[]",
    "queue:thread",
    "person",
    "words",
    "reason",
    "since",
    "until",
    "order",
    "cursor",
)
MESSAGES = (
    desk.Me,
    desk.DeskSite,
    desk.DeskSites,
    desk.NewSite,
    desk.SiteChanges,
    desk.Decision,
    desk.Decided,
    desk.TakenBack,
    desk.DeskActs,
    desk.ReplyWords,
    desk.Replied,
    desk_comments.Queue,
    desk_comments.CommentInContext,
    desk_comments.Rewording,
    desk_comments.Tending,
    desk_comments.DecisionOnAll,
    desk_comments.DecidedOnAll,
    *DESK_SITE_MESSAGES,
    *DESK_INSTANCE_MESSAGES,
)

DESK_API: Sequence[Operation] = (
    *DESK_SITE_DOORS,
    *DESK_INSTANCE_DOORS,
    asks(f"{ADMIN}/me", "desk_me", "Whose token this is, and what it may.", gives("Me", "That.")),
    asks(f"{ADMIN}/sites", "desk_sites", "The sites that the token opens.", gives("DeskSites", "The sites.")),
    does(
        f"post {ADMIN}/sites",
        "desk_add_site",
        "A new site, by who owns the instance.",
        gives("DeskSite", "It is there.", "Location", status=201),
        takes="NewSite",
    ),
    asks(_SITE, "desk_site", "One site with its settings.", gives("DeskSite", "The site."), 404),
    does(
        f"patch {_SITE}",
        "desk_change_site",
        "Other settings, other origins, or another name; under `acts` it can be taken back.",
        gives("DeskSite", "The site as it is now."),
        404,
        takes="SiteChanges",
    ),
    asks(
        f"{ADMIN}/queue",
        "desk_queue",
        "Comments by state and whatever else, fifty a page; who waits longest comes first.",
        gives("Queue", "The page, and how many there are in each state."),
        422,
        query=_QUEUE,
    ),
    asks(_COMMENT, "desk_comment", "A comment in its context.", gives("CommentInContext", "The comment."), 404),
    does(
        f"patch {_COMMENT}",
        "desk_reword",
        "Other words; those of before are kept.",
        gives("Decided", "What changed."),
        404,
        409,
        takes="Rewording",
    ),
    does(
        f"post {_COMMENT}/tending",
        "desk_tend",
        "Pin a comment, or trust its writer; or no longer.",
        gives("Decided", "What changed."),
        404,
        takes="Tending",
    ),
    does(
        f"post {ADMIN}/decisions/all",
        "desk_decide_all",
        "Everything that a filter means gets a state, an act for each site, as far as a request comes.",
        gives("DecidedOnAll", "What changed, the acts by which it is taken back, and where to go on."),
        takes="DecisionOnAll",
    ),
    does(
        f"post {ADMIN}/decisions",
        "desk_decide",
        "Up to 500 comments get a state, or none.",
        gives("Decided", "What changed, and the acts by which it is taken back."),
        404,
        409,
        takes="Decision",
    ),
    does(
        f"post {_COMMENT}/replies",
        "desk_reply",
        "The site answers a comment; a held one is approved.",
        gives("Replied", "It is published.", "Location", status=201),
        404,
        409,
        takes="ReplyWords",
    ),
    asks(
        f"{_SITE}/acts",
        "desk_acts",
        "Decisions, the newest first.",
        gives("DeskActs", "A page of them."),
        404,
        422,
        query=("cursor",),
    ),
    does(
        f"post {_SITE}/acts/{{act}}/undo",
        "desk_undo",
        "A decision is taken back, but for what somebody else has changed since.",
        gives("TakenBack", "How much of it."),
        404,
    ),
)
