"""What the doctor says of a page's Content-Security-Policy: what it blocks, and the directive that lets it through."""

from collections.abc import Iterator
from typing import Literal

from chimein.rules.content_policies import Policy, blocking
from chimein.rules.findings import Check, Finding, Patient, Severity, origin_of

_REQUESTS: tuple[tuple[Literal["connect-src", "img-src"], str, Severity, str], ...] = (
    ("connect-src", "/api/v1/sites/", "broken", "asking for comments and sending them"),
    ("img-src", "/avatar/", "warning", "the pictures beside comments"),
)
_MODULES = ("/embed.js", "/embed/core.js")
"""The entry, and one of those that it brings."""


def _scripts(patient: Patient) -> Iterator[Finding]:
    instance, page = patient.practice.instance, patient.page.url
    nonce = _nonce(patient)
    for policy in patient.policies:
        if all(policy.allows_script(instance + path, page, nonce) for path in _MODULES):
            continue
        what = f"The page's policy, in {policy.origin}, blocks the script."
        yield Finding("policy-script", "broken", what, *_cure(policy, patient))


def _cure(policy: Policy, patient: Patient) -> tuple[str, str]:
    """A sentence and a line."""
    sandbox = policy.directives.get("sandbox")
    if sandbox is not None and "allow-scripts" not in map(str.lower, sandbox):
        return "Let its sandbox allow scripts.", " ".join(["sandbox", *sandbox, "allow-scripts"])
    if policy.is_strictly_dynamic:
        line = patient.practice.script.replace("<script", '<script nonce="THE-NONCE-OF-THIS-ANSWER"')
        return "It goes by nonces: let what writes the page write its nonce on this script, too.", line
    return _place(policy, "script-src"), policy.directive_with("script-src", origin_of(patient.practice.instance))


def _nonce(patient: Patient) -> str:
    ours = f"{patient.practice.instance}/embed.js"
    nonces = (script.get("nonce", "") for script in patient.markup.scripts if patient.resolved(script["src"]) == ours)
    return next(nonces, "")


def _requests(patient: Patient) -> Iterator[Finding]:
    instance, page = patient.practice.instance, patient.page.url
    for kind, path, severity, what in _REQUESTS:
        for policy in blocking(patient.policies, kind, instance + path, page):
            yield Finding(
                f"policy-{kind.removesuffix('-src')}",
                severity,
                f"The page's policy, in {policy.origin}, blocks {what}.",
                _place(policy, kind),
                policy.directive_with(kind, origin_of(instance)),
            )


def _place(policy: Policy, kind: str) -> str:
    return (
        "Put this beside its default-src."
        if policy.speaker(kind) == "default-src"
        else f"Put this in the place of its {policy.speaker(kind)}."
    )


def _styles(patient: Patient) -> Iterator[Finding]:
    """The element itself needs no leave for styles; colours that the page gives it in a style element do."""
    for policy in patient.policies:
        if all(policy.allows_inline_style(style.get("nonce", "")) for style in patient.markup.styles):
            continue
        yield Finding(
            "policy-style",
            "warning",
            f"The page's policy, in {policy.origin}, blocks the style element with the colours of the comments.",
            "Write its rule into the site's style sheet instead; the element itself needs no leave for styles.",
        )


def _upgrades(patient: Patient) -> Iterator[Finding]:
    """Without TLS an instance is not found any more once its addresses are rewritten."""
    upgraded = any("upgrade-insecure-requests" in policy.directives for policy in patient.policies)
    if upgraded and patient.practice.instance.startswith("http:"):
        yield Finding(
            "policy-upgrade",
            "broken",
            "The page's policy turns every request into https, which the instance does not speak.",
            "Put the instance behind a proxy that speaks https, and tell it so.",
            f"CHIMEIN_PUBLIC_URL={patient.practice.instance.replace('http:', 'https:', 1)}",
        )


CHECKS: tuple[Check, ...] = (_scripts, _requests, _styles, _upgrades)
