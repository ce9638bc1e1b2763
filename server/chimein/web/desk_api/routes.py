"""The doors of the desk for programs, as one list."""

from litestar.types import ControllerRouterHandler

from chimein.web.desk_api import deciding, queue, sites

DESK_API_ROUTES: list[ControllerRouterHandler] = [
    sites.get_me,
    sites.get_sites,
    sites.post_site,
    sites.get_site,
    sites.patch_site,
    queue.get_queue,
    queue.get_comment,
    queue.patch_comment,
    queue.post_tending,
    queue.post_decision_on_all,
    deciding.post_decision,
    deciding.post_reply,
    deciding.get_acts,
    deciding.post_undo,
]
