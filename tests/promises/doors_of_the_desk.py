"""What each door of the desk needs, as one literal table: a door without a row here fails the build.

A new door takes one line, `"METHOD /path": Door(right, …)`:

- `right`: what the account must have on the site that is meant (`see`, `moderate`, `administer`, `own`), or `NOBODY`
  (open to who is not signed in), `ANYBODY` (who is signed in, whatever the role), `INSTANCE` (its owners alone).
- `sends`: the form's fields, or the message of a program; whatever makes the door open for who may.
- `asks`: the query behind the path.

In the path, in `sends` and in `asks` stand the names of what the door is about: `{site}`, `{comment}`, `{act}`, `{ban}`
and so on (`things_on` in `test_permissions.py` makes them). The test fills in those of one's own site, of another one,
and of none at all; a door that names none of them is tried as it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Need = Literal["see", "moderate", "administer", "own", "nobody", "anybody", "instance"]
NOBODY: Need = "nobody"
ANYBODY: Need = "anybody"
INSTANCE: Need = "instance"
API = "/api/v1/admin"
SITE = f"{API}/sites/{{site}}"


@dataclass(frozen=True)
class Door:
    """What is needed to come through, and what is brought along."""

    needs: Need
    sends: Mapping[str, Any] = field(default_factory=dict)
    asks: str = ""
    filters: bool = False
    """Whether the site stands in a filter, which names it as a wrong value where there is none (422)."""
    hides: bool = False
    """Whether who may not is told that there is nothing, instead of that the role is too small."""


DOORS: Mapping[str, Door] = {
    # A site that one does not see is said to be unknown, above the queue of those that one sees.
    "GET /admin": Door(ANYBODY, asks="site={site}"),
    "GET /admin/comments/{comment}": Door("see"),
    "GET /admin/comments/{comment}/beside": Door("see"),
    "POST /admin/comments/{comment}/edit": Door("moderate", {"name": "Ann", "website": "", "text": "Other words."}),
    "POST /admin/comments/{comment}/reply": Door("moderate", {"text": "An answer."}),
    "POST /admin/comments/{comment}/tend": Door("moderate", {"verb": "trust"}),
    "POST /admin/decide": Door("moderate", {"id": "{comment}", "verb": "approve"}),
    "POST /admin/visit": Door("moderate", {"id": "{comment}"}),
    # One's own filters; where they name a site that one does not see, they are refused.
    "POST /admin/filters": Door(ANYBODY, {"name": "Mine", "filter": "state=spam"}),
    "POST /admin/filters/drop": Door(ANYBODY, {"name": "Mine", "back": "/admin"}),
    "POST /admin/undo": Door("moderate", {"site": "{site}", "act": "{act}"}),
    "GET /admin/bans": Door("moderate", asks="site={site}"),
    "POST /admin/bans": Door("moderate", {"site": "{site}", "kind": "word", "pattern": "casino*", "verdict": "spam"}),
    "POST /admin/bans/lift": Door("moderate", {"site": "{site}", "ban": "{ban}"}),
    "GET /admin/sites": Door(ANYBODY),
    "POST /admin/sites": Door(INSTANCE, {"name": "One more", "origins": "https://more.example"}),
    "GET /admin/sites/{site}": Door("see"),
    "POST /admin/sites/{site}": Door("administer", {"page_size": "30"}),
    "POST /admin/sites/{site}/origins": Door("administer", {"origins": "https://blog.example"}),
    "POST /admin/sites/{site}/name": Door("administer", {"name": "The Blog"}),
    "GET /admin/sites/{site}/embed": Door("see"),
    "GET /admin/sites/{site}/sample": Door("see"),
    "GET /admin/sites/{site}/doctor": Door("see"),
    "POST /admin/sites/{site}/doctor": Door("administer", {"url": "no address"}),
    # The sample's own files and words: the same for everybody, and nothing of a site in them.
    "GET /admin/sites/{site}/sample/embed.js": Door(NOBODY),
    "GET /admin/sites/{site}/sample/embed/{name}": Door(NOBODY),
    "GET /admin/sites/{site}/sample/avatar/{seed}/80": Door(NOBODY),
    "GET /admin/sites/{site}/sample/api/v1/sites/{site}/thread": Door(NOBODY),
    "POST /admin/sites/{site}/sample/api/v1/sites/{site}/preview": Door(NOBODY),
    "POST /admin/sites/{site}/sample/api/v1/sites/{site}/comments": Door(NOBODY),
    "GET /admin/threads": Door("see", asks="site={site}"),
    "GET /admin/threads/{thread}": Door("see", asks="site={site}"),
    "POST /admin/threads/{thread}": Door("moderate", {"site": "{site}", "deed": "closed"}),
    "GET /admin/people": Door("see", asks="site={site}"),
    "POST /admin/people": Door("see", {"site": "{site}", "words": ""}),
    "GET /admin/people/{site}/{person}": Door("see"),
    "POST /admin/people/{site}/{person}": Door("moderate", {"deed": "note", "note": "Kind."}),
    "GET /admin/numbers": Door("see", asks="site={site}"),
    "GET /admin/audit": Door("administer", asks="site={site}"),
    "GET /admin/audit.jsonl": Door("administer", asks="site={site}"),
    "GET /admin/tokens": Door(ANYBODY),
    "POST /admin/tokens": Door("administer", {"name": "It", "may": "see", "site": "{site}", "days": "30"}),
    "POST /admin/tokens/{token}/revoke": Door(INSTANCE, hides=True),
    "GET /admin/team": Door(ANYBODY),
    "POST /admin/team/invite": Door("administer", {"site": "{site}", "role": "reader"}),
    "POST /admin/team/role": Door("administer", {"site": "{site}", "account": "{member}", "role": "reader"}),
    "POST /admin/team/account": Door(INSTANCE, {"account": "{account}", "deed": "enable"}, hides=True),
    # One's own account; nothing in these addresses names another.
    "GET /admin/me": Door(ANYBODY),
    "POST /admin/me/name": Door(ANYBODY, {"name": "Mo"}),
    "POST /admin/me/email": Door(ANYBODY, {"email": ""}),
    "POST /admin/me/passphrase": Door(ANYBODY, {"new_passphrase": "x"}),
    "POST /admin/me/passkeys/question": Door(ANYBODY),
    "POST /admin/me/passkeys": Door(ANYBODY, {"challenge": "", "credential": "", "name": ""}),
    "POST /admin/me/passkeys/remove": Door(ANYBODY, {"passkey": "00"}),
    "POST /admin/me/sessions/end": Door(ANYBODY, {"session": "00"}),
    "GET /admin/me/code": Door(ANYBODY),
    "POST /admin/me/code": Door(ANYBODY, {"secret": "", "code": ""}),
    "POST /admin/me/code/recovery": Door(ANYBODY),
    "POST /admin/me/code/drop": Door(ANYBODY),
    "GET /admin/prove": Door(ANYBODY),
    "POST /admin/prove": Door(ANYBODY, {"passphrase": "x", "challenge": "", "credential": "", "next": ""}),
    "POST /admin/sign-out": Door(NOBODY),
    "GET /admin/welcome": Door("see", asks="site={site}"),
    # Before anybody is signed in; links carry their own proof.
    "GET /admin/sign-in": Door(NOBODY),
    "POST /admin/sign-in": Door(NOBODY),
    "POST /admin/sign-in/code": Door(NOBODY),
    "POST /admin/sign-in/passkey": Door(NOBODY),
    "POST /admin/passkeys/question": Door(NOBODY),
    "GET /admin/set-up": Door(NOBODY),
    "POST /admin/set-up": Door(NOBODY),
    "GET /admin/link/{word}": Door(NOBODY),
    "POST /admin/link/{word}": Door(NOBODY),
    "POST /admin/link/{word}/question": Door(NOBODY),
    "POST /admin/link/{word}/join": Door(NOBODY),
    # For programs.
    f"GET {API}/me": Door(ANYBODY),
    f"GET {API}/sites": Door(ANYBODY),
    f"POST {API}/sites": Door(INSTANCE, {"name": "One more", "origins": ["https://more.example"]}),
    f"GET {SITE}": Door("see"),
    f"PATCH {SITE}": Door("administer", {"settings": {"page_size": 30}}),
    f"GET {SITE}/acts": Door("see"),
    f"POST {SITE}/acts/{{act}}/undo": Door("moderate"),
    f"GET {API}/queue": Door("see", asks="site={site}", filters=True),
    f"GET {API}/comments/{{comment}}": Door("see"),
    f"PATCH {API}/comments/{{comment}}": Door("moderate", {"name": "Ann", "text": "Other words."}),
    f"POST {API}/comments/{{comment}}/replies": Door("moderate", {"text": "An answer."}),
    f"POST {API}/comments/{{comment}}/tending": Door("moderate", {"verb": "trust"}),
    f"POST {API}/decisions": Door("moderate", {"ids": ["{comment}"], "state": "published"}),
    f"POST {API}/decisions/all": Door("moderate", {"filter": {"site": ["{site}"]}, "state": "published"}, filters=True),
    f"GET {SITE}/bans": Door("moderate"),
    f"POST {SITE}/bans": Door("moderate", {"kind": "word", "pattern": "casino*"}),
    f"DELETE {SITE}/bans/{{ban}}": Door("moderate"),
    f"GET {SITE}/team": Door("administer"),
    f"PATCH {SITE}/team/{{account}}": Door("administer", {"role": "reader"}),
    f"POST {SITE}/team/invitations": Door("administer", {"role": "reader"}),
    f"POST {SITE}/doctor": Door("administer", {"url": "no address"}),
    f"GET {SITE}/audit": Door("administer"),
    f"GET {SITE}/numbers": Door("see"),
    f"GET {SITE}/threads": Door("see"),
    f"GET {SITE}/threads/{{thread}}": Door("see"),
    f"PATCH {SITE}/threads/{{thread}}": Door("moderate", {"doors": "open"}),
    f"POST {SITE}/threads/{{thread}}/aliases": Door("moderate", {"thread": "https://blog.example/alias"}),
    f"POST {SITE}/threads/{{thread}}/merge": Door("moderate", {"thread": "{thread}"}),
    f"POST {API}/comments/{{comment}}/move": Door("moderate", {"thread": "{thread}"}),
    f"POST {API}/comments/{{comment}}/split": Door("moderate", {"url": "not an address"}),
    f"GET {SITE}/persons": Door("see"),
    f"GET {SITE}/persons/{{person}}": Door("see"),
    f"PATCH {SITE}/persons/{{person}}": Door("moderate", {"note": "Kind."}),
    f"POST {SITE}/persons/search": Door("administer", {"address": "ann@example.org"}),
    f"POST {SITE}/persons/{{person}}/merge": Door("administer", {"into": "{person}"}),
    f"POST {SITE}/persons/{{person}}/address": Door("administer"),
    f"GET {API}/numbers": Door(ANYBODY),
    f"GET {API}/audit": Door(INSTANCE),
    # A program's own tokens; a small one lists and ends none.
    f"GET {API}/tokens": Door(ANYBODY),
    f"DELETE {API}/tokens/{{token}}": Door(INSTANCE, hides=True),
}
