"""For those who operate the instance: is it alive, is it ready."""

from litestar import Response, get

from chimein.web.answers import JSON, NO_STORE, Asked
from chimein.web.readiness import Readiness


@get("/healthz", name="healthz")
async def healthz() -> Response[bytes]:
    """The process is alive."""
    return Response(b'{"status":"ok"}', media_type=JSON, headers=NO_STORE)


@get("/readyz", name="readyz")
async def readyz(request: Asked) -> Response[bytes]:
    """The process should be sent requests: it reads and commits, its worker works, and it is not stopping."""
    readiness: Readiness = request.app.state.readiness
    await readiness.check()
    return Response(b'{"status":"ready"}', media_type=JSON, headers=NO_STORE)
