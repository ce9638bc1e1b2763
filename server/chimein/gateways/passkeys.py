"""Passkeys (Web Authentication Level 3): the questions put to a browser, and whether what it answers is genuine.

No attestation is asked for: which maker's device somebody has is nobody's business. Nothing here is stored.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from chimein.rules.identity import Passkey
from chimein.rules.refusals import FieldError, Invalid

NAME = "Chime In"
TIMEOUT_MS = 5 * 60_000


@dataclass(frozen=True, slots=True)
class Party:
    """To whom a passkey belongs: the host's name, and the origin whose pages may use it."""

    host: str
    origin: str


@dataclass(frozen=True, slots=True)
class Holder:
    """For whom a passkey is made. `handle` is random to outsiders; name and label are shown by the device."""

    handle: bytes
    label: str
    name: str


@dataclass(frozen=True, slots=True)
class Registered:
    """The public half of a new passkey."""

    credential_id: bytes
    public_key: bytes = field(repr=False)
    sign_count: int


@dataclass(frozen=True, slots=True)
class Answered:
    """A genuine answer: how often the device says it signed, and whether it made sure of who holds it."""

    sign_count: int
    is_person_verified: bool


def registration_options(party: Party, holder: Holder, challenge: bytes, known: Sequence[bytes]) -> str:
    """The JSON for `navigator.credentials.create`; devices that have one of `known` make no other."""
    from webauthn import generate_registration_options, options_to_json
    from webauthn.helpers.structs import (
        AuthenticatorSelectionCriteria,
        PublicKeyCredentialDescriptor,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    options = generate_registration_options(
        rp_id=party.host,
        rp_name=NAME,
        user_id=holder.handle,
        user_name=holder.label,
        user_display_name=holder.name,
        challenge=challenge,
        timeout=TIMEOUT_MS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.PREFERRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=each) for each in known],
    )
    return options_to_json(options)


def sign_in_options(party: Party, challenge: bytes) -> str:
    """The JSON for `navigator.credentials.get`: any passkey for this host will do, so no account is named."""
    from webauthn import generate_authentication_options, options_to_json

    return options_to_json(generate_authentication_options(rp_id=party.host, challenge=challenge, timeout=TIMEOUT_MS))


def registered(party: Party, challenge: bytes, credential: str) -> Registered:
    """What a browser made. Raises `Invalid` for the field `passkey`."""
    from webauthn import verify_registration_response
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        found = verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=party.host,
            expected_origin=party.origin,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as wrong:
        raise _unusable() from wrong
    return Registered(found.credential_id, found.credential_public_key, found.sign_count)


def credential_id_of(credential: str) -> tuple[bytes, bytes]:
    """Which passkey answers, and for which handle it says so (RFC 4648 base64url). Raises `Invalid`."""
    from webauthn.helpers import parse_authentication_credential_json
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        parsed = parse_authentication_credential_json(credential)
    except (WebAuthnException, ValueError, KeyError, TypeError) as wrong:
        raise _unusable() from wrong
    return parsed.raw_id, parsed.response.user_handle or b""


def answered(party: Party, challenge: bytes, credential: str, passkey: Passkey) -> Answered:
    """What a browser answered with this passkey. Raises `Invalid` for a wrong signature, challenge, host or count."""
    from webauthn import verify_authentication_response
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        found = verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=party.host,
            expected_origin=party.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as wrong:
        raise _unusable() from wrong
    return Answered(found.new_sign_count, found.user_verified)


def _unusable() -> Invalid:
    return Invalid({"passkey": FieldError("passkey-wrong", "This passkey could not be used here. Please try again.")})
