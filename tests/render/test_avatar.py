"""The pictures of people without a gravatar."""

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chimein.render.avatar import generated_avatar, neutral_avatar

HARMLESS_TAGS = {"svg", "g", "path", "circle", "rect", "ellipse"}
HARMLESS_ATTRIBUTES = {
    "viewBox", "width", "height", "fill", "stroke", "stroke-width", "stroke-linecap", "opacity", "transform",
    "d", "cx", "cy", "r", "rx", "ry", "x", "y",
}  # fmt: skip


def assert_harmless(picture: bytes) -> None:
    """A well-formed SVG of shapes alone, in the size that we serve."""
    root = ET.fromstring(picture)
    assert root.get("viewBox") == "0 0 80 80"
    for element in root.iter():
        assert element.tag.removeprefix("{http://www.w3.org/2000/svg}") in HARMLESS_TAGS
        assert set(element.attrib) <= HARMLESS_ATTRIBUTES
        assert not (element.text or "").strip()
    assert b"{" not in picture


@given(st.text())
def test_any_seed_gives_a_small_harmless_picture(seed: str) -> None:
    """Shapes and colours only: no text, script, style or address, in at most a kilobyte and a half."""
    picture = generated_avatar(seed)
    assert_harmless(picture)
    assert len(picture) <= 1_500


def test_the_neutral_picture_is_harmless() -> None:
    """The picture of nobody is made of the same harmless shapes."""
    assert_harmless(neutral_avatar())


@pytest.mark.parametrize("seed", ["", "a", "persona", "\ud800"])
def test_the_same_persona_has_the_same_picture(seed: str) -> None:
    """The bytes depend on the seed alone."""
    assert generated_avatar(seed) == generated_avatar(seed)


def test_a_persona_keeps_its_picture_between_versions() -> None:
    """A face that people know does not change with an update, unless somebody means it to."""
    colours = re.findall(rb'fill="(#[0-9a-f]{6})"', generated_avatar("keep me"))
    assert colours[:3] == [
        b"#4f9d69",
        b"#7fbd90",
        b"#d95d7c",
    ]


def test_personas_are_told_apart() -> None:
    """Among two hundred people hardly two look the same."""
    assert len({generated_avatar(str(number)) for number in range(200)}) > 195


def test_nobody_looks_like_nobody() -> None:
    """The neutral picture is nobody's."""
    assert neutral_avatar() not in {generated_avatar(str(number)) for number in range(200)}
