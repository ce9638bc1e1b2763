"""For those who operate the instance: is it alive, is it ready."""

from litestar import Response, get

from chimein.rules.refusals import Unavailable
from chimein.store.calls import call
from chimein.web.answers import JSON, NO_STORE, Asked, instance_of


@get("/healthz", name="healthz")
async def healthz() -> Response[bytes]:
    """The process is alive."""
    return Response(b'{"status":"ok"}', media_type=JSON, headers=NO_STORE)


@get("/readyz", name="readyz")
async def readyz(request: Asked) -> Response[bytes]:
    """The process can answer: it is not stopping, and the database is there."""
    if request.app.state.is_stopping():
        raise Unavailable("This server is stopping.", retry_after=5)
    await instance_of(request).store.read(call("instance"))
    return Response(b'{"status":"ready"}', media_type=JSON, headers=NO_STORE)
