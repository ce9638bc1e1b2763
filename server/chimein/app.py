"""The application, put together: routes, problems, manners around them, and hot reads before it all."""

from collections.abc import Callable

from litestar import Litestar
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from litestar.types import ASGIApp

from chimein.rules.refusals import Refusal
from chimein.settings import is_postgres
from chimein.web.bounds import LARGEST_BODY
from chimein.web.cold import ColdReads
from chimein.web.direct_posts import DirectPosts
from chimein.web.embed import widget_files
from chimein.web.hot import HotReads
from chimein.web.limits import Limiter, Limits, NoLimits
from chimein.web.manners import Manners
from chimein.web.origins import CrossOrigin
from chimein.web.problems import crashed, http_failed, refused
from chimein.web.readiness import Readiness
from chimein.web.ready import MEGABYTE, ReadyAnswers
from chimein.web.routes import ROUTES
from chimein.web.shared_limits import SharedLimiter
from chimein.web.site_book import SiteBook
from chimein.web.traced import Traced
from chimein.web.wire_posts import WirePosts
from chimein.web.wire_reads import WireReads
from chimein.wiring import Instance


def create_app(
    instance: Instance,
    wake: Callable[[], None],
    readiness: Readiness | None = None,
    stir: Callable[[], None] | None = None,
) -> ASGIApp:
    """The ASGI application of an opened instance.

    `wake` tells the worker that something happened, `stir` that there are only words to be searched (without it, the
    same); `readiness` says whether work should be sent here.
    """
    sites = SiteBook(instance.store, instance.own_origins)
    carried = {
        "instance": instance,
        "wake": wake,
        "stir": stir or wake,
        "limits": _limits(instance),
        "sites": sites,
        "widget": widget_files(),
        "readiness": readiness or Readiness(instance),
    }
    framework = _framework(State(carried))
    application = DirectPosts(ColdReads(framework, instance), framework.state)
    origins = CrossOrigin(sites)
    manners = Manners(application, origins, instance.figures)
    mannerly: ASGIApp = manners
    if instance.settings.otel == "on":
        # What comes off the wire is a span too: all of it takes the way on which spans begin.
        mannerly = Traced(manners, instance.spans)
    else:
        manners.posts = WirePosts(framework.state, origins, instance.figures)
        manners.reads = WireReads(instance)
    if instance.settings.cache_mb == 0:
        return mannerly
    answers = ReadyAnswers(instance.clock, instance.settings.cache_mb * MEGABYTE)
    instance.store.news.listen(answers.drop)
    return HotReads(mannerly, answers, instance.figures, manners.posts)


def _framework(state: State) -> Litestar:
    return Litestar(
        route_handlers=ROUTES,
        exception_handlers={Refusal: refused, HTTPException: http_failed, Exception: crashed},
        state=state,
        request_max_body_size=LARGEST_BODY,
        openapi_config=None,
        logging_config=None,
    )


def _limits(instance: Instance) -> Limits:
    if instance.settings.limits == "off":
        return NoLimits()
    if is_postgres(instance.settings):
        return SharedLimiter(instance.store, instance.keys, instance.clock)
    return Limiter(instance.clock)
