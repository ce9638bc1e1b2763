"""Pictures of personas. They are kept bytes or drawn ones: no reader's request ever makes us ask anybody."""

from hashlib import sha256

from litestar import Response, get
from litestar.params import FromPath

from chimein.render.avatar import generated_avatar, neutral_avatar
from chimein.rules.refusals import NotFound
from chimein.store.reads.avatars import StoredAvatar, avatar_by_id
from chimein.web.answers import Asked, instance_of, matches, not_modified

SMALL, LARGE = "80", "160"
SVG = "image/svg+xml"
IMMUTABLE = "public, max-age=31536000, immutable"
FOR_A_MINUTE = "public, max-age=60"
SAFETY = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Access-Control-Allow-Origin": "*",
}


@get("/avatar/{avatar_id:str}/{size:str}", name="avatar")
async def get_avatar(request: Asked, avatar_id: FromPath[str], size: FromPath[str]) -> Response[bytes]:
    """A persona's picture; whoever has none gets one that is drawn."""
    if size not in (SMALL, LARGE):
        raise NotFound("Pictures come in the sizes 80 and 160.")
    found = await instance_of(request).store.read(avatar_by_id(avatar_id))
    if found is None:
        return _unknown()
    content, media_type = _picture(found, avatar_id, size)
    etag = f'"{sha256(content).hexdigest()[:32]}"'
    headers = {**SAFETY, "Cache-Control": _cache(request, found.version), "ETag": etag}
    if matches(request, etag):
        return not_modified(headers)
    return Response(content, media_type=media_type, headers=headers)


def _unknown() -> Response[bytes]:
    headers = {**SAFETY, "Cache-Control": FOR_A_MINUTE}
    return Response(neutral_avatar(), status_code=404, media_type=SVG, headers=headers)


def _picture(found: StoredAvatar, avatar_id: str, size: str) -> tuple[bytes, str]:
    kept = found.small if size == SMALL else found.large
    if kept is None or found.content_type is None:
        return generated_avatar(avatar_id), SVG
    return kept, found.content_type


def _cache(request: Asked, version: int) -> str:
    # A picture's address changes with the picture, so only the address of now may be kept for good.
    return IMMUTABLE if request.query_params.getall("v", []) == [str(version)] else FOR_A_MINUTE
