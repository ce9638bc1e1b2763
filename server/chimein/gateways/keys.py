"""Everything that is kept secret or proven with the instance's one secret: emails, tokens, marks.

Each purpose has a subkey of its own (HKDF), and each message says its version, purpose and site, so that
nothing made for one purpose or site is worth anything in another. Key material must not be logged, shown or
written into the database.
"""

import base64
import contextlib
import hashlib
import hmac
import os
import secrets
import stat
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from chimein.rules.emails import canonical_email
from chimein.rules.hindrances import Hindrance
from chimein.rules.refusals import TokenWrong

KEY_VERSION = 1
SECRET_BYTES = 32
NETWORK_MARK_BYTES = 16
_NONCE_BYTES = 12
_DATA_KEY_BYTES = 32
_HASH_BLOCK_BYTES = 64
_GCM_TAG_BYTES = 16


class SecretProblem(Hindrance):
    """The instance's secret cannot be used; the text is a sentence for the owner."""


class SealBroken(Exception):
    """A sealed address does not open: other key, other person, or changed bytes."""


@dataclass(frozen=True, slots=True)
class SealedEmail:
    """An encrypted address and its encrypted data key; without the key, the address is erased."""

    cipher: bytes = field(repr=False)
    """12 bytes nonce, then AES-256-GCM ciphertext and tag."""
    wrapped_key: bytes = field(repr=False)
    """12 bytes nonce, then the 32-byte data key under the instance's key, and tag."""
    key_version: int


class InstanceKeys:
    """What can be done with the instance's secret, without ever handing it out."""

    __slots__ = ("_audit", "_desk", "_feed", "_fingerprint", "_lookup", "_network", "_token", "_wrap")

    def __init__(self, secret: bytes) -> None:
        """`secret` is 32 random bytes, from `load_secret`."""
        if len(secret) != SECRET_BYTES:
            raise SecretProblem(f"The instance's secret must have {SECRET_BYTES} bytes.")
        self._lookup = _Mac(_subkey(secret, "lookup"))
        self._wrap = AESGCM(_subkey(secret, "encrypt"))
        self._token = _Mac(_subkey(secret, "token"))
        self._network = _Mac(_subkey(secret, "network"))
        self._feed = _Mac(_subkey(secret, "feed"))
        self._audit = _subkey(secret, "audit")
        self._desk = _Mac(_subkey(secret, "desk"))
        self._fingerprint = _subkey(secret, "fingerprint")[:16].hex()

    def __repr__(self) -> str:
        return f"InstanceKeys(fingerprint={self._fingerprint!r})"

    def fingerprint(self) -> str:
        """32 hex digits that tell one secret from another and say nothing of it; the database keeps them."""
        return self._fingerprint

    def email_lookup(self, site_id: int, email: str) -> bytes:
        """32 bytes by which a site finds the person of an address; worthless without the secret."""
        return self._lookup.of(f"v{KEY_VERSION}|{site_id}|{canonical_email(email)}")

    def seal_email(self, site_id: int, person_id: int, email: str) -> SealedEmail:
        """Encrypt an address for one person of one site, under a fresh data key."""
        # One draw for the key and both nonces: each costs a call of the system.
        drawn = os.urandom(_DATA_KEY_BYTES + 2 * _NONCE_BYTES)
        data_key, nonces = drawn[:_DATA_KEY_BYTES], drawn[_DATA_KEY_BYTES:]
        first, second = nonces[:_NONCE_BYTES], nonces[_NONCE_BYTES:]
        cipher = first + AESGCM(data_key).encrypt(first, email.encode(), _owner("email", site_id, person_id))
        wrapped_key = second + self._wrap.encrypt(second, data_key, _owner("data-key", site_id, person_id))
        return SealedEmail(cipher, wrapped_key, KEY_VERSION)

    def open_email(self, site_id: int, person_id: int, sealed: SealedEmail) -> str:
        """The address again, as it was given. Raises SealBroken."""
        if sealed.key_version != KEY_VERSION:
            raise SealBroken("This address was sealed with a key version that this program does not know.")
        data_key = _decrypt(self._wrap, sealed.wrapped_key, _owner("data-key", site_id, person_id))
        return _decrypt(AESGCM(data_key), sealed.cipher, _owner("email", site_id, person_id)).decode()

    def seal_code_secret(self, account_id: int, secret: bytes) -> bytes:
        """Encrypt what an authenticator makes an account's one-time codes of."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._wrap.encrypt(nonce, secret, _owner("code-secret", 0, account_id))

    def open_code_secret(self, account_id: int, sealed: bytes) -> bytes:
        """It again. Raises SealBroken."""
        return _decrypt(self._wrap, sealed, _owner("code-secret", 0, account_id))

    def edit_token(self, site_id: int, comment_id: int, generation: int) -> str:
        """What lets a writer change one comment; 43 characters. A new generation ends the old token."""
        return _text(self._token.of(f"v{KEY_VERSION}|edit|{site_id}|{comment_id}|{generation}"))

    def edit_token_is(self, site_id: int, comment_id: int, generation: int, token: str) -> bool:
        """Whether `token` is the comment's edit token, in the same time for every wrong one."""
        return _same(self.edit_token(site_id, comment_id, generation), token)

    def writer_token(self, site_id: int, persona_handle: str, generation: int = 1) -> str:
        """What proves, at this site, to be the writer of a persona: the handle, a dot, 43 characters."""
        mac = self._token.of(f"v{KEY_VERSION}|writer|{site_id}|{generation}|{persona_handle}")
        return f"{persona_handle}.{_text(mac)}"

    def writer_handle(self, site_id: int, token: str, generation: int = 1) -> str:
        """The persona's handle, if the token is genuine at this site. Raises TokenWrong."""
        handle = token.rpartition(".")[0]
        if not handle or not _same(self.writer_token(site_id, handle, generation), token):
            raise TokenWrong("This writer's token is not valid here.")
        return handle

    def network_mark(self, site_id: int, day: int, network: str) -> bytes:
        """16 bytes that stand for an address network ("192.0.2.0/24") at one site on one day since the epoch.

        Limits count by it; without the secret, no mark can be joined with another day's or undone.
        """
        return self._network.of(f"v{KEY_VERSION}|{site_id}|{day}|{network}")[:NETWORK_MARK_BYTES]

    def kept_network(self, site_id: int, network: str) -> bytes:
        """16 bytes that stand for a network at one site on every day: what is kept, for some days, to ban it by."""
        return self._network.of(f"v{KEY_VERSION}|kept|{site_id}|{network}")[:NETWORK_MARK_BYTES]

    def audit_seal(self, row: bytes) -> bytes:
        """32 bytes that only this instance can make of a row of its audit and the seal before it."""
        return hmac.digest(self._audit, row, hashlib.sha256)

    def desk_mark(self, purpose: str, word: str) -> bytes:
        """32 bytes under which the database knows a secret word of the desk's: a session, a link, a code, a token."""
        return self._desk.of(f"v{KEY_VERSION}|{purpose}|{word}")

    def signed(self, purpose: str, text: str) -> str:
        """A text that this instance will know again as its own, for one purpose; whoever holds it can read it."""
        return f"{text}.{_text(self.desk_mark(f'signed-{purpose}', text))}"

    def text_signed(self, purpose: str, signed: str) -> str:
        """The text, if it was signed here for that purpose. Raises TokenWrong."""
        text = signed.rpartition(".")[0]
        if not text or not _same(self.signed(purpose, text), signed):
            raise TokenWrong("This was not made here.")
        return text

    def form_token(self, session: str) -> str:
        """What a form of this session carries, so that no other page can send one; 43 characters."""
        return _text(self._desk.of(f"v{KEY_VERSION}|form|{session}"))

    def form_token_is(self, session: str, token: str) -> bool:
        """Whether `token` belongs to the session's forms, in the same time for every wrong one."""
        return _same(self.form_token(session), token)

    def feed_token(self, site_id: int, purpose: str) -> str:
        """What opens a private feed of a site; 43 characters."""
        return _text(self._feed.of(f"v{KEY_VERSION}|{site_id}|{purpose}"))

    def feed_token_is(self, site_id: int, purpose: str, token: str) -> bool:
        """Whether `token` opens that feed, in the same time for every wrong one."""
        return _same(self.feed_token(site_id, purpose), token)


def create_secret(path: Path) -> bytes:
    """Make a new secret in a new file that only its owner may read, safely on disk before this returns.

    Never replaces a file. Raises SecretProblem.
    """
    secret = secrets.token_bytes(SECRET_BYTES)
    keep_secret(path, secret)
    return secret


def keep_secret(path: Path, secret: bytes) -> None:
    """Put a secret into a new file in the same way. Never replaces a file. Raises SecretProblem."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        raise SecretProblem(f"There is already a secret at {path}; it is never replaced.") from None
    except OSError as error:
        raise SecretProblem(f"The secret {path} cannot be made: {error.strerror}.") from None
    try:
        _write_durably(descriptor, secret, path.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            path.unlink()
        raise SecretProblem(f"The secret {path} cannot be written: {error.strerror}.") from None


def load_secret(path: Path) -> bytes:
    """The secret in a file. Raises SecretProblem when it is absent, no secret, or readable by others."""
    try:
        with path.open("rb") as file:
            facts = os.fstat(file.fileno())
            content = file.read(SECRET_BYTES + 1)
    except OSError as error:
        raise SecretProblem(f"The secret {path} cannot be read: {error.strerror}.") from None
    if stat.S_IMODE(facts.st_mode) & 0o077:
        raise SecretProblem(f"The secret {path} is open to other users of this machine; run: chmod 600 {path}")
    if len(content) != SECRET_BYTES:
        raise SecretProblem(f"The file {path} is no secret of Chime In: it does not have {SECRET_BYTES} bytes.")
    return content


def _write_durably(descriptor: int, secret: bytes, folder: Path) -> None:
    with os.fdopen(descriptor, "wb") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())
    folder_descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder_descriptor)
    finally:
        os.close(folder_descriptor)


def _subkey(secret: bytes, purpose: str) -> bytes:
    """RFC 5869."""
    info = f"chimein v{KEY_VERSION} {purpose}".encode()
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(secret)


class _Mac:
    """HMAC-SHA-256 (RFC 2104) under one key, with the key's part done once: a third of what it takes anew."""

    __slots__ = ("_inner", "_outer")

    def __init__(self, key: bytes) -> None:
        padded = key.ljust(_HASH_BLOCK_BYTES, b"\0")
        self._inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in padded))
        self._outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in padded))

    def of(self, message: str) -> bytes:
        """The 32 bytes of a message."""
        inner, outer = self._inner.copy(), self._outer.copy()
        # A lone surrogate must not make an outsider's token a crash; as "?" it fits no genuine token.
        inner.update(message.encode("utf-8", "replace"))
        outer.update(inner.digest())
        return outer.digest()


def _same(genuine: str, offered: str) -> bool:
    return hmac.compare_digest(genuine.encode("utf-8", "replace"), offered.encode("utf-8", "replace"))


def _text(mac: bytes) -> str:
    return base64.urlsafe_b64encode(mac).rstrip(b"=").decode("ascii")


def _owner(what: str, site_id: int, person_id: int) -> bytes:
    return f"v{KEY_VERSION}|{what}|{site_id}|{person_id}".encode()


def _decrypt(key: AESGCM, sealed: bytes, owner: bytes) -> bytes:
    if len(sealed) < _NONCE_BYTES + _GCM_TAG_BYTES:
        raise SealBroken("This sealed address is too short.")
    try:
        return key.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], owner)
    except InvalidTag:
        raise SealBroken("This sealed address does not open with this instance's secret.") from None
