"""The doors of the desk's pages, as one list. They are for people: the API's description does not tell of them."""

from litestar.types import ControllerRouterHandler

from chimein.web.desk import comment_page, deciding, queue

DESK_ROUTES: list[ControllerRouterHandler] = [
    queue.get_queue,
    comment_page.get_comment_page,
    comment_page.post_reply,
    comment_page.post_edit,
    comment_page.post_tending,
    deciding.post_decision,
    deciding.post_undo,
]
