"""What all doors of the desk for programs have in common, in the words of the table of operations."""

from chimein.web.openapi_doors import JSON, Answer, Operation, ok, problems

ADMIN = "/api/v1/admin"
_SAYS = {
    401: "No API token, or one that is not known, was revoked, or is past its day.",
    403: "The token's scopes or its account's role do not allow that.",
    404: "There is nothing here for this token.",
    409: "It is no longer so: `code` says what is.",
    429: "This token asked too often.",
}


def asks(path: str, name: str, says: str, told: Answer, *statuses: int, query: tuple[str, ...] = ()) -> Operation:
    """Something that is read."""
    return Operation("get", path, name, says, (told, *_refusals(*statuses)), query=query, proof="token")


def does(door: str, name: str, says: str, told: Answer, *statuses: int, takes: str = "") -> Operation:
    """Something that is done: `door` is the method and the path, `takes` the message."""
    method, _, path = door.partition(" ")
    body = (JSON, takes) if takes else None
    shape = (415, 422) if takes else ()
    return Operation(method, path, name, says, (told, *_refusals(403, *shape, *statuses)), takes=body, proof="token")


def _refusals(*statuses: int) -> tuple[Answer, ...]:
    return tuple(
        Answer(each.status, _SAYS.get(each.status, each.says), each.media, each.schemas, each.headers)
        for each in problems(401, 429, *statuses)
    )


def gives(schema: str, says: str, *headers: str, status: int = 200) -> Answer:
    """What a program is told where it was let in."""
    return ok(schema, says, "Cache-Control", *headers, status=status)
