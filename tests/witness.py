"""A client that compares every answer with what the API's description says of it."""

from copy import deepcopy
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator

from chimein.web.openapi import document

Seen = set[tuple[str, str, int]]
"""Which (method, path, status) were met."""


class Witness:
    """A client that believes nothing: each answer is compared with the description."""

    def __init__(self, base_url: str, seen: Seen) -> None:
        self._http = httpx.Client(base_url=base_url, timeout=30)
        self._described = document()
        self._schemas = _closed(self._described["components"]["schemas"])
        self._seen = seen

    def close(self) -> None:
        """Let the connection go."""
        self._http.close()

    def ask(self, method: str, path: str, status: int, **request: Any) -> httpx.Response:
        """Send a request to a documented path (`in_path` fills it in) and expect this status, as it is described."""
        answer = self._sent(method, path, request)
        assert answer.status_code == status, answer.text
        return answer

    def insist(self, method: str, path: str, **request: Any) -> None:
        """Send the same until it is too much."""
        for _ in range(200):
            if self._sent(method, path, dict(request)).status_code == 429:
                return
        pytest.fail(f"{method} {path} is not limited")

    def _sent(self, method: str, path: str, request: dict[str, Any]) -> httpx.Response:
        filled = path.format(**{"site": "blog", **request.pop("in_path", {})})
        answer = self._http.request(method, filled, **request)
        self._compare(method, path, answer)
        self._seen.add((method, path, answer.status_code))
        return answer

    def _compare(self, method: str, path: str, answer: httpx.Response) -> None:
        responses = self._described["paths"][path][method]["responses"]
        assert str(answer.status_code) in responses, f"{method} {path} answers {answer.status_code}: not documented"
        described = responses[str(answer.status_code)]
        for header in described.get("headers", {}):
            assert header in answer.headers, f"{method} {path} {answer.status_code} lacks {header}"
        content = described.get("content")
        if not content:
            assert answer.content == b""
            return
        media = answer.headers["content-type"].partition(";")[0]
        assert media in content, f"{method} {path} {answer.status_code} answers {media}"
        if media.endswith("json"):
            schema = {**content[media]["schema"], "components": {"schemas": self._schemas}}
            Draft202012Validator(schema).validate(answer.json())


def _closed(schemas: dict[str, Any]) -> dict[str, Any]:
    """The same schemas, but a property that is not described is an error."""
    closed = deepcopy(schemas)
    for name, schema in closed.items():
        if "properties" in schema and name != "OpenApi":
            schema.setdefault("additionalProperties", False)
    return closed
