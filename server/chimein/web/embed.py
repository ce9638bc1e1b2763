"""The widget's files: a tiny entry at a stable address, everything it loads immutable."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from litestar import Response, get
from litestar.params import FromPath

from chimein.rules.refusals import NotFound
from chimein.web.answers import Asked, matches, not_modified
from chimein.web.compression import compressed, encoding_for

ENTRY_CACHE = "public, max-age=600, stale-while-revalidate=604800"
IMMUTABLE = "public, max-age=31536000, immutable"
_TYPES = {".js": "text/javascript", ".json": "application/json", ".css": "text/css"}
_OPEN = {"Access-Control-Allow-Origin": "*", "Timing-Allow-Origin": "*", "Vary": "Accept-Encoding"}


@dataclass(frozen=True, slots=True)
class WidgetFile:
    """One file of the bundle in every encoding, made once at the start."""

    media_type: str
    etag: str
    by_encoding: Mapping[str, bytes]


def widget_files() -> dict[str, WidgetFile]:
    """The built bundle by file name."""
    folder = widget_folder()
    return {path.name: _loaded(path) for path in sorted(folder.iterdir()) if path.suffix in _TYPES}


def widget_folder() -> Path:
    """The bundle inside the installed package, or in a checkout."""
    package = Path(__file__).resolve().parents[1]
    places = (package / "widget", package.parents[1] / "widget" / "dist")
    for place in places:
        if (place / "embed.js").is_file():
            return place
    raise FileNotFoundError("the widget's bundle is missing from this installation")


@get("/embed.js", name="embed")
async def get_entry(request: Asked) -> Response[bytes]:
    """The widget's entry."""
    return widget_answer(request, "embed.js", ENTRY_CACHE)


@get("/embed/{name:str}", name="embed_file")
async def get_file(request: Asked, name: FromPath[str]) -> Response[bytes]:
    """One of the widget's immutable files."""
    if name == "embed.js":
        raise NotFound
    return widget_answer(request, name, IMMUTABLE)


def widget_answer(request: Asked, name: str, cache: str) -> Response[bytes]:
    """A file of the bundle. Raises `NotFound`."""
    if name == "manifest.json":
        raise NotFound
    files: dict[str, WidgetFile] = request.app.state.widget
    file = files.get(name)
    if file is None:
        raise NotFound
    encoding = encoding_for(request.headers.get("accept-encoding", ""))
    encoding = encoding if encoding in file.by_encoding else ""
    etag = f'"{file.etag}{encoding}"'
    headers = {**_OPEN, "Cache-Control": cache, "ETag": etag}
    if matches(request, etag):
        return not_modified(headers)
    if encoding:
        headers["Content-Encoding"] = encoding
    return Response(file.by_encoding[encoding], media_type=file.media_type, headers=headers)


def _loaded(path: Path) -> WidgetFile:
    content = path.read_bytes()
    return WidgetFile(_TYPES[path.suffix], sha256(content).hexdigest()[:16], _encodings(content))


@cache
def _encodings(content: bytes) -> Mapping[str, bytes]:
    """Made once a process, however many applications it has: the smallest bytes take a quarter of a second."""
    encodings = {"": content}
    for accepted in ("br", "gzip"):
        smaller, encoding = compressed(content, accepted, "thorough")
        if encoding:
            encodings[encoding] = smaller
    return encodings
