"""The doors of the desk's pages, as one list. They are for people: the API's description does not tell of them."""

from litestar.types import ControllerRouterHandler

from chimein.web.desk import bans, comment_page, deciding, doctoring, embedding, numbers, queue, sampling, sites, tokens

DESK_ROUTES: list[ControllerRouterHandler] = [
    queue.get_queue,
    comment_page.get_comment_page,
    comment_page.post_reply,
    comment_page.post_edit,
    comment_page.post_tending,
    deciding.post_decision,
    deciding.post_undo,
    numbers.get_numbers,
    bans.get_bans,
    bans.post_ban,
    bans.post_lift,
    sites.get_sites,
    sites.post_site,
    sites.get_site,
    sites.post_settings,
    sites.post_origins,
    embedding.get_embed,
    embedding.get_sample,
    sampling.get_entry,
    sampling.get_file,
    sampling.get_avatar,
    sampling.get_thread,
    sampling.preview,
    sampling.post_comment,
    doctoring.get_doctor,
    doctoring.post_doctor,
    tokens.get_tokens,
    tokens.post_token,
    tokens.post_revoke,
]
