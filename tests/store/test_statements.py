"""Named queries and where they are."""

from pathlib import Path

import pytest

from chimein.store.statements import load_statements, sql_folder


def test_a_query_is_known_by_its_name(tmp_path: Path) -> None:
    """The text under a name is the statement, without its sentence and its semicolon."""
    (tmp_path / "a.sql").write_text(
        "-- name: one\n-- The first.\nselect 1\nfrom x;\n\n-- name: two\n-- Next.\nselect 2;\n"
    )
    assert load_statements(tmp_path) == {"one": "select 1\nfrom x", "two": "select 2"}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("-- name: one\nselect 1;\n", "sentence"),
        ("-- name: one\n-- The first.\nselect 1;\n-- name: one\n-- Again.\nselect 2;\n", "twice"),
    ],
)
def test_a_careless_file_is_refused(tmp_path: Path, text: str, why: str) -> None:
    """A query needs a sentence, and a name of its own."""
    (tmp_path / "a.sql").write_text(text)
    with pytest.raises(ValueError, match=why):
        load_statements(tmp_path)


def test_the_projects_queries_are_found() -> None:
    """The folder has queries, each one statement."""
    found = load_statements(sql_folder() / "queries")
    assert "add_comment" in found
    assert all(";" not in text.replace("'id;'", "") for text in found.values())
