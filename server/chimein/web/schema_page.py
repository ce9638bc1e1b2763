"""The API's description as a page that can be read, without anybody else's script."""

import json

from litestar import Response, get

from chimein.render.page import schema_page
from chimein.web.answers import Asked
from chimein.web.openapi import document
from chimein.web.page_answers import html_answer, words_of


@get("/schema", name="schema")
async def get_schema_page(request: Asked) -> Response[bytes]:
    """The page."""
    described = document()
    schemas = {
        name: json.dumps(schema, indent=2, ensure_ascii=False)
        for name, schema in described["components"]["schemas"].items()
    }
    return html_answer(request, schema_page(words_of(request), described, schemas))
