"""The page doctor, on real pages of a real server: one disease at a time, and the remedy that cures it."""

import re
import ssl
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from browser.hosts import Host, Served
from chimein.gateways.clock import SystemClock
from chimein.gateways.egress import Egress
from chimein.gateways.pages import Pages
from chimein.rules.doctor import Diagnosis, diagnosis
from chimein.rules.findings import Finding, Practice
from chimein.rules.seen_pages import LONGEST_PAGE

pytestmark = pytest.mark.anyio

FAR = "https://comments.example"
SCRIPT = f'<script type="module" async src="{FAR}/embed.js"></script>'
ELEMENT = '<chime-in site="abc234"><a href="#">Join</a></chime-in>'
NONCE = SCRIPT.replace("<script", '<script nonce="n0nce"')


class Clinic:
    """A website, and a doctor who may look at it though it is on loopback."""

    def __init__(self, host: Host, egress: Egress) -> None:
        self.host = host
        self._pages = Pages(egress, SystemClock())

    async def look(self, body: str = ELEMENT + SCRIPT, **given: Any) -> Diagnosis:
        """Serve a page with this body and have it examined. `head`, `headers`, `status`, `kind`; `path`, `instance`."""
        page = f"<!doctype html><html><head>{given.get('head', '')}</head><body>{body}</body></html>"
        kind = given.get("kind", "text/html; charset=utf-8")
        served = Served(page.encode(), given.get("status", 200), kind, given.get("headers", {}))
        self.host.serve("/page", served)
        return await self.examine(self.host.url + given.get("path", "/page"), **given)

    async def examine(self, url: str, **given: Any) -> Diagnosis:
        """Have any address examined."""
        origins = given.get("origins", (self.host.url,))
        return diagnosis(await self._pages.see(url), Practice(given.get("instance", FAR), "abc234", origins))


def only(found: Diagnosis) -> Finding:
    """The one finding, but for that which every page without TLS has."""
    (finding,) = [finding for finding in found.findings if finding.code != "page-insecure"]
    return finding


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    """A website without TLS."""
    with Host() as running:
        yield running


@pytest.fixture
async def clinic(host: Host) -> AsyncIterator[Clinic]:
    """The doctor of that website."""
    egress = Egress(insecure_hosts=frozenset({host.url.removeprefix("http://")}))
    yield Clinic(host, egress)
    await egress.aclose()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file = tmp_path_factory.mktemp("tls") / "host.pem"
    file.write_bytes(private + made.public_bytes(pem))
    return file


@pytest.fixture
async def secure(certificate: Path) -> AsyncIterator[Clinic]:
    """The same for a website with TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    trusting = ssl.create_default_context(cafile=certificate)
    with Host(context) as host:
        egress = Egress(insecure_hosts=frozenset({host.url.removeprefix("https://")}), ssl_context=trusting)
        yield Clinic(host, egress)
        await egress.aclose()


async def test_a_healthy_page_has_no_findings(secure: Clinic) -> None:
    """Element, script, origin and a policy that lets everything through."""
    policy = f"default-src 'none'; script-src {FAR}; connect-src {FAR}; img-src {FAR}"
    found = await secure.look(headers={"Content-Security-Policy": policy})
    assert found.findings == ()
    assert not found.is_broken
    assert found.leads_to == f"{secure.host.url}/page"


async def test_nothing_at_all_is_there(clinic: Clinic) -> None:
    """Both lines are given; what is commented out or for browsers without scripts does not count."""
    for body in (
        "<p>Hello</p>",
        f"<!-- {ELEMENT} -->",
        f"<noscript>{ELEMENT}</noscript>",
        f"<template>{ELEMENT}</template>",
    ):
        found = await clinic.look(body)
        missing = next(finding for finding in found.findings if finding.code == "element-missing")
        assert missing.severity == "broken"
        assert missing.line == '<chime-in site="abc234"></chime-in>'
        assert "script-missing" in {finding.code for finding in found.findings}


async def test_the_script_is_missing(clinic: Clinic) -> None:
    """The element alone stays dead."""
    finding = only(await clinic.look(ELEMENT + '<script src="/other.js"></script>'))
    assert (finding.code, finding.severity, finding.line) == ("script-missing", "broken", SCRIPT)


async def test_a_list_of_articles_needs_no_element(clinic: Clinic) -> None:
    """Counts alone are a page, too."""
    finding = only(await clinic.look('<span data-chime-count="/post"></span>' + SCRIPT))
    assert (finding.code, finding.severity) == ("element-missing", "note")


@pytest.mark.parametrize("site", ['site="other"', "", 'site=""'])
async def test_a_wrong_site_key(clinic: Clinic, site: str) -> None:
    """Another one, or none."""
    finding = only(await clinic.look(f"<chime-in {site}></chime-in>{SCRIPT}"))
    assert (finding.code, finding.severity, finding.line) == ("wrong-site", "broken", 'site="abc234"')


async def test_the_script_of_another_instance(clinic: Clinic) -> None:
    """It would ask there."""
    finding = only(await clinic.look(f'{ELEMENT}<script type="module" src="https://other.example/embed.js"></script>'))
    assert (finding.code, finding.severity, finding.line) == ("script-elsewhere", "broken", SCRIPT)
    assert "https://other.example/embed.js" in finding.what


async def test_the_script_without_tls(clinic: Clinic) -> None:
    """Our own, but asked for by http."""
    finding = only(await clinic.look(ELEMENT + SCRIPT.replace("https:", "http:")))
    assert (finding.code, finding.severity, finding.line) == ("script-insecure", "broken", SCRIPT)


async def test_the_script_is_no_module(clinic: Clinic) -> None:
    """As a classic script it does not run."""
    for body in (
        f'<script async src="{FAR}/embed.js"></script>',
        f'<script type="text/javascript" src="{FAR}/embed.js?x"></script>',
    ):
        finding = only(await clinic.look(ELEMENT + body))
        assert (finding.code, finding.severity, finding.line) == ("script-no-module", "broken", SCRIPT)


async def test_an_origin_that_is_not_the_sites(clinic: Clinic) -> None:
    """The command keeps those that there are, and the origin is at hand for a button."""
    finding = only(await clinic.look(origins=("https://blog.example",)))
    assert (finding.code, finding.severity, finding.origin) == ("origin-not-allowed", "broken", clinic.host.url)
    assert finding.line == f"chimein site set abc234 --origin https://blog.example --origin {clinic.host.url}"


async def test_pages_and_instance_with_and_without_tls(clinic: Clinic, secure: Clinic) -> None:
    """A secure page and an insecure instance do not go together; the other way round does, and is told."""
    mixed = only(await secure.look(ELEMENT + SCRIPT.replace("https:", "http:"), instance="http://comments.example"))
    assert (mixed.code, mixed.severity) == ("mixed-content", "broken")
    assert mixed.line == "CHIMEIN_PUBLIC_URL=https://comments.example"
    (insecure,) = (await clinic.look()).findings
    assert (insecure.code, insecure.severity) == ("page-insecure", "warning")
    near = await clinic.look(ELEMENT + SCRIPT.replace(FAR, "http://127.0.0.1:9"), instance="http://127.0.0.1:9")
    assert near.findings == ()


async def test_an_element_for_a_page_that_is_not_the_sites(clinic: Clinic) -> None:
    """Its url would be refused."""
    finding = only(await clinic.look(f'<chime-in site="abc234" url="https://evil.example/x"></chime-in>{SCRIPT}'))
    assert (finding.code, finding.severity, finding.line) == ("url-foreign", "broken", f'url="{clinic.host.url}/page"')


async def test_an_element_for_another_page_of_the_site(clinic: Clinic) -> None:
    """That may be meant; an address of the page itself, however it is written, is nothing to tell."""
    found = await clinic.look(f'<chime-in site="abc234" url="/other"></chime-in>{SCRIPT}')
    finding = only(found)
    assert (finding.code, finding.severity) == ("url-elsewhere", "note")
    assert found.leads_to == f"{clinic.host.url}/other"
    same = await clinic.look(f'<chime-in site="abc234" url="/page/?utm_source=x"></chime-in>{SCRIPT}')
    assert [finding.code for finding in same.findings] == ["page-insecure"]


async def test_a_thread_of_ones_own_needs_no_address(clinic: Clinic) -> None:
    """Neither canonical link nor url matters; an id with control characters is refused."""
    head = '<link rel="canonical" href="https://evil.example/">'
    found = await clinic.look(f'<chime-in site="abc234" thread="my-id"></chime-in>{SCRIPT}', head=head)
    assert [finding.code for finding in found.findings] == ["page-insecure"]
    assert found.leads_to == "my-id"
    assert (
        only(await clinic.look(f'<chime-in site="abc234" thread="a&#x200b;b"></chime-in>{SCRIPT}')).code
        == "thread-invalid"
    )


@pytest.mark.parametrize(
    ("href", "severity"), [("/other", "warning"), ("https://evil.example/page", "broken"), ("/page?utm_source=x", "")]
)
async def test_a_canonical_link_that_points_elsewhere(clinic: Clinic, href: str, severity: str) -> None:
    """To another page of the site, whose conversation is shown; or away, where there is none."""
    found = await clinic.look(head=f'<link rel="Canonical" href="{href}"><link rel="canonical" href="/page">')
    if not severity:
        assert [finding.code for finding in found.findings] == ["page-insecure"]
        return
    finding = only(found)
    assert (finding.code, finding.severity) == ("canonical-elsewhere", severity)
    assert finding.line == f'<link rel="canonical" href="{clinic.host.url}/page">'
    assert found.leads_to.endswith(href)


async def test_addresses_are_relative_to_the_pages_base(clinic: Clinic) -> None:
    """As in browsers."""
    found = await clinic.look(head='<base href="/deep/er/"><link rel="canonical" href="here">')
    assert found.leads_to == f"{clinic.host.url}/deep/er/here"


async def test_the_same_conversation_twice(clinic: Clinic) -> None:
    """Two elements of different pages are fine."""
    assert only(await clinic.look(ELEMENT + ELEMENT + SCRIPT)).code == "several"
    two = '<chime-in site="abc234" thread="a"></chime-in><chime-in site="abc234" thread="b"></chime-in>'
    assert [finding.code for finding in (await clinic.look(two + SCRIPT)).findings] == ["page-insecure"]


@pytest.mark.parametrize("where", ["header", "meta"])
@pytest.mark.parametrize(
    ("policy", "code", "severity", "line"),
    [
        (f"script-src 'self'; connect-src {FAR}", "policy-script", "broken", f"script-src 'self' {FAR}"),
        (f"script-src {FAR}/embed.js", "policy-script", "broken", f"script-src {FAR}/embed.js {FAR}"),
        (f"default-src {FAR}; connect-src 'none'", "policy-connect", "broken", f"connect-src {FAR}"),
        (f"default-src {FAR}; img-src 'self' data:", "policy-img", "warning", f"img-src 'self' data: {FAR}"),
        (f"default-src 'self'; script-src {FAR}; img-src *", "policy-connect", "broken", f"connect-src 'self' {FAR}"),
        ("script-src 'nonce-n0nce' 'strict-dynamic' https:", "policy-script", "broken", NONCE),
    ],
)
async def test_a_policy_that_blocks(
    secure: Clinic, where: str, policy: str, code: str, severity: str, line: str
) -> None:
    """The exact directive that lets it through, whether the policy is a header's or the page's own."""
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    found = await secure.look(
        **({"headers": {"Content-Security-Policy": policy}} if where == "header" else {"head": meta})
    )
    finding = only(found)
    assert (finding.code, finding.severity) == (code, severity)
    assert finding.line == line.replace("n0nce", "THE-NONCE-OF-THIS-ANSWER")
    assert where in finding.what


async def test_the_directive_that_is_given_cures_the_page(secure: Clinic) -> None:
    """Whoever does what is said has comments: each policy that blocks is changed as it is told."""
    policy = "default-src 'self'; script-src 'none'"
    for _ in range(3):
        found = await secure.look(headers={"Content-Security-Policy": policy})
        for finding in found.findings:
            name = finding.line.partition(" ")[0]
            policy = "; ".join([p for p in policy.split("; ") if p.partition(" ")[0] != name] + [finding.line])
    assert found.findings == ()
    assert policy == f"default-src 'self'; script-src {FAR}; connect-src 'self' {FAR}; img-src 'self' {FAR}"


async def test_every_policy_must_let_it_through(secure: Clinic) -> None:
    """Two headers, and a meta element of the head; one in the body, or one that only reports, does nothing."""
    meta = "<meta http-equiv='content-security-policy' content=\"script-src 'self'\">"
    headers = {"Content-Security-Policy": f"script-src {FAR}, script-src 'none'"}
    found = await secure.look(headers=headers, head=meta)
    assert [finding.line for finding in found.findings] == [f"script-src {FAR}", f"script-src 'self' {FAR}"]
    headers = {"Content-Security-Policy-Report-Only": "default-src 'none'"}
    assert (await secure.look(meta + ELEMENT + SCRIPT, headers=headers)).findings == ()


async def test_a_script_with_the_policys_nonce_is_let_in(secure: Clinic) -> None:
    """What it brings is let in with it."""
    headers = {"Content-Security-Policy": "script-src 'nonce-n0nce' 'strict-dynamic'"}
    assert (await secure.look(ELEMENT + NONCE, headers=headers)).findings == ()


async def test_a_sandbox_is_told_to_let_scripts_run(secure: Clinic) -> None:
    """Instead of being given a list that changes nothing."""
    found = await secure.look(headers={"Content-Security-Policy": "sandbox allow-forms"})
    assert only(found).line == "sandbox allow-forms allow-scripts"


async def test_colours_in_the_page_need_leave(secure: Clinic) -> None:
    """The element does not; a style element with its colours does."""
    headers = {"Content-Security-Policy": "style-src 'self'"}
    style = "<style>chime-in { --chime-accent: #0a643c }</style>"
    assert only(await secure.look(style + ELEMENT + SCRIPT, headers=headers)).code == "policy-style"
    assert (await secure.look("<style>p { color: red }</style>" + ELEMENT + SCRIPT, headers=headers)).findings == ()


async def test_a_policy_that_asks_for_tls_everywhere(clinic: Clinic) -> None:
    """An instance without TLS is not found any more."""
    found = await clinic.look(
        ELEMENT + SCRIPT.replace(FAR, "http://c.example"),
        headers={"Content-Security-Policy": "upgrade-insecure-requests"},
        instance="http://c.example",
    )
    assert only(found).code == "policy-upgrade"


async def test_clocks_that_differ(secure: Clinic) -> None:
    """By more than two minutes; a cache's copy says how old it is, and no date is no finding."""
    now = datetime.now(UTC)
    early = {"Date": format_datetime(now - timedelta(minutes=10), usegmt=True)}
    finding = only(await secure.look(headers=early))
    assert (finding.code, finding.severity) == ("clock", "warning")
    assert "10 minutes" in finding.what
    assert (await secure.look(headers={**early, "Age": "600"})).findings == ()
    assert (await secure.look(headers={"Date": "yesterday"})).findings == ()


@pytest.mark.parametrize(
    ("status", "code"), [(401, "sign-in"), (403, "sign-in"), (404, "status"), (500, "status"), (304, "status")]
)
async def test_a_page_that_is_not_given(clinic: Clinic, status: int, code: str) -> None:
    """Its status is told, and nothing else is guessed."""
    finding = only(await clinic.look(status=status))
    assert (finding.code, finding.severity) == (code, "broken")
    assert str(status) in finding.what


async def test_what_is_no_page(clinic: Clinic) -> None:
    """A feed or a picture has no comments."""
    assert "application/json" in only(await clinic.look(kind="application/json")).what


async def test_a_page_that_is_too_large(clinic: Clinic) -> None:
    """Nobody reads a page to its end that has none."""
    assert only(await clinic.look("x" * (LONGEST_PAGE + 1))).code == "unreachable-too-large"


async def test_a_compressed_page(clinic: Clinic) -> None:
    """It is not unpacked: what is small on the wire can be endless."""
    assert only(await clinic.look(headers={"Content-Encoding": "gzip"})).code == "unreachable-compressed"


async def test_redirects_are_followed_and_counted(clinic: Clinic) -> None:
    """To the page in the end, which is what is judged; in circles only so often."""
    await clinic.look()
    clinic.host.serve("/old", Served(b"", 301, headers={"Location": "/older"}))
    clinic.host.serve("/older", Served(b"", 302, headers={"Location": f"{clinic.host.url}/page"}))
    found = await clinic.examine(f"{clinic.host.url}/old")
    assert (found.url, found.is_broken) == (f"{clinic.host.url}/page", False)
    clinic.host.serve("/round", Served(b"", 302, headers={"Location": "/round"}))
    assert only(await clinic.examine(f"{clinic.host.url}/round")).code == "unreachable-hops"


@pytest.mark.parametrize(
    "target", ["http://127.0.0.2:9/", "http://localhost/", "http://169.254.169.254/latest/meta-data"]
)
async def test_no_redirect_leads_into_the_network(clinic: Clinic, target: str) -> None:
    """Each hop is checked as the first one was, and nothing is asked there."""
    clinic.host.serve("/inside", Served(b"", 302, headers={"Location": target}))
    found = await clinic.examine(f"{clinic.host.url}/inside")
    assert only(found).code in ("unreachable-address", "unreachable-scheme")
    assert found.url == target


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://127.0.0.1/", "address"),
        ("http://127.0.0.1/", "address"),
        ("http://[::1]/", "address"),
        ("http://10.0.0.1/", "address"),
        ("https://127.0.0.1:22/", "scheme"),
        ("file:///etc/passwd", "url"),
        ("ftp://example.org/", "scheme"),
        ("https://user:word@example.org/", "url"),
        ("blog", "url"),
        ("", "url"),
        ("https://no.such.host.invalid/", "dns"),
    ],
)
async def test_only_the_open_internet_is_asked(clinic: Clinic, url: str, code: str) -> None:
    """What is refused is told with a sentence and without a word of what is there."""
    finding = only(await clinic.examine(url))
    assert (finding.code, finding.severity) == (f"unreachable-{code}", "broken")


async def test_a_host_that_nobody_answers_at(host: Host) -> None:
    """A closed door is a finding, no crash."""
    port = int(host.url.rpartition(":")[2])
    egress = Egress(insecure_hosts=frozenset({f"127.0.0.2:{port}"}))
    closed = Clinic(host, egress)
    assert only(await closed.examine(f"http://127.0.0.2:{port}/")).code == "unreachable-connect"
    await egress.aclose()


async def test_each_finding_is_two_sentences(clinic: Clinic) -> None:
    """What it is, and what to do."""
    for found in (
        await clinic.look(""),
        await clinic.look(status=404),
        await clinic.examine("x"),
        await clinic.look(origins=()),
    ):
        for finding in found.findings:
            assert re.search(r"[.…]$", finding.what), finding
            assert re.search(r"[.…]$", finding.remedy), finding
