"""The map of the house's doors, as one list."""

from litestar.types import ControllerRouterHandler

from chimein.web import (
    avatars,
    comments,
    embed,
    feeds,
    openapi,
    operations,
    page_editing,
    page_posting,
    pages,
    schema_page,
    threads,
)
from chimein.web.desk.identity_routes import IDENTITY_ROUTES
from chimein.web.desk.routes import DESK_ROUTES
from chimein.web.desk_api.routes import DESK_API_ROUTES

ROUTES: list[ControllerRouterHandler] = [
    threads.get_thread,
    threads.get_replies,
    threads.get_counts,
    comments.post_comment,
    comments.get_comment,
    comments.patch_comment,
    comments.delete_comment,
    comments.preview,
    avatars.get_avatar,
    pages.get_page_of_url,
    pages.get_page,
    pages.get_page_of_replies,
    pages.get_asset,
    page_posting.post_to_url,
    page_posting.post_to_page,
    page_posting.get_posted,
    page_editing.get_edit,
    page_editing.post_edit,
    feeds.get_thread_feed,
    feeds.get_site_feed,
    feeds.get_held_feed,
    openapi.get_openapi,
    schema_page.get_schema_page,
    embed.get_entry,
    embed.get_file,
    operations.healthz,
    operations.readyz,
    *DESK_ROUTES,
    *DESK_API_ROUTES,
    *IDENTITY_ROUTES,
]
