"""A stolen database says nothing of the passphrases, and those that are tried first are refused."""

import asyncio
from collections.abc import Iterator

import pytest

from chimein.gateways.passwords import MOST_WAITING, Cost, Passwords
from chimein.rules.refusals import Invalid, Unavailable

pytestmark = pytest.mark.anyio
CHEAP = Cost(memory_kib=64, rounds=1)
GOOD = "violet harbour seven looms"


@pytest.fixture
def passwords() -> Iterator[Passwords]:
    """Passphrases at a cost that tests can afford."""
    made = Passwords(CHEAP)
    yield made
    made.close()


async def refusal_of(passwords: Passwords, passphrase: str, *known: str) -> tuple[str, str]:
    """Code and sentence with which a new passphrase is refused."""
    with pytest.raises(Invalid) as refused:
        await passwords.check_new(passphrase, known)
    error = refused.value.errors["passphrase"]
    return error.code, error.detail


async def test_a_hash_is_argon2id_with_64_mebibytes_and_three_rounds() -> None:
    """RFC 9106's second recommendation, in one lane; two hashes of one passphrase differ."""
    passwords = Passwords()
    first, second = await passwords.hashed(GOOD), await passwords.hashed(GOOD)
    passwords.close()
    assert first.startswith("$argon2id$v=19$m=65536,t=3,p=1$")
    assert first != second
    assert GOOD not in first


async def test_only_the_passphrase_itself_is_right(passwords: Passwords) -> None:
    """Not another one, not one more blank, not a hash that is none."""
    stored = await passwords.hashed(GOOD)
    assert (await passwords.check(stored, GOOD)).is_right
    assert not (await passwords.check(stored, f"{GOOD} ")).is_right
    assert not (await passwords.check("no hash", GOOD)).is_right


async def test_nobody_costs_as_much_as_somebody(passwords: Passwords) -> None:
    """Without an account, a comparison is made all the same, and is wrong."""
    assert not (await passwords.check(None, GOOD)).is_right
    assert passwords.evaluations == 1


async def test_an_older_cost_is_brought_up_to_date(passwords: Passwords) -> None:
    """Whoever signs in with a hash of another cost gets a new one, which is as good; a wrong one does not."""
    old = Passwords(Cost(memory_kib=32, rounds=1))
    stored = await old.hashed(GOOD)
    old.close()
    checked = await passwords.check(stored, GOOD)
    assert checked.new_hash is not None
    assert await passwords.check(checked.new_hash, GOOD) == type(checked)(is_right=True)
    assert (await passwords.check(stored, "something else")).new_hash is None


async def test_too_many_at_once_are_sent_away(passwords: Passwords) -> None:
    """Only so many wait: a flood of guesses fills neither memory nor minutes."""
    tries = [passwords.check(None, GOOD) for _ in range(MOST_WAITING + 5)]
    answers = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(answer, Unavailable) for answer in answers) == 5
    assert not (await passwords.check(None, GOOD)).is_right


@pytest.mark.parametrize(
    "passphrase",
    [
        GOOD,
        "correct horse battery staple",
        "Zw9!x_41-qLmv",
        "ผมชอบกินข้าวเหนียวมะม่วง",
        "🦉🌋🧶🪗 four pictures",
        "l4vender-Kettle-0rbit" * 12,
    ],
)
async def test_long_ones_of_any_characters_are_taken(passwords: Passwords, passphrase: str) -> None:
    """No rule says which characters must be in it."""
    await passwords.check_new(passphrase, ("Ada", "ada@example.org", "Low Water"))


@pytest.mark.parametrize(("length", "code"), [(0, "required"), (11, "too-short"), (257, "too-long")])
async def test_length_has_bounds(passwords: Passwords, length: int, code: str) -> None:
    """From 12 to 256 characters, and the sentence advises 15."""
    found, sentence = await refusal_of(passwords, ("xk3 Plum" * 40)[:length])
    assert found == code
    assert code != "too-short" or "15" in sentence


@pytest.mark.parametrize(
    ("passphrase", "reason"),
    [
        ("password1234", "stolen"),
        ("iloveyou1234", "stolen"),
        ("qwertyuiop123", "stolen"),
        ("aaaaaaaaaaaaaaaa", "Repetitions"),
        ("abcdefghijklmnop", "Repetitions"),
        ("AdaLovelaceAda", "your name"),
        ("Ada.Lovelace1815", "your name"),
        ("lowwater-2026", "your site"),
        ("password1234" * 20, "Repetitions"),
    ],
)
async def test_what_is_tried_first_is_refused_with_the_reason(
    passwords: Passwords, passphrase: str, reason: str
) -> None:
    """Common and breached ones, repetitions, and what is known of the person; nobody is asked for that."""
    code, sentence = await refusal_of(passwords, passphrase, "Ada Lovelace", "ada@example.org", "lowwater")
    assert code == "too-easy"
    assert reason in sentence
