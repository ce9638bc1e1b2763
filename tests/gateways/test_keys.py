"""What is kept secret, and what proves something, with the instance's secret."""

import hashlib
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chimein.gateways.keys import KEY_VERSION, InstanceKeys, SealBroken, SealedEmail, SecretProblem, _subkey
from chimein.rules.refusals import TokenWrong

SECRET = bytes(range(32))
KEYS = InstanceKeys(SECRET)
OTHER_KEYS = InstanceKeys(bytes(32))
EMAIL = "ada@example.org"

numbers = st.integers(min_value=0, max_value=2**63 - 1)
emails = st.text(st.characters(exclude_categories=["Cs"]), max_size=120)
handles = st.text("abcXYZ019-_", min_size=1, max_size=40)


@given(numbers, numbers, emails)
def test_a_sealed_email_opens_again_as_it_was(site_id: int, person_id: int, email: str) -> None:
    """What was sealed for a person opens for that person, letter by letter."""
    sealed = KEYS.seal_email(site_id, person_id, email)
    assert KEYS.open_email(site_id, person_id, sealed) == email
    assert sealed.key_version == KEY_VERSION


@given(numbers, numbers, numbers, numbers)
def test_a_sealed_email_opens_for_no_other_person_or_site(site: int, person: int, site2: int, person2: int) -> None:
    """A seal moved to another row of the database stays shut."""
    sealed = KEYS.seal_email(site, person, EMAIL)
    if (site, person) != (site2, person2):
        with pytest.raises(SealBroken):
            KEYS.open_email(site2, person2, sealed)


@given(st.data())
def test_a_changed_byte_breaks_the_seal(data: st.DataObject) -> None:
    """Whichever byte of the cipher or of the wrapped key is changed, nothing opens."""
    sealed = KEYS.seal_email(1, 2, EMAIL)
    which = data.draw(st.sampled_from(["cipher", "wrapped_key"]))
    changed = bytearray(getattr(sealed, which))
    changed[data.draw(st.integers(0, len(changed) - 1))] ^= data.draw(st.integers(1, 255))
    parts = {"cipher": sealed.cipher, "wrapped_key": sealed.wrapped_key, which: bytes(changed)}
    with pytest.raises(SealBroken):
        KEYS.open_email(1, 2, SealedEmail(**parts, key_version=KEY_VERSION))


@pytest.mark.parametrize("length", [0, 1, 27, 28, 59])
def test_a_cut_seal_is_broken_not_a_crash(length: int) -> None:
    """A seal of any smaller length is refused as broken."""
    sealed = KEYS.seal_email(1, 2, EMAIL)
    for cut in [
        SealedEmail(sealed.cipher[: min(length, len(sealed.cipher) - 1)], sealed.wrapped_key, KEY_VERSION),
        SealedEmail(sealed.cipher, sealed.wrapped_key[:length], KEY_VERSION),
    ]:
        with pytest.raises(SealBroken):
            KEYS.open_email(1, 2, cut)


def test_another_secret_opens_nothing() -> None:
    """Who has the database without the secret has no address."""
    with pytest.raises(SealBroken):
        OTHER_KEYS.open_email(1, 2, KEYS.seal_email(1, 2, EMAIL))


def test_an_unknown_key_version_is_refused() -> None:
    """A seal from a later program is said to be so, not tried."""
    sealed = KEYS.seal_email(1, 2, EMAIL)
    with pytest.raises(SealBroken, match="version"):
        KEYS.open_email(1, 2, SealedEmail(sealed.cipher, sealed.wrapped_key, KEY_VERSION + 1))


def test_two_seals_of_one_email_have_nothing_in_common() -> None:
    """Each seal has its own data key and nonces, so equal addresses do not show."""
    first, second = KEYS.seal_email(1, 2, EMAIL), KEYS.seal_email(1, 2, EMAIL)
    assert first.cipher != second.cipher
    assert first.wrapped_key != second.wrapped_key
    assert first.cipher[:12] != first.wrapped_key[:12]
    mixed = SealedEmail(first.cipher, second.wrapped_key, KEY_VERSION)
    with pytest.raises(SealBroken):
        KEYS.open_email(1, 2, mixed)


@pytest.mark.parametrize("spelling", ["Ada@Example.org", " ada@example.org\n", "ADA@EXAMPLE.ORG"])
def test_spellings_of_one_email_are_looked_up_alike(spelling: str) -> None:
    """Case and surrounding space make no other person."""
    assert KEYS.email_lookup(1, spelling) == KEYS.email_lookup(1, EMAIL)


def test_a_lookup_is_bound_to_site_and_secret() -> None:
    """The same address has different look-ups at two sites and in two instances, and none is a plain hash."""
    lookups = {KEYS.email_lookup(1, EMAIL), KEYS.email_lookup(2, EMAIL), OTHER_KEYS.email_lookup(1, EMAIL)}
    plain = {hashlib.sha256(EMAIL.encode()).digest(), hashlib.sha256(f"v1|1|{EMAIL}".encode()).digest()}
    assert len(lookups) == 3
    assert not lookups & plain


@given(numbers, numbers, st.integers(0, 1000))
def test_an_edit_token_opens_its_own_comment_only(site_id: int, comment_id: int, generation: int) -> None:
    """The token is the same each time it is made, and wrong for every other site, comment or generation."""
    token = KEYS.edit_token(site_id, comment_id, generation)
    assert KEYS.edit_token_is(site_id, comment_id, generation, token)
    assert not KEYS.edit_token_is(site_id + 1, comment_id, generation, token)
    assert not KEYS.edit_token_is(site_id, comment_id + 1, generation, token)
    assert not KEYS.edit_token_is(site_id, comment_id, generation + 1, token)
    assert not OTHER_KEYS.edit_token_is(site_id, comment_id, generation, token)


@pytest.mark.parametrize("token", ["", "é", "\ud800", "A" * 43, "A" * 100_000])
def test_any_text_may_be_offered_as_a_token(token: str) -> None:
    """What is no token is wrong, and never a crash."""
    assert not KEYS.edit_token_is(1, 2, 1, token)
    assert not KEYS.feed_token_is(1, "held", token)
    with pytest.raises(TokenWrong):
        KEYS.writer_handle(1, token)


@given(numbers, handles)
def test_a_writer_token_gives_its_handle_back(site_id: int, handle: str) -> None:
    """At its own site the token names the persona; at another, or of another generation, it is refused."""
    token = KEYS.writer_token(site_id, handle)
    assert KEYS.writer_handle(site_id, token) == handle
    with pytest.raises(TokenWrong):
        KEYS.writer_handle(site_id + 1, token)
    with pytest.raises(TokenWrong):
        KEYS.writer_handle(site_id, token, generation=2)


@given(handles, handles)
def test_a_writer_token_cannot_be_put_on_another_handle(handle: str, wanted: str) -> None:
    """A handle with another's proof is refused."""
    proof = KEYS.writer_token(1, handle).rpartition(".")[2]
    if handle != wanted:
        with pytest.raises(TokenWrong):
            KEYS.writer_handle(1, f"{wanted}.{proof}")
    with pytest.raises(TokenWrong):
        KEYS.writer_handle(1, f".{proof}")


def test_a_network_is_marked_anew_each_day_and_at_each_site() -> None:
    """Marks are equal for the same site, day and network, and for nothing else."""
    one = KEYS.network_mark(1, 20_000, "192.0.2.0/24")
    others = [
        KEYS.network_mark(2, 20_000, "192.0.2.0/24"),
        KEYS.network_mark(1, 20_001, "192.0.2.0/24"),
        KEYS.network_mark(1, 20_000, "192.0.3.0/24"),
        OTHER_KEYS.network_mark(1, 20_000, "192.0.2.0/24"),
    ]
    assert one == KEYS.network_mark(1, 20_000, "192.0.2.0/24")
    assert len({one, *others}) == 5
    assert len(one) == 16


def test_a_feed_token_opens_one_feed_of_one_site() -> None:
    """It is right for its own site and purpose only."""
    token = KEYS.feed_token(1, "held")
    assert KEYS.feed_token_is(1, "held", token)
    assert not KEYS.feed_token_is(2, "held", token)
    assert not KEYS.feed_token_is(1, "spam", token)


def test_no_purpose_makes_what_another_makes() -> None:
    """Equal numbers and names under different purposes give unrelated results."""
    made = [
        KEYS.edit_token(1, 2, 1),
        KEYS.writer_token(1, "2").rpartition(".")[2],
        KEYS.feed_token(1, "2"),
        KEYS.email_lookup(1, "2").hex(),
        KEYS.network_mark(1, 2, "2").hex(),
        KEYS.fingerprint(),
    ]
    assert all(one != other for one, other in itertools.combinations(made, 2))


def test_tokens_stay_valid_from_release_to_release() -> None:
    """These values are in readers' browsers and in databases: another algorithm needs another key version."""
    assert KEYS.fingerprint() == "8b0d08738046e303a56983155da3e5be"
    assert KEYS.edit_token(1, 2, 1) == "izC141hhh_kjEd5jnKT13ckpPnsvt2zEv2nxlwgY47g"
    assert KEYS.email_lookup(1, EMAIL).hex() == "6b3687138240bf3fec398bb7cbd7cc82708ef185ac2d1b5cf0934d2d35dec235"


def test_the_secret_does_not_show() -> None:
    """Neither the printed form nor the fingerprint contains key material."""
    shown = repr(KEYS) + KEYS.fingerprint() + repr(KEYS.seal_email(1, 2, EMAIL))
    purposes = [name.removeprefix("_") for name in InstanceKeys.__slots__ if name not in ("_fingerprint", "_wrap")]
    subkeys = [_subkey(SECRET, purpose) for purpose in [*purposes, "encrypt"]]
    assert len(subkeys) == 7
    assert all(key.hex() not in shown and repr(key)[2:-1] not in shown for key in [SECRET, *subkeys])
    assert EMAIL not in shown
    assert "cipher" not in shown


@pytest.mark.parametrize("size", [0, 16, 31, 33, 64])
def test_keys_are_made_from_32_bytes_only(size: int) -> None:
    """A secret of another size is refused."""
    with pytest.raises(SecretProblem):
        InstanceKeys(bytes(size))
