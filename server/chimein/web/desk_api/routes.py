"""The doors of the desk for programs, as one list."""

from litestar.types import ControllerRouterHandler

from chimein.web.desk_api import conversations, deciding, in_place, persons, queue, site_doors, sites

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
    site_doors.get_bans,
    site_doors.post_ban,
    site_doors.delete_ban,
    site_doors.get_team,
    site_doors.get_audit,
    site_doors.get_numbers,
    conversations.get_threads,
    conversations.get_thread,
    conversations.patch_thread,
    conversations.post_alias,
    conversations.post_merge,
    conversations.post_move,
    conversations.post_split,
    persons.get_persons,
    persons.get_person,
    persons.post_merge,
    persons.post_look,
    in_place.post_visit,
    in_place.get_held,
    in_place.post_decision,
    in_place.post_undo,
]
