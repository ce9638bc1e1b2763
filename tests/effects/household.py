"""A small instance without a server: a real store, real keys, Gravatar on loopback, a clock set by hand."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from chimein.actions.begin_instance import Stamp, begin_instance
from chimein.actions.post_comment import PostedFact, Rendered, Submission, post_comment
from chimein.gateways.egress import Egress
from chimein.gateways.gravatar import Gravatar
from chimein.gateways.ids import IdMint
from chimein.gateways.keys import InstanceKeys
from chimein.gateways.randomness import SystemRandomness
from chimein.rules.page_urls import page_address
from chimein.rules.posting import Draft
from chimein.store.calls import Transaction, call
from chimein.store.reads.avatars import StoredAvatar, avatar_by_id
from chimein.store.reads.sites import site_by_id
from chimein.store.reads.threads import thread_by_id
from chimein.store.sqlite import SqliteStore
from chimein.store.writes.persons import NewPersona, SealedAddress
from clocks import SteppedClock
from gateways.gravatar_server import GravatarServer

SITE = 1
ORIGIN = "https://blog.example"


class EvenRandomness(SystemRandomness):
    """Draws real tokens, but always the middle number, so that waits are known."""

    __slots__ = ()

    def bits(self, n: int, /) -> int:
        """The middle of what could be drawn."""
        return ((1 << n) - 1) // 2


@dataclass(frozen=True, slots=True)
class Household:
    """What effects and the worker are given, with a few things that tests want to know."""

    store: SqliteStore
    keys: InstanceKeys
    clock: SteppedClock
    randomness: EvenRandomness
    mint: IdMint
    gravatar: Gravatar

    async def post(self, email: str) -> PostedFact:
        """Post a comment from a new persona of this address, as the door would."""
        site = await self.store.read(site_by_id(SITE))
        person_id = self.mint.new()
        sealed = self.keys.seal_email(SITE, person_id, email)
        address = SealedAddress(
            self.keys.email_lookup(SITE, email), sealed.cipher, sealed.wrapped_key, sealed.key_version
        )
        wish = Submission(
            draft=Draft(
                page_address(f"{ORIGIN}/post", site.origins), None, "A post", "Ada", email, None, "Hello", None
            ),
            parent=None,
            rendered=Rendered('[["p","Hello"]]', "<p>Hello</p>", 1),
            address=address,
            persona=NewPersona(person_id, self.mint.new(), self.randomness.token(), self.randomness.token()),
            writer_handle=None,
            honeypot_filled=False,
            text_mark=self.randomness.token().encode(),
            attempt=None,
            refuse_repeats=False,
            traits=None,
            network_mark=None,
            new_id=self.mint.new,
            now=self.clock.now(),
        )
        return await self.store.write(post_comment(site, wish))

    async def set_avatars(self, value: str) -> None:
        """Give the site another setting `avatars`."""
        settings = msgspec.json.encode({"avatars": value}).decode()
        await self.store.write(call("change_site", site_id=SITE, name="Blog", settings=settings))

    async def picture(self, posted: PostedFact) -> StoredAvatar:
        """What is kept for the persona of a post."""
        found = await self.store.read(avatar_by_id(posted.persona.avatar_id))
        assert found is not None
        return found

    async def memory(self, posted: PostedFact) -> tuple[int, int]:
        """(misses, due_at) of the persona of a post; it is to be asked for again at some time."""
        rows = await self.store.read(call("avatar_of_persona", site_id=SITE, persona_id=posted.persona.id))
        _, misses, due_at, *_ = rows[0]
        assert due_at is not None
        return misses, due_at

    async def thread_version(self, posted: PostedFact) -> int:
        """The version that readers of the post's thread see."""
        thread = await self.store.read(thread_by_id(SITE, posted.thread.id))
        return thread.version

    async def delivery_states(self) -> dict[str, int]:
        """How many deliveries are in each state."""
        rows = await self.store.read(call("deliveries_by_state"))
        return {str(state): int(count) for state, count in rows}


@asynccontextmanager
async def household(folder: Path, upstream: GravatarServer, *, seconds: float = 5.0) -> AsyncIterator[Household]:
    """Open it in `folder`; one site with the default settings."""
    clock, randomness = SteppedClock(), EvenRandomness()
    keys = InstanceKeys(bytes(range(32)))
    store = await SqliteStore.open_to_write(folder / "chimein.db", now=clock.now())
    egress = Egress(insecure_hosts=frozenset({upstream.netloc}))
    try:
        await store.write(begin_instance(Stamp("salt", keys.fingerprint(), clock.now())))
        await store.write(_site())
        yield Household(
            store=store,
            keys=keys,
            clock=clock,
            randomness=randomness,
            mint=IdMint(clock, SystemRandomness()),
            gravatar=Gravatar(egress, upstream.url, deadline_seconds=seconds),
        )
    finally:
        await egress.aclose()
        await store.close()


def _site() -> Transaction[None]:
    yield from call("add_site", key="blog", name="Blog", settings="{}", created_at=1)
    yield from call("add_origin", site_id=SITE, position=0, origin=ORIGIN)
