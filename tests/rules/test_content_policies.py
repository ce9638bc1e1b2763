"""Policies are read as browsers read them."""

import pytest

from chimein.rules.content_policies import Policy, blocking, policies

PAGE = "https://blog.example/post"
OURS = "https://comments.example"


def one(text: str) -> Policy:
    """The single policy in a text."""
    (policy,) = policies(text, "the header")
    return policy


@pytest.mark.parametrize(
    ("source", "url", "does"),
    [
        ("*", f"{OURS}/embed.js", True),
        ("*", "http://comments.example/embed.js", True),
        ("https:", f"{OURS}/embed.js", True),
        ("http:", f"{OURS}/embed.js", True),
        ("https:", "http://comments.example/embed.js", False),
        ("data:", f"{OURS}/embed.js", False),
        ("comments.example", f"{OURS}/embed.js", True),
        ("COMMENTS.example", f"{OURS}/embed.js", True),
        ("https://comments.example", f"{OURS}/embed.js", True),
        ("http://comments.example", f"{OURS}/embed.js", True),
        ("comments.example", "http://comments.example/embed.js", False),
        ("https://comments.example:443", f"{OURS}/embed.js", True),
        ("https://comments.example:8443", f"{OURS}/embed.js", False),
        ("https://comments.example", f"{OURS}:8443/embed.js", False),
        ("https://comments.example:*", f"{OURS}:8443/embed.js", True),
        ("*.example", f"{OURS}/embed.js", True),
        ("*.comments.example", f"{OURS}/embed.js", False),
        ("https://*.comments.example", "https://a.b.comments.example/", True),
        ("https://comments.example/embed.js", f"{OURS}/embed.js", True),
        ("https://comments.example/embed.js", f"{OURS}/embed/core.js", False),
        ("https://comments.example/embed/", f"{OURS}/embed/core.js", True),
        ("'self'", f"{OURS}/embed.js", False),
        ("'self'", "https://blog.example/embed.js", True),
        ("'none'", f"{OURS}/embed.js", False),
        ("'unsafe-inline'", f"{OURS}/embed.js", False),
        ("https://comments.example.evil", f"{OURS}/embed.js", False),
        ("127.0.0.1:8000", "https://127.0.0.1:8000/x", True),
    ],
)
def test_a_source_matches_what_browsers_match(source: str, url: str, does: bool) -> None:
    """Schemes, hosts with wildcards, ports and paths (CSP3 §6.7.2)."""
    assert one(f"script-src {source}").allows("script-src", url, PAGE) is does
    assert one(f"script-src {source}").allows_script(url, PAGE) is does


def test_self_of_a_page_without_tls_takes_the_same_host_with_it() -> None:
    """An upgrade is no stranger."""
    assert one("img-src 'self'").allows("img-src", "https://blog.example/a", "http://blog.example/")
    assert not one("img-src 'self'").allows("img-src", "http://blog.example/a", "https://blog.example/")


def test_what_nobody_speaks_of_is_allowed() -> None:
    """A directive falls back to default-src, and where that is missing nothing is forbidden."""
    assert one("frame-ancestors 'none'").allows("connect-src", OURS, PAGE)
    assert not one("default-src 'self'").allows("connect-src", OURS, PAGE)
    assert one("default-src 'self'; connect-src *").allows("connect-src", OURS, PAGE)
    assert not one("default-src *; script-src-elem 'self'; script-src *").allows_script(f"{OURS}/embed.js", PAGE)


def test_the_first_directive_of_a_name_counts() -> None:
    """A second one is ignored, also in capitals, and an empty list allows nothing."""
    assert not one("IMG-SRC 'self'; img-src *").allows("img-src", OURS, PAGE)
    assert not one("img-src").allows("img-src", OURS, PAGE)
    assert one(" ;; img-src  *  ;").allows("img-src", OURS, PAGE)


def test_each_policy_must_allow() -> None:
    """A comma begins another policy; an empty one is none."""
    found = policies("img-src *, default-src 'self',, script-src *", "the header")
    assert len(found) == 3
    assert blocking(found, "img-src", OURS, PAGE) == [found[1]]


def test_a_nonce_lets_a_script_in() -> None:
    """The element's nonce must be the policy's; with strict-dynamic hosts count for nothing."""
    policy = one("script-src 'nonce-abc' 'strict-dynamic' https://comments.example")
    assert policy.is_strictly_dynamic
    assert policy.wants_nonce
    assert policy.allows_script(f"{OURS}/embed.js", PAGE, "abc")
    assert not policy.allows_script(f"{OURS}/embed.js", PAGE, "ABC")
    assert not policy.allows_script(f"{OURS}/embed.js", PAGE)
    assert one("script-src 'nonce-abc' https://comments.example").allows_script(f"{OURS}/embed.js", PAGE)


def test_a_sandbox_without_scripts_forbids_them() -> None:
    """Whatever the list of scripts says."""
    assert not one("sandbox allow-forms; script-src *").allows_script(f"{OURS}/embed.js", PAGE)
    assert one("sandbox allow-scripts; script-src *").allows_script(f"{OURS}/embed.js", PAGE)


@pytest.mark.parametrize(
    ("text", "does"),
    [
        ("img-src *", True),
        ("style-src 'self'", False),
        ("default-src 'self'", False),
        ("style-src 'unsafe-inline'", True),
        ("style-src 'unsafe-inline' 'nonce-x'", False),
        ("style-src 'sha256-abc='", True),
    ],
)
def test_inline_style_needs_leave(text: str, does: bool) -> None:
    """A nonce in the list takes the general leave back."""
    assert one(text).allows_inline_style() is does


def test_the_directive_to_use_keeps_what_is_allowed() -> None:
    """It takes the place of the one that decided, or stands beside default-src with the same list."""
    assert (
        one("script-src 'self' x.example").directive_with("script-src", OURS) == f"script-src 'self' x.example {OURS}"
    )
    assert one("default-src 'none'").directive_with("connect-src", OURS) == f"connect-src {OURS}"
    assert (
        one("default-src 'self'; img-src a.example").directive_with("connect-src", OURS) == f"connect-src 'self' {OURS}"
    )
    assert (
        one("script-src-elem 'self'; script-src *").directive_with("script-src", OURS)
        == f"script-src-elem 'self' {OURS}"
    )


def test_the_directive_to_use_is_enough() -> None:
    """Whatever blocked, with it in place nothing does."""
    for text in ("default-src 'none'", "script-src 'self'", "script-src-elem a.example; default-src 'self'"):
        better = one(f"{one(text).directive_with('script-src', OURS)}; {text}")
        assert better.allows_script(f"{OURS}/embed.js", PAGE)
