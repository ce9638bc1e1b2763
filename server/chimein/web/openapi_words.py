"""What parameters, headers and hand-written schemas of the API's description mean, once for all operations."""

from typing import Any

from chimein.rules.queue import STATES

Json = dict[str, Any]


def _parameter(description: str, **schema: Any) -> Json:  # noqa: ANN401 - a JSON schema
    return {"description": description, "schema": {"type": "string", **schema}}


PARAMETERS: dict[str, Json] = {
    "site": _parameter("The site's public key."),
    "comment": _parameter("The comment's public id."),
    "thread": _parameter("The thread's public id in a path; in a query the owner's own id, which wins over the URL."),
    "ban": _parameter("The ban's number."),
    "account": _parameter("The account's number."),
    "act": _parameter("The decision, as its answer named it."),
    "state": _parameter("Which queue; without it, held.", enum=list(STATES)),
    "site[]": {
        "description": "Sites' keys; without any, all that the token opens.",
        "schema": {"type": "array", "items": {"type": "string"}},
    },
    "queue:thread": _parameter("A thread's public id."),
    "person": _parameter("A person's number, on the one site that is named then."),
    "words": _parameter("To be found in texts and names."),
    "reason": _parameter("One of the verdict's reasons."),
    "since": _parameter("The first day (2026-11-23, UTC)."),
    "until": _parameter("The last day."),
    "cursor": _parameter("Where the page begins, from `next` or `previous` of another."),
    "avatar_id": _parameter("A picture's id, from a comment's `avatar`."),
    "size": _parameter("Width in pixels.", enum=["80", "160"]),
    "name": _parameter("The file's name."),
    "url": _parameter("The page's address."),
    "url[]": {
        "description": "Pages' addresses.",
        "schema": {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 100},
    },
    "page": _parameter("A number from 1, or last; above the last page, the last.", pattern="^([1-9][0-9]{0,8}|last)$"),
    "order": _parameter("Which roots come first; without it, as the site wishes.", enum=["oldest", "newest"]),
    "around": _parameter("The page on which this comment stands: our id, or a former system's fragment."),
    "body": _parameter("In which form comments' bodies are sent; without it, both.", enum=["tree", "html"]),
    "min_version": _parameter("The oldest version of the thread that the reader can use.", pattern="^[0-9]{1,15}$"),
    "root": _parameter("The root of the branch."),
    "after": _parameter("The comment after which the window begins."),
    "reply": _parameter("The comment to answer by the form."),
    "token": _parameter("What opens this address; in a path, the number of a program's token."),
    "v": _parameter("The picture's version: with the current one the answer is immutable."),
    "If-None-Match": _parameter("ETags that the reader has."),
    "Idempotency-Key": _parameter("The client's name for this try: the same again is answered the same.", minLength=16),
}

HEADERS = {
    "ETag": "Names these bytes.",
    "Cache-Control": "How long the answer may be kept.",
    "Content-Security-Policy": "The page runs no script and loads nothing from elsewhere.",
    "Location": "Where it is.",
    "Retry-After": "Seconds to wait.",
}

_TAGS = ["p", "a", "em", "strong", "del", "code", "pre", "blockquote", "ul", "ol", "li", "br"]

TREE: dict[str, Json] = {
    "Tree": {
        "title": "Tree",
        "description": "A comment's body as nodes.",
        "type": "array",
        "items": {"$ref": "#/components/schemas/Node"},
    },
    "Node": {
        "title": "Node",
        "description": "Text, or [tag, {attributes}?, ...nodes]; attributes: href on a, start on ol.",
        "anyOf": [
            {"type": "string"},
            {
                "type": "array",
                "minItems": 1,
                "prefixItems": [
                    {"enum": _TAGS},
                    {
                        "anyOf": [
                            {"$ref": "#/components/schemas/Node"},
                            {
                                "type": "object",
                                "properties": {"href": {"type": "string"}, "start": {"type": "integer"}},
                                "additionalProperties": False,
                            },
                        ]
                    },
                ],
                "items": {"$ref": "#/components/schemas/Node"},
            },
        ],
    },
}


def _form(description: str, needed: list[str], *others: str) -> Json:
    return {
        "description": description,
        "type": "object",
        "properties": {name: {"type": "string"} for name in (*needed, *others)},
        "required": needed,
    }


COMPONENTS: dict[str, Json] = {
    "Health": {
        "type": "object",
        "properties": {"status": {"enum": ["ok", "ready"]}},
        "required": ["status"],
    },
    "OpenApi": {"type": "object", "description": "An OpenAPI 3.1 document.", "required": ["openapi", "info", "paths"]},
    "CommentForm": _form(
        "The page's form; `action` is post or preview, `homepage` stays empty.",
        ["text", "name", "email"],
        "website",
        "parent",
        "idempotency_key",
        "homepage",
        "action",
    ),
    "EditForm": _form(
        "The writer's form; `action` is save, preview, withdraw or withdraw-now.",
        ["comment", "token"],
        "text",
        "name",
        "website",
        "action",
    ),
}
