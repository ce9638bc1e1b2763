"""While nobody can sign in, whoever reads the server's console can: by a link that is made anew at each start."""

from chimein.actions.make_link import make_link
from chimein.rules.accounts import SHELL
from chimein.rules.identity import Link
from chimein.store.reads.accounts import is_anybody_there
from chimein.store.writes.acts import Doing
from chimein.wiring import Instance

WORD_BYTES = 24
LASTS_MS = 365 * 86_400_000
"""As long as a server may run before anybody comes; the next start makes another."""


async def set_up_link(instance: Instance) -> str | None:
    """The link, where nobody can sign in yet; earlier ones work no more."""
    if await instance.store.read(is_anybody_there()):
        return None
    word, now = instance.randomness.token(WORD_BYTES), instance.clock.now()
    link = Link(instance.keys.desk_mark("link", word), "setup", None, None, "owner", now, now + LASTS_MS)
    doing = Doing(SHELL, now, instance.mint.new, instance.keys.audit_seal)
    await instance.store.write(make_link(link, doing))
    return f"{instance.public_url}/admin/set-up?token={word}"
