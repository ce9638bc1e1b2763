"""Links to comments of former systems are recognised, and nothing else is."""

import pytest

from chimein.rules.fragments import former_fragment


@pytest.mark.parametrize(
    ("typed", "fragment"),
    [
        ("comment-123", "comment-123"),
        ("#comment-123", "comment-123"),
        (" #comment-123 ", "comment-123"),
        ("li-comment-123", "comment-123"),
        ("div-comment-123", "comment-123"),
        ("dsq-comment-456", "comment-456"),
        ("Comment-123", "comment-123"),
        ("comment-6a00d8341c630a53ef0120a5f4d5c5970b", "comment-6a00d8341c630a53ef0120a5f4d5c5970b"),
        (
            "remark42__comment-07ee65d9-8cbb-4b33-8e3f-0e1bb8b3d1a2",
            "remark42__comment-07ee65d9-8cbb-4b33-8e3f-0e1bb8b3d1a2",
        ),
        ("isso-12", "isso-12"),
        ("commento-" + "0f" * 32, "commento-" + "0f" * 32),
        ("comentario-2e4b6a52-1111-4222-8333-abcdefabcdef", "comentario-2e4b6a52-1111-4222-8333-abcdefabcdef"),
        ("IDComment123456", "idcomment123456"),
        ("atk-comment-12", "atk-comment-12"),
        ("c1234567890123456789", "c1234567890123456789"),
        ("hashover-c1r2r3", "hashover-c1r2r3"),
        ("issuecomment-99", "issuecomment-99"),
        ("discussioncomment-99", "discussioncomment-99"),
    ],
)
def test_former_fragment_is_normalised(typed: str, fragment: str) -> None:
    """A former system's fragment is found in one spelling, which is its own."""
    assert former_fragment(typed) == fragment
    assert former_fragment(fragment) == fragment


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "#",
        "comments",
        "comment-",
        "comment-12x",
        "comment-1 2",
        "comment-12\n#x",
        "respond",
        "chime-abc12",
        "c12",
        "isso-",
        "isso-１２",
        "my-comment-12",
        "commento-",
        "commento-xyz",
        "remark42__comment-",
        "comment-" + "1" * 41,
        "hashover-c1" + "r1" * 21,
        "'; DROP TABLE comments; --",
    ],
)
def test_other_fragments_are_none(typed: str) -> None:
    """Whatever no former system wrote, our own permalinks among it, is none."""
    assert former_fragment(typed) is None
