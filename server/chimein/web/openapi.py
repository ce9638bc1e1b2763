"""The API described in OpenAPI 3.1, made of the table of operations and the very structs that are sent."""

from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from typing import Any

import msgspec
from litestar import Response, get

from chimein import __version__
from chimein.messages.comments import (
    CommentView,
    Counts,
    EditComment,
    Edited,
    PostComment,
    Posted,
    Preview,
    PreviewText,
    PublicComment,
    WriterComment,
)
from chimein.messages.problems import Problem
from chimein.messages.threads import RepliesAnswer, ThreadAnswer
from chimein.web.answers import JSON, Asked, matches, not_modified
from chimein.web.openapi_desk import MESSAGES as DESK_MESSAGES
from chimein.web.openapi_doors import Answer, Operation
from chimein.web.openapi_in_place import IN_PLACE_MESSAGES
from chimein.web.openapi_table import OPERATIONS
from chimein.web.openapi_words import COMPONENTS, HEADERS, PARAMETERS, TREE

Json = dict[str, Any]
SCHEME, TOKEN_SCHEME, VISIT_SCHEME = "editToken", "apiToken", "visitToken"
_OF_THE_DESK = {"token": TOKEN_SCHEME, "visit": VISIT_SCHEME}
_MESSAGES = (
    PostComment,
    EditComment,
    PreviewText,
    Posted,
    Edited,
    Preview,
    CommentView,
    ThreadAnswer,
    RepliesAnswer,
    Counts,
    PublicComment,
    WriterComment,
    Problem,
    *DESK_MESSAGES,
    *IN_PLACE_MESSAGES,
)


@get("/schema/openapi.json", name="openapi")
async def get_openapi(request: Asked) -> Response[bytes]:
    """The document."""
    content, etag = _encoded()
    headers = {"ETag": etag, "Cache-Control": "public, max-age=0, must-revalidate", "Access-Control-Allow-Origin": "*"}
    if matches(request, etag):
        return not_modified(headers)
    return Response(content, media_type=JSON, headers=headers)


@cache
def document() -> Json:
    """The whole description as JSON's types."""
    paths: dict[str, Json] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method] = _operation(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Chime In",
            "version": __version__,
            "description": (
                "Comments for any website. Every GET also answers HEAD; OPTIONS answers 204. Errors are RFC 9457 "
                "problem details with a stable `code`."
            ),
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "paths": paths,
        "components": {
            "schemas": schemas(),
            "securitySchemes": {
                SCHEME: {"type": "http", "scheme": "bearer", "description": "From the 201."},
                TOKEN_SCHEME: {"type": "http", "scheme": "bearer", "description": "From the desk: chimein_…"},
                VISIT_SCHEME: {"type": "http", "scheme": "bearer", "description": "For a ticket of the desk's."},
            },
        },
    }


@cache
def schemas() -> Json:
    """The components, as msgspec derives them from the structs; what is raw JSON there is a tree.

    Of a comment's two bodies an answer has those that were asked for, which defaults would say, were there any.
    """
    _, found = msgspec.json.schema_components(_MESSAGES, ref_template="#/components/schemas/{name}")
    tree = {"$ref": "#/components/schemas/Tree"}
    comment = found["CommentView"]
    comment["properties"]["body"] = {"anyOf": [tree, {"type": "null"}]}
    comment["required"] = [name for name in comment["required"] if name not in ("body", "html")]
    found["Preview"]["properties"]["body"] = tree
    return dict(sorted({**found, **COMPONENTS, **TREE}.items()))


@cache
def _encoded() -> tuple[bytes, str]:
    content = msgspec.json.format(msgspec.json.encode(document()), indent=1)
    return content, f'"{sha256(content).hexdigest()[:16]}"'


def _operation(operation: Operation) -> Json:
    made: Json = {
        "operationId": operation.name,
        "summary": operation.says,
        "parameters": [*_path_parameters(operation), *_parameters(operation)],
        "responses": {str(answer.status): _answer(answer) for answer in sorted(operation.answers, key=_status)},
    }
    if operation.takes is not None:
        media, schema = operation.takes
        made["requestBody"] = {"required": True, "content": {media: {"schema": _ref(schema)}}}
    if operation.proof in _OF_THE_DESK:
        made["security"] = [{_OF_THE_DESK[operation.proof]: []}]
    elif operation.proof:
        proven: list[Json] = [{SCHEME: []}]
        made["security"] = proven if operation.proof == "required" else [*proven, {}]
    return made


def _status(answer: Answer) -> int:
    return answer.status


def _path_parameters(operation: Operation) -> Iterable[Json]:
    names = [part[1:-1] for part in operation.path.split("/") if part.startswith("{")]
    return [{"name": name, "in": "path", "required": True, **PARAMETERS[name]} for name in names]


def _parameters(operation: Operation) -> Iterable[Json]:
    for name in operation.query:
        bare = name.removesuffix("!")
        shape = PARAMETERS[bare]
        yield {
            "name": bare.removesuffix("[]").removeprefix("queue:"),
            "in": "query",
            "required": name.endswith("!"),
            **shape,
        }
    for name in operation.headers:
        yield {"name": name, "in": "header", "required": False, **PARAMETERS[name]}


def _answer(answer: Answer) -> Json:
    made: Json = {"description": answer.says}
    if answer.media:
        made["content"] = {media: {"schema": _body(media, answer)} for media in answer.media}
    if answer.headers:
        made["headers"] = {
            name: {"description": HEADERS[name], "required": True, "schema": {"type": "string"}}
            for name in answer.headers
        }
    return made


def _body(media: str, answer: Answer) -> Json:
    if not media.endswith("json") or not answer.schemas:
        return {"type": "string"}
    refs = [_ref(name) for name in answer.schemas]
    return refs[0] if len(refs) == 1 else {"oneOf": refs}


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}
