"""The desk's doors for programs: what may be asked with a token, and what is answered with which status."""

from collections.abc import Sequence

from chimein.messages import desk, desk_comments
from chimein.web.openapi_doors import JSON, Answer, Operation, ok, problems

_ADMIN = "/api/v1/admin"
_SITE = f"{_ADMIN}/sites/{{site}}"
_COMMENT = f"{_ADMIN}/comments/{{comment}}"
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
)
_SAYS = {
    401: "No API token, or one that is not known, was revoked, or is past its day.",
    403: "The token's scopes or its account's role do not allow that.",
    404: "There is nothing here for this token.",
    409: "It is no longer so: `code` says what is.",
}


def _asks(path: str, name: str, says: str, gives: Answer, *statuses: int, query: tuple[str, ...] = ()) -> Operation:
    return Operation("get", path, name, says, (gives, *_refusals(*statuses)), query=query, proof="token")


def _does(door: str, name: str, says: str, gives: Answer, *statuses: int, takes: str = "") -> Operation:
    method, _, path = door.partition(" ")
    body = (JSON, takes) if takes else None
    shape = (415, 422) if takes else ()
    return Operation(method, path, name, says, (gives, *_refusals(403, *shape, *statuses)), takes=body, proof="token")


def _refusals(*statuses: int) -> tuple[Answer, ...]:
    return tuple(
        Answer(each.status, _SAYS.get(each.status, each.says), each.media, each.schemas, each.headers)
        for each in problems(401, *statuses)
    )


def _told(schema: str, says: str, *headers: str, status: int = 200) -> Answer:
    return ok(schema, says, "Cache-Control", *headers, status=status)


DESK_API: Sequence[Operation] = (
    _asks(f"{_ADMIN}/me", "desk_me", "Whose token this is, and what it may.", _told("Me", "That.")),
    _asks(f"{_ADMIN}/sites", "desk_sites", "The sites that the token opens.", _told("DeskSites", "The sites.")),
    _does(
        f"post {_ADMIN}/sites",
        "desk_add_site",
        "A new site, by who owns the instance.",
        _told("DeskSite", "It is there.", "Location", status=201),
        takes="NewSite",
    ),
    _asks(_SITE, "desk_site", "One site with its settings.", _told("DeskSite", "The site."), 404),
    _does(
        f"patch {_SITE}",
        "desk_change_site",
        "Other settings, or other origins.",
        _told("DeskSite", "The site as it is now."),
        404,
        takes="SiteChanges",
    ),
    _asks(
        f"{_ADMIN}/queue",
        "desk_queue",
        "Comments by state and whatever else, fifty a page; who waits longest comes first.",
        _told("Queue", "The page, and how many there are in each state."),
        422,
        query=_QUEUE,
    ),
    _asks(_COMMENT, "desk_comment", "A comment in its context.", _told("CommentInContext", "The comment."), 404),
    _does(
        f"patch {_COMMENT}",
        "desk_reword",
        "Other words; those of before are kept.",
        _told("Decided", "What changed."),
        404,
        409,
        takes="Rewording",
    ),
    _does(
        f"post {_COMMENT}/tending",
        "desk_tend",
        "Pin a comment, or trust its writer; or no longer.",
        _told("Decided", "What changed."),
        404,
        takes="Tending",
    ),
    _does(
        f"post {_ADMIN}/decisions/all",
        "desk_decide_all",
        "Everything that a filter means gets a state, an act for each site.",
        _told("Decided", "What changed, and the acts by which it is taken back."),
        takes="DecisionOnAll",
    ),
    _does(
        f"post {_ADMIN}/decisions",
        "desk_decide",
        "Up to 500 comments get a state, or none.",
        _told("Decided", "What changed, and the acts by which it is taken back."),
        404,
        409,
        takes="Decision",
    ),
    _does(
        f"post {_COMMENT}/replies",
        "desk_reply",
        "The site answers a comment; a held one is approved.",
        _told("Replied", "It is published.", "Location", status=201),
        404,
        takes="ReplyWords",
    ),
    _asks(
        f"{_SITE}/acts",
        "desk_acts",
        "Decisions, the newest first.",
        _told("DeskActs", "A page of them."),
        404,
        422,
        query=("cursor",),
    ),
    _does(
        f"post {_SITE}/acts/{{act}}/undo",
        "desk_undo",
        "A decision is taken back, but for what somebody else has changed since.",
        _told("TakenBack", "How much of it."),
        404,
    ),
)
