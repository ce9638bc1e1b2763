"""The help of `chimein site set`: every setting with what it does and takes."""

from textwrap import wrap

from chimein.rules.setting_controls import Setting, in_groups, told

WIDTH = 78
INDENT = " " * 17


def help_of_settings() -> str:
    """All of them by group, laid out for a terminal."""
    parts = ["Change a website's settings: NAME=VALUE, as `site show` lists them."]
    for group, settings in in_groups().items():
        # A paragraph that begins so is left as it is laid out.
        parts.append("\n".join(["\b", f"{group}:", *map(_lines, settings)]))
    return "\n\n".join(parts)


def _lines(setting: Setting) -> str:
    words = told(setting).replace("`", "")
    return "\n".join(wrap(words, WIDTH, initial_indent=f"  {setting.name:<15}", subsequent_indent=INDENT))
