"""What templates may and may not do, whichever pages they are of."""

from pathlib import Path

import minijinja
import pytest

from chimein.render.page import environment


def test_a_mistake_in_a_template_tells_nothing_of_what_it_was_given(tmp_path: Path) -> None:
    """The error goes to the log, where no name, address or token belongs."""
    (tmp_path / "it.html").write_text("{{ word }} {{ typed.missing }}")
    with pytest.raises(minijinja.TemplateError) as crash:
        environment(tmp_path).render_template("it.html", word="chimein_secret", typed={"email": "ada@example.org"})
    assert "it.html:1" in str(crash.value)
    assert "chimein_secret" not in str(crash.value)
    assert "ada@example.org" not in str(crash.value)
