"""What may be asked of the element."""

import pytest

from chimein.rules.embedding import Embedding, embedding
from chimein.rules.refusals import Invalid


def test_nothing_asked_is_nothing_said() -> None:
    """What the element does anyway is not written down, whether it was typed or left empty."""
    assert embedding({}) == Embedding()
    assert embedding({"theme": "auto", "loading": "lazy", "heading_level": "2", "lang": " "}).attributes() == {}
    assert embedding({}).properties() == {}


def test_what_differs_is_said() -> None:
    """Each option is an attribute of the element, the look is its custom properties."""
    options = embedding(
        {
            "theme": "dark",
            "lang": "pt-BR",
            "order": "newest",
            "loading": "click",
            "heading_level": "3",
            "thread": " post 7 ",
            "accent": "#0A643C",
            "font": '"My Font", Georgia, serif',
            "radius": "0",
        }
    )
    assert options.attributes() == {
        "theme": "dark",
        "lang": "pt-BR",
        "order": "newest",
        "loading": "click",
        "heading-level": "3",
        "thread": "post 7",
    }
    assert options.properties() == {
        "--chime-accent": "#0a643c",
        "--chime-font": '"My Font", Georgia, serif',
        "--chime-radius": "0px",
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("theme", "purple"),
        ("order", "random"),
        ("loading", "later"),
        ("lang", "german please"),
        ("lang", 'de"'),
        ("heading_level", "7"),
        ("heading_level", "٣"),
        ("thread", "a\x00b"),
        ("thread", "x" * 201),
        ("accent", "red;} body { display: none"),
        ("accent", "#12345"),
        ("font", "x; } body { display: none"),
        ("font", "</style><script>"),
        ("font", "`${alert(1)}`"),
        ("font", '"half'),
        ("font", "x" * 201),
        ("radius", "-1"),
        ("radius", "41"),
    ],
)
def test_a_wrong_option_is_refused_with_a_sentence_at_its_name(name: str, value: str) -> None:
    """Nothing that could end a style rule, a quote or an element gets through."""
    with pytest.raises(Invalid) as refused:
        embedding({name: value})
    assert set(refused.value.errors) == {name}
    assert refused.value.errors[name].detail.endswith(".")


def test_all_wrong_options_are_told_at_once() -> None:
    """Nobody mends them one by one."""
    with pytest.raises(Invalid) as refused:
        embedding({"theme": "x", "accent": "x", "radius": "3"})
    assert set(refused.value.errors) == {"theme", "accent"}
