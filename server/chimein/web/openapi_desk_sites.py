"""The doors of the desk for programs that are about a site's bans, audit, numbers, conversations and persons."""

from collections.abc import Sequence

from chimein.messages import desk_people, desk_sites
from chimein.web.openapi_desk_doors import ADMIN, asks, does, gives
from chimein.web.openapi_doors import Operation

_SITE = f"{ADMIN}/sites/{{site}}"
_COMMENT = f"{ADMIN}/comments/{{comment}}"
_THREAD = f"{_SITE}/threads/{{thread}}"
_PERSON = f"{_SITE}/persons/{{person}}"
_CHANGED = gives("Decided", "What changed, and the act by which it is taken back.")
DESK_SITE_MESSAGES = (
    desk_sites.DeskBans,
    desk_sites.NewBan,
    desk_sites.Audit,
    desk_sites.DeskNumbers,
    desk_people.DeskThreads,
    desk_people.ThreadAndKeys,
    desk_people.Doors,
    desk_people.Place,
    desk_people.NewPlace,
    desk_people.Persons,
    desk_people.PersonAndNames,
    desk_people.PersonFacts,
    desk_people.PersonNote,
    desk_people.AddressSought,
    desk_people.IntoPerson,
    desk_people.AddressSeen,
)
DESK_SITE_DOORS: Sequence[Operation] = (
    asks(f"{_SITE}/bans", "desk_bans", "Who or what is not wanted.", gives("DeskBans", "All bans."), 403, 404),
    does(
        f"post {_SITE}/bans",
        "desk_ban",
        "A pattern, or the writer or the network of a comment, is not wanted from now on.",
        gives("Decided", "It stands.", status=201),
        404,
        takes="NewBan",
    ),
    does(f"delete {_SITE}/bans/{{ban}}", "desk_lift_ban", "A ban weighs no more.", _CHANGED, 404),
    asks(
        f"{_SITE}/audit",
        "desk_audit",
        "Who did what when, the newest first.",
        gives("Audit", "A page of it."),
        403,
        404,
        query=("cursor",),
    ),
    asks(f"{_SITE}/numbers", "desk_numbers", "The last 60 days.", gives("DeskNumbers", "The numbers."), 404),
    asks(
        f"{_SITE}/threads",
        "desk_threads",
        "Conversations, the youngest first.",
        gives("DeskThreads", "A page of them."),
        404,
        query=("words", "cursor"),
    ),
    asks(_THREAD, "desk_thread", "A conversation, and what leads to it.", gives("ThreadAndKeys", "It."), 404),
    does(f"patch {_THREAD}", "desk_lead", "Open, close or lock it.", _CHANGED, 404, takes="Doors"),
    does(f"post {_THREAD}/aliases", "desk_alias", "One more address leads to it.", _CHANGED, 404, 409, takes="Place"),
    does(f"post {_THREAD}/merge", "desk_merge", "All of it goes into another one.", _CHANGED, 404, 409, takes="Place"),
    does(
        f"post {_COMMENT}/move",
        "desk_move",
        "A comment and its answers go into another conversation.",
        _CHANGED,
        404,
        409,
        takes="Place",
    ),
    does(
        f"post {_COMMENT}/split",
        "desk_split",
        "A comment and its answers become the conversation of another page.",
        _CHANGED,
        404,
        409,
        takes="NewPlace",
    ),
    asks(
        f"{_SITE}/persons",
        "desk_persons",
        "Who wrote there, the youngest first; with words, who lately wrote them or under such a name.",
        gives("Persons", "A page of them."),
        404,
        422,
        query=("words", "cursor"),
    ),
    does(
        f"post {_SITE}/persons/search",
        "desk_find_person",
        "Whose an address is that is typed in full.",
        gives("Persons", "One, or nobody."),
        404,
        takes="AddressSought",
    ),
    asks(_PERSON, "desk_person", "A person, and the names that they used.", gives("PersonAndNames", "They."), 404),
    does(
        f"patch {_PERSON}",
        "desk_note_person",
        "Another note on a person, for those who moderate.",
        gives("PersonFacts", "The person as they are known now."),
        404,
        takes="PersonNote",
    ),
    does(f"post {_PERSON}/merge", "desk_merge_person", "Two are one from now on.", _CHANGED, 404, takes="IntoPerson"),
    does(
        f"post {_PERSON}/address",
        "desk_look",
        "The address in the clear; each look is in the audit.",
        gives("AddressSeen", "The address."),
        404,
    ),
)
