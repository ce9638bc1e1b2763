"""Filters of the queue by name: kept for whoever made them, as links above it."""

from urllib.parse import parse_qs, urlencode

from litestar import Response, post

from chimein.access.queue import sites_seen
from chimein.actions.keep_filter import drop_filter, keep_filter
from chimein.rules.queue import filter_of, query_of
from chimein.rules.refusals import Invalid
from chimein.rules.saved_filters import SavedFilter, clean_filter_name
from chimein.web.answers import Asked, instance_of
from chimein.web.desk.answers import DESK_HANDLERS, back_to
from chimein.web.desk.guard import form_at_work


@post("/admin/filters", name="desk_page_keep_filter", status_code=303, exception_handlers=DESK_HANDLERS)
async def post_filter(request: Asked) -> Response[bytes]:
    """The filter that the page showed gets a name; what is wrong with that is said above the same queue."""
    somebody, typed = await form_at_work(request, ("name", "filter"))
    store = instance_of(request).store
    sites = await store.read(sites_seen(somebody.staff))
    try:
        name = clean_filter_name(typed["name"])
        wanted = filter_of(parse_qs(typed["filter"]), {site.key: site.site_id for site in sites})
        query = query_of(wanted, {site.site_id: site.key for site in sites})
        await store.write(keep_filter(somebody.staff.account.id, SavedFilter(name, query)))
    except Invalid as refusal:
        problem = next(error.code for error in refusal.errors.values())
        return back_to(f"/admin?{typed['filter']}&{urlencode({'problem': problem})}")
    return back_to(f"/admin?{query}")


@post("/admin/filters/drop", name="desk_page_drop_filter", status_code=303, exception_handlers=DESK_HANDLERS)
async def post_drop(request: Asked) -> Response[bytes]:
    """It is kept no longer; the queue stays as it is."""
    somebody, typed = await form_at_work(request, ("name", "back"))
    await instance_of(request).store.write(drop_filter(somebody.staff.account.id, typed["name"]))
    return back_to(typed["back"])
