"""An email address is taken in if mail could be sent to it, and has one spelling that is hashed."""

import hashlib
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chimein.rules.emails import canonical_email, clean_email
from chimein.rules.refusals import Invalid
from shared_files import shared


@pytest.mark.parametrize(
    ("typed", "email"),
    [
        ("ada@example.org", "ada@example.org"),
        (" Ada@Example.Org \n", "Ada@example.org"),
        ("\u200bada@example.org\ufeff ", "ada@example.org"),
        ("\u202aada@example.org\u202c", "ada@example.org"),
        ("\u00a0ada@example.org\u00a0", "ada@example.org"),
        ("first.last+tag@sub.example.co.uk", "first.last+tag@sub.example.co.uk"),
        ("o'brien@example.org", "o'brien@example.org"),
        ("a@b.cd", "a@b.cd"),
        ("ada@bücher.example", "ada@xn--bcher-kva.example"),
        ("ada@例え.jp", "ada@xn--r8jz45g.jp"),
        ("ada@xn--bcher-kva.example", "ada@xn--bcher-kva.example"),
        ("1@2.example3", "1@2.example3"),
        ("x" * 64 + "@example.org", "x" * 64 + "@example.org"),
    ],
)
def test_email_is_trimmed_and_its_domain_spelled_for_mail(typed: str, email: str) -> None:
    """White space and what is pasted with it goes, the domain becomes lower-case A-labels, the local part stays."""
    assert clean_email(typed) == email
    assert clean_email(email) == email


@pytest.mark.parametrize(
    "typed",
    [
        "ada",
        "ada@",
        "@example.org",
        "ada@example",
        "ada@localhost",
        "ada@example.",
        "ada@.org",
        "ada@example..org",
        "ada@example.org.",
        "ada@-example.org",
        "ada@example-.org",
        "ada@exam_ple.org",
        "ada@192.0.2.1",
        "ada@[192.0.2.1]",
        "ada@@example.org",
        "ada lovelace@example.org",
        "ada@exam ple.org",
        "Ada <ada@example.org>",
        "mailto:ada@example.org",
        '"ada"@example.org',
        "ada@example.org, bob@example.org",
        "ada@example.org\nBcc: all@example.org",
        "ada\x00@example.org",
        "ada\u202e@example.org",
        "ädä@example.org",
        "ada@" + "a" * 64 + ".org",
        "x" * 65 + "@example.org",
        "ada@" + "a." * 125 + "org",
        "ada@\ud800.org",
        "ada@é " + "x" * 5000 + ".org",
    ],
)
def test_what_cannot_be_an_email_is_refused(typed: str) -> None:
    """What mail could not be sent to is refused with one sentence that does not repeat it."""
    with pytest.raises(Invalid) as refused:
        clean_email(typed)
    assert refused.value.errors["email"].code == "invalid-email"
    assert refused.value.errors["email"].detail == "That address looks incomplete."


@pytest.mark.parametrize("typed", ["", "  ", "\n\u200b "])
def test_missing_email_is_asked_for(typed: str) -> None:
    """An empty field is not called a wrong address."""
    with pytest.raises(Invalid) as refused:
        clean_email(typed)
    assert refused.value.errors["email"].code == "required"


def test_one_address_is_hashed_in_one_spelling() -> None:
    """White space and case do not count; the sample is the one in Gravatar's documentation."""
    spelled = canonical_email(" MyEmailAddress@example.com ")
    assert spelled == "myemailaddress@example.com"
    digest = "84059b07d4be67b806386c0aad8070a23f18836bbaae342275dc0a83414c32ee"
    assert hashlib.sha256(spelled.encode()).hexdigest() == digest


def accepted(typed: str) -> bool:
    try:
        clean_email(typed)
    except Invalid:
        return False
    return True


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_is_an_email_or_refused(local_part: str, domain: str) -> None:
    """No text fails in another way than by refusing, and what is accepted is ASCII on one line, at most 254 long."""
    for typed in (local_part, f"{local_part}@{domain}", f"a@{domain}.org"):
        if accepted(typed):
            email = clean_email(typed)
            assert email.isascii()
            assert email.isprintable()
            assert len(email) <= 254
            assert clean_email(email) == email


def test_ordinary_addresses_of_the_samples_are_accepted() -> None:
    """Valid samples are accepted, but for quoting, non-ASCII local parts, and domains without a name or a dot."""
    valid = shared("hostile/email/fuzzdb-valid.txt").read_text("utf-8").splitlines()
    assert len(valid) > 10
    plain = [email for email in valid if not set(email) & set('"[\\') and email.partition("@")[0].isascii()]
    assert [email for email in plain if not accepted(email)] == ["name@129.129.129.129", "jacco@mailserver1"]


def test_invalid_samples_are_refused() -> None:
    """Invalid samples are refused, but for dots and apostrophes that HTML's grammar allows, and white space around."""
    invalid = shared("hostile/email/fuzzdb-invalid.txt").read_text("utf-8").splitlines()
    assert len(invalid) > 10
    allowed = {".email@address.com", "email.@address.com", "email..email@address.com", "Abc..123@address.com"}
    allowed |= {"sql'or'1'='1'or'test@email.com", "notallowed@example.com"}
    assert {email.strip() for email in invalid if accepted(email)} - allowed == set()


def test_erroneous_samples_of_the_mail_standards_are_refused() -> None:
    """Of the addresses that no mail standard allows, only misplaced dots and white space around are accepted."""
    tests = ET.parse(shared("hostile/email/isemail-tests.xml")).getroot().iter("test")
    wrong = [
        "".join(chr(ord(c) - 0x2400) if 0x2400 <= ord(c) < 0x2421 else c for c in test.findtext("address") or "")
        for test in tests
        if test.findtext("category") == "ISEMAIL_ERR"
    ]
    assert len(wrong) > 40
    assert {email.strip() for email in wrong if accepted(email)} == {
        ".test@iana.org",
        "test.@iana.org",
        "test@iana.org",
    }
