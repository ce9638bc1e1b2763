"""What the widget asks for a moderator who came from the desk: the doors, and what is answered with which status."""

from collections.abc import Sequence

from chimein.messages import in_place
from chimein.web.openapi_desk_doors import gives
from chimein.web.openapi_doors import JSON, Answer, Operation, problems

_DOOR = "/api/v1/sites/{site}/desk"
_SAYS = {
    401: "No ticket or token of a visit, or one that is used, over, or of a session that has ended.",
    403: "Not from the origin that is visited, or the role does not allow it any more.",
    404: "There is nothing here for this account.",
    409: "It is no longer so: `code` says what is.",
}
IN_PLACE_MESSAGES = (
    in_place.Ticket,
    in_place.VisitBegun,
    in_place.HeldOnPage,
    in_place.DecisionInPlace,
    in_place.UndoInPlace,
)


def _refusals(*statuses: int) -> tuple[Answer, ...]:
    return tuple(
        Answer(each.status, _SAYS.get(each.status, each.says), each.media, each.schemas)
        for each in problems(401, 403, 404, 422, *statuses)
    )


IN_PLACE: Sequence[Operation] = (
    Operation(
        "post",
        _DOOR,
        "desk_visit",
        "A ticket from the desk is exchanged, once, for what a moderator decides with on a page of the site.",
        (gives("VisitBegun", "The visit has begun.", status=201), *_refusals(415)),
        takes=(JSON, "Ticket"),
    ),
    Operation(
        "get",
        f"{_DOOR}/thread",
        "desk_visit_thread",
        "What is held in the conversation of a page.",
        (gives("HeldOnPage", "The comments."), *_refusals()),
        query=("url!", "thread"),
        proof="visit",
    ),
    Operation(
        "post",
        f"{_DOOR}/decide",
        "desk_visit_decide",
        "A comment gets a state, from its page.",
        (gives("Decided", "What changed, and the act by which it is taken back."), *_refusals(409, 415)),
        takes=(JSON, "DecisionInPlace"),
        proof="visit",
    ),
    Operation(
        "post",
        f"{_DOOR}/undo",
        "desk_visit_undo",
        "A decision is taken back, but for what somebody else has changed since.",
        (gives("TakenBack", "How much of it."), *_refusals(409, 415)),
        takes=(JSON, "UndoInPlace"),
        proof="visit",
    ),
)
