"""What the owner of a site decides."""

import pytest

from chimein.rules.site_settings import SiteSettings, WrongSetting, changed, from_stored, setting_names, to_stored

GOOD: list[tuple[str, str, object]] = [
    ("title", " Your turn ", "Your turn"),
    ("title", "", "Join the Conversation!"),
    ("invitation", "Come in", "Come in"),
    ("invitation", "", None),
    ("guidelines_url", "https://x.example/rules", "https://x.example/rules"),
    ("guidelines_url", "", None),
    ("notice", "Be kind.\nPlease.", "Be kind.\nPlease."),
    ("consent", "x" * 500, "x" * 500),
    ("order", "newest", "newest"),
    ("page_size", "1", 1),
    ("page_size", "100", 100),
    ("depth", "10", 10),
    ("moderation", "first", "first"),
    ("edit_minutes", "0", 0),
    ("avatars", "generated", "generated"),
    ("links", "follow", "follow"),
    ("close_days", "30", 30),
    ("network_days", "7", 7),
    ("min_length", "1", 1),
    ("max_length", "20000", 20000),
    ("lang", "pt-BR", "pt-BR"),
    ("lang", "", None),
]
BAD = [
    ("titel", "x"),
    ("title", "x" * 101),
    ("title", "a\x00b"),
    ("notice", "a\x1bb"),
    ("guidelines_url", "javascript:alert(1)"),
    ("guidelines_url", "x.example/rules"),
    ("order", "random"),
    ("order", ""),
    ("page_size", "0"),
    ("page_size", "101"),
    ("page_size", "ten"),
    ("page_size", "-1"),
    ("page_size", "1.5"),
    ("page_size", "٣"),
    ("depth", "0"),
    ("depth", "11"),
    ("moderation", "None"),
    ("edit_minutes", "10081"),
    ("avatars", "none"),
    ("links", "yes"),
    ("close_days", "forever"),
    ("network_days", "31"),
    ("min_length", "0"),
    ("min_length", "5001"),
    ("max_length", "1"),
    ("max_length", "20001"),
    ("lang", "german please"),
    ("lang", "toolongtag-x"),
    ("lang", "de_DE"),
]


@pytest.mark.parametrize(("name", "text", "value"), GOOD)
def test_a_good_value_is_taken(name: str, text: str, value: object) -> None:
    """Each setting is read from text, trimmed; an empty text takes it back."""
    assert getattr(changed(SiteSettings(), {name: text}), name) == value


@pytest.mark.parametrize(("name", "text"), BAD)
def test_a_wrong_value_is_refused_with_a_sentence(name: str, text: str) -> None:
    """The refusal names the setting and ends like a sentence."""
    with pytest.raises(WrongSetting) as refused:
        changed(SiteSettings(), {name: text})
    assert name in str(refused.value)
    assert str(refused.value).endswith(".")


def test_both_lengths_can_change_together() -> None:
    """Limits are compared after all assignments."""
    settings = changed(SiteSettings(), {"min_length": "6000", "max_length": "7000"})
    assert (settings.min_length, settings.max_length) == (6000, 7000)


def test_only_what_differs_is_stored() -> None:
    """What is as by default is not stored, so that a better default reaches old sites."""
    assert to_stored(SiteSettings()) == {}
    settings = changed(SiteSettings(), {"page_size": "10", "order": "oldest"})
    assert to_stored(settings) == {"page_size": 10}
    assert from_stored(to_stored(settings)) == settings


def test_what_is_stored_by_another_version_does_no_harm() -> None:
    """A setting that this version does not know is ignored."""
    assert from_stored({"sparkles": True, "depth": 2}) == SiteSettings(depth=2)


def test_the_defaults_are_those_of_the_contract() -> None:
    """Names and defaults of the settings are contract."""
    default = SiteSettings()
    assert (default.title, default.order, default.page_size, default.depth) == (
        "Join the Conversation!",
        "oldest",
        25,
        4,
    )
    assert (default.moderation, default.edit_minutes, default.avatars) == ("first", 15, "gravatar")
    assert (default.links, default.close_days, default.min_length, default.max_length) == ("nofollow", 0, 2, 5000)
    assert {name for name, _, _ in GOOD} == set(setting_names())
