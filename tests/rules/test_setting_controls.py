"""Each setting can be understood by who has never read the code."""

import pytest

from chimein.rules.setting_controls import GROUPS, SETTINGS, Choice, Number, Setting, Words, in_groups, told
from chimein.rules.site_settings import SiteSettings, WrongSetting, changed, setting_names


def test_every_setting_has_a_place_and_words() -> None:
    """The table has exactly the settings that there are; each in one of the groups, none of which is empty."""
    assert sorted(setting.name for setting in SETTINGS) == sorted(setting_names())
    assert tuple(in_groups()) == GROUPS
    assert all(in_groups().values())
    assert sum(map(len, in_groups().values())) == len(SETTINGS)


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_each_has_a_label_of_its_own_and_a_sentence(setting: Setting) -> None:
    """A label without an underscore, a help text that ends like a sentence, labels for every choice."""
    assert setting.label[0].isupper()
    assert "_" not in setting.label
    assert [other.label for other in SETTINGS].count(setting.label) == 1
    assert told(setting).endswith(".")
    assert len(setting.help) > 20
    if isinstance(setting.control, Choice):
        assert all(words[0].isupper() for words in setting.control.options.values())


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_the_default_is_a_value_that_can_be_typed(setting: Setting) -> None:
    """What a form shows at first can be sent back as it is."""
    default = getattr(SiteSettings(), setting.name)
    typed = "" if default is None else str(default)
    assert getattr(changed(SiteSettings(), {setting.name: typed}), setting.name) == default


def test_limits_and_choices_are_those_of_reading() -> None:
    """A form's own limits refuse what reading refuses, and nothing else."""
    for setting in SETTINGS:
        if isinstance(setting.control, Number):
            low, high = setting.control.low, setting.control.high
            assert [refuses(setting, text) for text in map(str, (low - 1, low, high, high + 1))] in (
                [True, False, False, True],
                [True, True, False, True],  # max_length, which cannot be less than min_length
                [True, False, True, True],  # min_length
            )
        elif isinstance(setting.control, Words):
            longest = setting.control.longest
            assert [refuses(setting, "x" * n) for n in (longest, longest + 1)] == [False, True]
        elif isinstance(setting.control, Choice):
            assert [option for option in setting.control.options if refuses(setting, option)] == []


def refuses(setting: Setting, text: str) -> bool:
    """Whether a value will not do."""
    try:
        changed(SiteSettings(), {setting.name: text})
    except WrongSetting:
        return True
    return False


def test_all_wrong_values_are_told_at_once() -> None:
    """Each with its sentence, so that a form can show it at its field."""
    with pytest.raises(WrongSetting) as refused:
        changed(SiteSettings(), {"page_size": "0", "order": "random", "depth": "3", "titel": "x"})
    assert set(refused.value.errors) == {"page_size", "order", "titel"}
    assert refused.value.errors["page_size"] == "A whole number from 1 to 100 is needed."
