"""Passphrases as Argon2id keeps them (RFC 9106), and which new ones are too easy to guess.

Hashing takes 64 MiB and a quarter of a second, so it happens off the event loop and one at a time. Who has no
passphrase, or no account, costs as much as who has one. No passphrase is logged, kept or sent anywhere: the lists of
common and breached ones are those that zxcvbn brings along.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from chimein.rules.passphrases import LOOKED_AT, check_not_of, weakness_of, well_formed, words_known
from chimein.rules.refusals import Unavailable

if TYPE_CHECKING:
    from argon2 import PasswordHasher

T = TypeVar("T")
AT_ONCE = 1
MOST_WAITING = 20
"""Beyond these, whoever comes is sent away at once instead of after half a minute."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one hash takes: RFC 9106's second recommendation, in one lane because one is computed at a time."""

    memory_kib: int = 64 * 1024
    rounds: int = 3
    lanes: int = 1


@dataclass(frozen=True, slots=True)
class Checked:
    """Whether it was the passphrase, and the hash to keep from now on where the old one has an older cost."""

    is_right: bool
    new_hash: str | None = None


class Passwords:
    """Hashes, compares and judges passphrases."""

    def __init__(self, cost: Cost | None = None) -> None:
        self._cost = cost or Cost()
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="passphrase")
        self._waiting = 0
        self._hasher: PasswordHasher | None = None
        self._nobodys = ""
        self.evaluations = 0
        """How many passphrases were compared, whether or not there was an account."""

    async def hashed(self, passphrase: str) -> str:
        """The hash to keep. Raises `Unavailable` when too many wait."""
        return await self._off_loop(lambda: self._argon2().hash(passphrase))

    async def check(self, stored: str | None, passphrase: str) -> Checked:
        """Compare. Without a stored hash it is wrong after the same work. Raises `Unavailable` when too many wait."""
        return await self._off_loop(lambda: self._compared(stored, passphrase))

    async def check_new(self, passphrase: str, known: Sequence[str]) -> None:
        """Raises `Invalid` for the field `passphrase` where one is too short, too long or too easy to guess.

        `known` is what a guesser knows of this person: name, address, the sites' names.
        """
        well_formed(passphrase)
        words = words_known(known)
        check_not_of(passphrase, words)
        await self._off_loop(lambda: _judge(passphrase, words))

    def close(self) -> None:
        """Let the thread go."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def _off_loop(self, work: Callable[[], T]) -> T:
        if self._waiting >= MOST_WAITING:
            raise Unavailable("Too many people are signing in at this moment. Please try again.")
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        finally:
            self._waiting -= 1

    def _compared(self, stored: str | None, passphrase: str) -> Checked:
        from argon2.exceptions import InvalidHashError, VerificationError

        hasher = self._argon2()
        self.evaluations += 1
        try:
            hasher.verify(stored or self._nobodys, passphrase)
        except (VerificationError, InvalidHashError):
            return Checked(is_right=False)
        if stored is None:
            return Checked(is_right=False)
        return Checked(is_right=True, new_hash=hasher.hash(passphrase) if hasher.check_needs_rehash(stored) else None)

    def _argon2(self) -> "PasswordHasher":
        # Loaded by whoever signs in first; a server without anybody at its desk does without.
        if self._hasher is None:
            import secrets

            from argon2 import PasswordHasher

            cost = self._cost
            self._hasher = PasswordHasher(
                time_cost=cost.rounds, memory_cost=cost.memory_kib, parallelism=cost.lanes, hash_len=32, salt_len=16
            )
            self._nobodys = self._hasher.hash(secrets.token_urlsafe(32))
        return self._hasher


def _judge(passphrase: str, known: Sequence[str]) -> None:
    from zxcvbn import zxcvbn

    # What comes after these characters makes it no weaker; looking at more takes long.
    found = zxcvbn(passphrase[:LOOKED_AT], user_inputs=list(known))
    weakness_of(found["score"], [(part["pattern"], part.get("dictionary_name", "")) for part in found["sequence"]])
