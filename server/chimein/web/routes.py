"""The map of the house's doors, as one list."""

from litestar.types import ControllerRouterHandler

from chimein.web import avatars, comments, embed, operations, threads

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
    embed.get_entry,
    embed.get_file,
    operations.healthz,
    operations.readyz,
]
