"""The README cannot rot: every setting and variable is in it, and its commands run."""

import re
from dataclasses import fields
from pathlib import Path

import msgspec

from chimein.rules.setting_controls import SETTINGS, told
from chimein.rules.site_settings import SiteSettings
from chimein.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")


def test_every_setting_of_a_site_is_in_the_readme() -> None:
    """A setting that nobody can read about does not exist."""
    assert [field.name for field in fields(SiteSettings) if f"`{field.name}`" not in README] == []


def test_every_variable_is_in_the_readme() -> None:
    """The operator finds every variable in the README; those for tests are not theirs."""
    names = {f"CHIMEIN_{field.name.upper()}" for field in msgspec.structs.fields(Settings)}
    names -= {"CHIMEIN_GRAVATAR_URL", "CHIMEIN_INSECURE_HOSTS"}
    assert sorted(name for name in names if f"`{name}`" not in README) == []


def test_defaults_in_the_readme_are_the_defaults() -> None:
    """The tables say what the program does."""
    defaults = SiteSettings()
    for name in ("order", "page_size", "depth", "moderation", "edit_minutes", "avatars", "links", "close_days"):
        assert re.search(rf"\| `{name}` \| {getattr(defaults, name)} \|", README), name


def test_the_readme_says_of_each_setting_what_the_desk_says() -> None:
    """One table speaks in the desk, in the shell and here."""
    assert [setting.name for setting in SETTINGS if f"| {told(setting)} |" not in README] == []


def test_links_lead_to_files_that_exist() -> None:
    """No link or picture of the README leads nowhere."""
    targets = re.findall(r"\]\(([^)#:]+)\)", README)
    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []
