"""Sites from the shell."""

import re

import pytest

from chimein.rules.setting_controls import SETTINGS
from shell import Shell


def test_adding_a_site_prints_key_and_snippet(shell: Shell) -> None:
    """The two lines can be pasted as they are printed."""
    result = shell.run("site", "add", "My Blog", "--origin", "https://Example.org/")
    assert result.exit_code == 0
    assert '<chime-in site="' in result.stdout
    assert '<script type="module" async src="http://127.0.0.1:8000/embed.js"></script>' in result.stdout


def test_a_new_site_says_that_first_comments_wait(shell: Shell) -> None:
    """Whoever adds a site learns where its first comments are, and the command that lets them through."""
    said = shell.run("site", "add", "My Blog", "--origin", "https://example.org").stdout
    (key,) = re.findall(r"chimein site set (\w+) moderation=none", said)
    assert shell.answer("site", "show", key)["settings"]["moderation"] == "first"
    assert shell.answer("site", "set", key, "moderation=none")["settings"]["moderation"] == "none"


def test_the_json_answer_has_key_and_snippet_alone(shell: Shell) -> None:
    """Programs depend on these two."""
    answer = shell.answer(
        "site", "add", "Blog", "--origin", "https://example.org", "--origin", "https://www.example.org"
    )
    assert set(answer) == {"key", "snippet"}
    assert answer["key"] in answer["snippet"]
    assert re.fullmatch("[a-z0-9]{12}", answer["key"])
    assert shell.answer("site", "show", answer["key"])["origins"] == ["https://example.org", "https://www.example.org"]


@pytest.mark.parametrize("origin", ["example.org", "https://example.org/path", "ftp://example.org", "null", "*"])
def test_a_wrong_origin_is_refused_with_a_sentence(shell: Shell, origin: str) -> None:
    """Nothing is added for it."""
    assert shell.sentence("site", "add", "Blog", "--origin", origin).endswith(".")
    assert shell.answer("site", "list") == []


def test_a_name_is_needed(shell: Shell) -> None:
    """A site without a name could not be told from another."""
    assert "name" in shell.sentence("site", "add", "  ", "--origin", "https://example.org")


def test_settings_are_set_together_or_not_at_all(shell: Shell) -> None:
    """One wrong value leaves the others as they were."""
    key = shell.add_site()
    shown = shell.answer("site", "set", key, "moderation=all", "page_size=10", "notice=Be kind = be read")
    assert (shown["settings"]["moderation"], shown["settings"]["page_size"]) == ("all", 10)
    assert shown["settings"]["notice"] == "Be kind = be read"
    assert "from 1 to 100" in shell.sentence("site", "set", key, "moderation=none", "page_size=1000")
    assert shell.answer("site", "show", key)["settings"]["moderation"] == "all"


def test_an_unknown_setting_is_answered_with_those_there_are(shell: Shell) -> None:
    """A typing mistake is easy to mend."""
    assert "page_size" in shell.sentence("site", "set", shell.add_site(), "pagesize=10")


def test_origins_are_replaced(shell: Shell) -> None:
    """--origin of `set` names all of them anew."""
    key = shell.add_site("Blog", "https://old.example")
    shell.answer("site", "set", key, "--origin", "https://new.example", "--origin", "https://www.new.example")
    assert shell.answer("site", "show", key)["origins"] == ["https://new.example", "https://www.new.example"]


def test_renaming_leaves_the_key_and_can_be_taken_back(shell: Shell) -> None:
    """As every change of a site: the command that undoes it is printed, and `acts` lists it."""
    key = shell.add_site("Old Name")
    said = shell.run("site", "rename", key, "New Name").stdout
    assert shell.answer("site", "show", key)["name"] == "New Name"
    (act,) = re.findall(rf"chimein undo (\d+) --site {key}", said)
    assert (act, "change_site") in {(one["act"], one["verb"]) for one in shell.answer("acts", "--site", key)["acts"]}
    assert shell.answer("undo", act, "--site", key) == {"undone": 1, "left_alone": 0}
    assert shell.answer("site", "show", key)["name"] == "Old Name"
    assert "1 to 100 characters" in shell.sentence("site", "rename", key, " ")
    assert shell.answer("site", "rename", key, "Old Name")["act"] is None


def test_settings_and_origins_are_taken_back(shell: Shell) -> None:
    """Each as it was; what was set again since is left alone."""
    key = shell.add_site("Blog", "https://old.example")
    done = shell.answer("site", "set", key, "page_size=10", "notice=Kind", "--origin", "https://new.example")
    shell.answer("site", "set", key, "notice=Kinder")
    assert shell.answer("undo", done["act"], "--site", key) == {"undone": 2, "left_alone": 1}
    shown = shell.answer("site", "show", key)
    assert shown["origins"] == ["https://old.example"]
    assert (shown["settings"]["page_size"], shown["settings"]["notice"]) == (25, "Kinder")


def test_show_gives_the_secret_feed(shell: Shell) -> None:
    """The address of held comments carries the token that opens it, another one for each site."""
    one, other = shell.add_site("One"), shell.add_site("Other")
    feeds = [shell.answer("site", "show", key)["held_feed"] for key in (one, other)]
    assert feeds[0].startswith(f"http://127.0.0.1:8000/s/{one}/held.atom?token=")
    assert feeds[0].partition("token=")[2] != feeds[1].partition("token=")[2]
    assert feeds[0] in shell.run("site", "show", one).stdout


def test_list_shows_every_site(shell: Shell) -> None:
    """In the order in which they were added."""
    keys = [shell.add_site(name) for name in ("One", "Two")]
    assert [site["key"] for site in shell.answer("site", "list")] == keys
    assert all(key in shell.run("site", "list").stdout for key in keys)


def test_removing_needs_yes(shell: Shell) -> None:
    """Nobody removes a site by mistake."""
    key = shell.add_site()
    assert shell.run("site", "remove", key).exit_code == 2
    assert shell.answer("site", "remove", key, "--yes") == {"removed": key}
    assert shell.answer("site", "list") == []


def test_an_unknown_key_is_told(shell: Shell) -> None:
    """A wrong key is no traceback."""
    shell.add_site()
    for command in (("show", "nosuchkey"), ("set", "nosuchkey", "order=newest"), ("remove", "nosuchkey", "--yes")):
        assert shell.sentence("site", *command) == "There is no such site here."


def test_public_url_is_in_the_snippet(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where browsers reach the instance is what the snippet says."""
    monkeypatch.setenv("CHIMEIN_PUBLIC_URL", "https://comments.example.org/")
    assert (
        'src="https://comments.example.org/embed.js"'
        in shell.answer("site", "add", "B", "--origin", "https://a.example")["snippet"]
    )


def test_a_snippet_is_printed_for_a_system(shell: Shell) -> None:
    """With the file, where it goes, and the options that were given."""
    key = shell.add_site("Blog", "https://blog.example.org")
    said = shell.run("site", "snippet", key, "--for", "hugo", "--theme", "dark", "--accent", "#0a643c").stdout
    assert "Hugo: layouts/partials/comments.html" in said
    assert f'<chime-in site="{key}" url="{{{{ .Permalink }}}}" theme="dark">' in said
    assert "--chime-accent: #0a643c" in said
    (one,) = shell.answer("site", "snippet", key, "--for", "eleventy")
    assert one["system"] == "eleventy"
    assert '"https://blog.example.org" + page.url' in one["code"]


def test_snippets_are_printed_for_all_systems(shell: Shell) -> None:
    """Without --for; the plain one is what `site add` printed."""
    key = shell.add_site()
    made = shell.answer("site", "snippet", key)
    assert len(made) == 11
    assert made[0]["file"] is None
    assert made[0]["code"] == shell.answer("site", "show", key)["snippet"]


def test_a_wrong_option_of_a_snippet_is_refused(shell: Shell) -> None:
    """With its sentence; an unknown system is bad usage."""
    key = shell.add_site()
    assert shell.sentence("site", "snippet", key, "--theme", "purple") == "The theme is one of: auto, light, dark."
    assert shell.run("site", "snippet", key, "--for", "geocities").exit_code == 2
    assert shell.sentence("site", "snippet", "nosuchkey") == "There is no such site here."


def test_the_help_of_set_explains_every_setting(shell: Shell) -> None:
    """Nobody needs the README to know what can be set."""
    said = shell.run("site", "set", "--help").stdout
    assert [setting.name for setting in SETTINGS if f"    {setting.name} " not in said] == []
    assert "Each writer's first".lower() in said.replace("\n", " ")
