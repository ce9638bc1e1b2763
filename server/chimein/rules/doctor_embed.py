"""What the doctor says of the element, its script, and the addresses that they name."""

from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

from chimein.rules.findings import Check, Finding, Patient, is_of_this_machine, origin_of
from chimein.rules.page_markup import Attributes
from chimein.rules.page_urls import explicit_key
from chimein.rules.refusals import Invalid


def leads_to(patient: Patient) -> str:
    """The page whose conversation the first element shows, or the owner's own id of it."""
    if not patient.markup.elements:
        return ""
    element = patient.markup.elements[0]
    return element.get("thread", "").strip() or _page_of(patient, element)


def _page_of(patient: Patient, element: Attributes) -> str:
    return patient.resolved(element.get("url") or patient.markup.canonical or patient.page.url)


def _element(patient: Patient) -> Iterator[Finding]:
    key = patient.practice.key
    if not patient.markup.elements:
        yield Finding(
            "element-missing",
            "note" if patient.markup.has_counts else "broken",
            "There is no <chime-in> element in the page as it is sent.",
            "Paste it where the comments should be. If a script puts it in, this cannot be seen from here.",
            f'<chime-in site="{key}"></chime-in>',
        )
    for named in {element.get("site", "").strip() for element in patient.markup.elements} - {key}:
        what = f"The element is for the site “{named}”" if named else "The element does not say for which site it is"
        yield Finding(
            "wrong-site", "broken", f"{what}; this site's key is {key}.", "Give it this site's key.", f'site="{key}"'
        )


def _script(patient: Patient) -> Iterator[Finding]:
    practice = patient.practice
    ours = f"{practice.instance}/embed.js"
    alike = [script for script in patient.markup.scripts if _path(script).endswith("/embed.js")]
    same = [script for script in alike if patient.resolved(script["src"]).partition("?")[0] == ours]
    if same:
        yield from _way_of(patient, same[0])
    elif alike:
        other = patient.resolved(alike[0]["src"])
        insecure = other.replace("http://", "https://", 1).partition("?")[0] == ours
        code = "script-insecure" if insecure else "script-elsewhere"
        what = "The script is asked for without https" if insecure else f"The script comes from another place: {other}"
        yield Finding(code, "broken", f"{what}.", "Load it from this instance.", practice.script)
    else:
        yield Finding(
            "script-missing",
            "broken" if patient.markup.elements else "note",
            "The script that brings the element to life is not in the page.",
            "Paste this line once, anywhere in the page.",
            practice.script,
        )


def _path(script: Attributes) -> str:
    return urlsplit(script["src"].strip()).path


def _way_of(patient: Patient, script: Attributes) -> Iterator[Finding]:
    if script.get("type", "").strip().lower() != "module":
        yield Finding(
            "script-no-module",
            "broken",
            "The script is not loaded as a module, and will not run.",
            'Give it type="module".',
            patient.practice.script,
        )


def _transport(patient: Patient) -> Iterator[Finding]:
    page, instance = patient.page.url, patient.practice.instance
    if is_of_this_machine(instance):
        if not is_of_this_machine(page):
            yield Finding(
                "instance-local",
                "broken",
                f"The instance says of itself that it is at {instance}, which no reader can reach.",
                "Tell it the address that browsers use, and start it anew.",
                "CHIMEIN_PUBLIC_URL=https://comments.example.org",
            )
    elif page.startswith("https:") and instance.startswith("http:"):
        yield Finding(
            "mixed-content",
            "broken",
            "The page comes over https and the instance does not: browsers refuse to mix the two.",
            "Put the instance behind a proxy that speaks https, and tell it so.",
            f"CHIMEIN_PUBLIC_URL={instance.replace('http:', 'https:', 1)}",
        )
    elif page.startswith("http:") and instance.startswith("https:"):
        yield Finding(
            "page-insecure",
            "warning",
            "The page comes without https, so that anybody on the way can change it and read what is typed.",
            "Serve it over https, and redirect from http.",
            patient.page.url.replace("http:", "https:", 1),
        )


def _origin(patient: Patient) -> Iterator[Finding]:
    practice, origin = patient.practice, origin_of(patient.page.url)
    if origin not in practice.origins and origin != origin_of(practice.instance):
        named = " ".join(f"--origin {each}" for each in (*practice.origins, origin))
        yield Finding(
            "origin-not-allowed",
            "broken",
            f"The page is at {origin}, which is not one of the site's origins: nobody can write there.",
            "Add it to the site.",
            f"chimein site set {practice.key} {named}",
            origin,
        )


def _addresses(patient: Patient) -> Iterator[Finding]:
    for element in patient.markup.elements:
        if element.get("thread", "").strip():
            yield from _thread(element["thread"])
        elif element.get("url"):
            yield from _url(patient, element)
        else:
            yield from _canonical(patient)


def _thread(thread: str) -> Iterator[Finding]:
    try:
        explicit_key(thread)
    except Invalid as refused:
        detail = refused.errors["thread"].detail
        yield Finding("thread-invalid", "broken", detail, "Give the thread another id, or none.")


def _url(patient: Patient, element: Attributes) -> Iterator[Finding]:
    address = _page_of(patient, element)
    key = patient.key_of(address)
    if not key:
        yield Finding(
            "url-foreign",
            "broken",
            f"The element's url is {address}, which is not a page of the site.",
            "Give the page's own address, or add that origin to the site.",
            f'url="{patient.page.url}"',
        )
    elif key != (patient.key_of(patient.page.url) or key):
        yield Finding(
            "url-elsewhere",
            "note",
            f"The element's url is {address}, so that this page shows that one's conversation.",
            "If it should have its own, give its own address.",
            f'url="{patient.page.url}"',
        )


def _canonical(patient: Patient) -> Iterator[Finding]:
    if not patient.markup.canonical:
        return
    address = patient.resolved(patient.markup.canonical)
    key = patient.key_of(address)
    if key and key == (patient.key_of(patient.page.url) or key):
        return
    what = f"The page's canonical link is {address}, "
    what += "so that it shows the conversation of that page." if key else "which is not a page of the site."
    yield Finding(
        "canonical-elsewhere",
        "warning" if key else "broken",
        what,
        "Let the link name the page itself, or say on the element which page it is.",
        f'<link rel="canonical" href="{patient.page.url}">',
    )


def _several(patient: Patient) -> Iterator[Finding]:
    shown = Counter(
        (element.get("site"), element.get("thread") or patient.key_of(_page_of(patient, element)))
        for element in patient.markup.elements
    )
    for (_, conversation), times in shown.items():
        if times > 1 and conversation:
            yield Finding(
                "several",
                "warning",
                f"The same conversation is in the page {times} times; links to a comment lead to the first one.",
                "Keep one of the elements, or give each a url or a thread of its own.",
            )


CHECKS: tuple[Check, ...] = (_element, _script, _transport, _origin, _addresses, _several)
