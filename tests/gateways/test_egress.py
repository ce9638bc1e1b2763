"""The one HTTP client, over real sockets."""

import contextlib
import time
import tracemalloc
from collections.abc import AsyncIterator, Sequence

import pytest

from chimein import __version__
from chimein.gateways.egress import Egress
from chimein.gateways.egress_answers import EgressAnswer, EgressFailed
from chimein.gateways.http_transport import MAX_CONNECTIONS
from gateways.gravatar_server import STREAM_BYTES, Behaviour, GravatarServer

pytestmark = pytest.mark.anyio

HASH = "a" * 64
CAP = 64 * 1024
TIMELY = 3.0
SHORT = 0.3


class Names:
    """A resolver with a list of answers, given one after the other; counts how often it was asked."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, int]] = []

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append((host, port))
        return self.answers[min(len(self.asked), len(self.answers)) - 1]


@pytest.fixture
async def egress(upstream: GravatarServer) -> AsyncIterator[Egress]:
    """A client that may talk to the loopback server."""
    client = Egress(insecure_hosts=frozenset({upstream.netloc}))
    yield client
    await client.aclose()


async def ask(egress: Egress, upstream: GravatarServer, seconds: float = TIMELY) -> EgressAnswer:
    """GET the one hash of this file."""
    url = f"{upstream.url}/avatar/{HASH}?s=8"
    return await egress.get(url, allowed_hosts={upstream.netloc}, max_bytes=CAP, seconds=seconds)


async def refusal(egress: Egress, url: str, allowed: str) -> str:
    """The reason why `url` is not fetched."""
    with pytest.raises(EgressFailed) as failure:
        await egress.get(url, allowed_hosts={allowed}, max_bytes=CAP, seconds=TIMELY)
    return failure.value.reason


async def test_an_answer_comes_back_whole(egress: Egress, upstream: GravatarServer) -> None:
    """Status, headers whatever their case, and the bytes as sent."""
    upstream.serve(HASH, Behaviour.HIT)
    answer = await ask(egress, upstream)
    assert answer.status == 200
    assert answer.headers["CONTENT-type"] == "image/png"
    assert answer.body.startswith(b"\x89PNG")
    assert len(answer.body) == int(answer.headers["content-length"])


@pytest.mark.parametrize(("behaviour", "status"), [(Behaviour.MISS, 404), (Behaviour.ERROR, 500)])
async def test_an_error_is_an_answer_without_its_prose(
    egress: Egress, upstream: GravatarServer, behaviour: Behaviour, status: int
) -> None:
    """Another status is told, its body is not read."""
    upstream.serve(HASH, behaviour)
    answer = await ask(egress, upstream)
    assert (answer.status, answer.body) == (status, b"")


async def test_nothing_is_told_about_us(egress: Egress, upstream: GravatarServer) -> None:
    """The other side sees our name and version and not a header more, also after it tried to set a cookie."""
    upstream.serve(HASH, Behaviour.HIT)
    await ask(egress, upstream)
    await ask(egress, upstream)
    expected = {
        "host": upstream.netloc,
        "user-agent": f"ChimeIn/{__version__}",
        "accept": "*/*",
        "accept-encoding": "identity",
        "connection": "close",
    }
    assert [dict(asked.headers) for asked in upstream.requests] == [expected, expected]


async def test_a_proxy_of_the_environment_is_not_used(
    upstream: GravatarServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No environment variable sends our requests elsewhere."""
    upstream.serve(HASH, Behaviour.HIT)
    with GravatarServer() as proxy:
        for name in ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"]:
            monkeypatch.setenv(name, proxy.url)
        egress = Egress(insecure_hosts=frozenset({upstream.netloc}))
        assert (await ask(egress, upstream)).status == 200
        await egress.aclose()
    assert proxy.requests == []


async def test_a_redirect_is_not_followed(egress: Egress, upstream: GravatarServer) -> None:
    """A redirect is a failure, and its target sees no request."""
    upstream.serve(HASH, Behaviour.REDIRECT)
    with pytest.raises(EgressFailed, match="redirect"):
        await ask(egress, upstream)
    assert [asked.path for asked in upstream.requests] == [f"/avatar/{HASH}?s=8"]


async def test_an_endless_body_is_cut_at_the_cap(egress: Egress, upstream: GravatarServer) -> None:
    """Of 20 MB, little more than the cap is taken from the wire, and no more than that is held in memory."""
    upstream.serve(HASH, Behaviour.HIT)
    await ask(egress, upstream)
    upstream.serve(HASH, Behaviour.STREAM)
    tracemalloc.start()
    with pytest.raises(EgressFailed, match="too-large"):
        await ask(egress, upstream)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1024 * 1024
    assert upstream.bytes_sent < STREAM_BYTES / 2


async def test_a_body_of_exactly_the_cap_is_taken(egress: Egress, upstream: GravatarServer) -> None:
    """The cap is the largest size that is accepted, not the smallest that is refused."""
    upstream.serve(HASH, Behaviour.HIT)
    size = len((await ask(egress, upstream)).body)
    url, hosts = f"{upstream.url}/avatar/{HASH}?s=8", {upstream.netloc}
    answer = await egress.get(url, allowed_hosts=hosts, max_bytes=size, seconds=TIMELY)
    assert len(answer.body) == size
    with pytest.raises(EgressFailed, match="too-large"):
        await egress.get(url, allowed_hosts=hosts, max_bytes=size - 1, seconds=TIMELY)


@pytest.mark.parametrize("behaviour", [Behaviour.DRIP, Behaviour.HEADER_DRIP, Behaviour.HANG])
async def test_the_deadline_is_for_all_of_it(egress: Egress, upstream: GravatarServer, behaviour: Behaviour) -> None:
    """A side that sends a byte now and then, or nothing, is cut when the time is over."""
    upstream.serve(HASH, behaviour)
    begin = time.monotonic()
    with pytest.raises(EgressFailed, match="timeout"):
        await ask(egress, upstream, seconds=SHORT)
    assert SHORT <= time.monotonic() - begin < TIMELY


@pytest.mark.parametrize("behaviour", [Behaviour.CUT, Behaviour.SIZE_CLAIM])
async def test_a_cut_body_is_a_failure(egress: Egress, upstream: GravatarServer, behaviour: Behaviour) -> None:
    """Fewer bytes than announced are never taken for the whole."""
    upstream.serve(HASH, behaviour)
    with pytest.raises(EgressFailed, match="protocol"):
        await ask(egress, upstream)


@pytest.mark.parametrize(
    "behaviour", [Behaviour.HANG, Behaviour.ERROR, Behaviour.REDIRECT, Behaviour.STREAM, Behaviour.CUT]
)
async def test_nothing_is_left_open_by_a_failure(
    egress: Egress, upstream: GravatarServer, behaviour: Behaviour
) -> None:
    """After more failures than connections are allowed at once, the next request still finds one."""
    upstream.serve(HASH, behaviour)
    for _ in range(MAX_CONNECTIONS + 1):
        with contextlib.suppress(EgressFailed):
            await ask(egress, upstream, seconds=0.05)
    upstream.serve(HASH, Behaviour.HIT)
    assert (await ask(egress, upstream)).status == 200


async def test_only_named_hosts_are_asked(egress: Egress, upstream: GravatarServer) -> None:
    """Another host, or another port of the same, is refused before anything is sent."""
    assert await refusal(egress, "https://elsewhere.example/", "gravatar.com") == "host"
    assert await refusal(egress, f"{upstream.url}/", "127.0.0.1") == "host"
    assert await refusal(egress, "https://gravatar.com.evil.example/", "gravatar.com") == "host"
    assert upstream.requests == []


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://gravatar.com/", "gravatar.com"),
        ("ftp://gravatar.com/", "gravatar.com"),
        ("https://gravatar.com:8443/", "gravatar.com:8443"),
        ("https://gravatar.com:22/", "gravatar.com:22"),
    ],
)
async def test_only_https_on_its_own_port_is_spoken(url: str, host: str) -> None:
    """Plain HTTP, other schemes and other ports are refused, even for an allowed host."""
    egress = Egress(resolve=Names(["127.0.0.1"]))
    assert await refusal(egress, url, host) == "scheme"
    await egress.aclose()


@pytest.mark.parametrize(
    "url", ["", "https://", "/avatar", "https://user:word@gravatar.com/", "https://[::1", "https://a\x00b/"]
)
async def test_what_is_no_plain_url_is_refused(egress: Egress, url: str) -> None:
    """URLs that cannot be read, or carry a password, are refused."""
    assert await refusal(egress, url, "gravatar.com") == "url"


@pytest.mark.parametrize(
    "answer", [["127.0.0.1"], ["::1"], ["192.0.73.2", "10.0.0.1"], ["169.254.169.254"], ["::ffff:127.0.0.1"]]
)
async def test_a_name_inside_our_network_is_refused(answer: Sequence[str]) -> None:
    """One address that is not on the open internet is enough to refuse the name."""
    egress = Egress(resolve=Names(answer))
    assert await refusal(egress, "https://pictures.example/", "pictures.example") == "address"
    await egress.aclose()


@pytest.mark.parametrize("host", ["127.0.0.1", "0x7f.1", "2130706433", "[::1]", "[::ffff:127.0.0.1]", "localhost"])
async def test_no_spelling_of_loopback_gets_through(host: str) -> None:
    """The machine's own resolver may know many spellings of loopback; the address decides."""
    egress = Egress()
    assert await refusal(egress, f"https://{host}/", host) in {"address", "dns"}
    await egress.aclose()


async def test_an_unknown_name_fails_without_detail() -> None:
    """A name that nobody knows, or with no address, is a reason and says no more."""
    egress = Egress(resolve=Names([]))
    with pytest.raises(EgressFailed) as failure:
        await egress.get("https://no.example/", allowed_hosts={"no.example"}, max_bytes=1, seconds=TIMELY)
    assert str(failure.value) == "Nothing was fetched (dns)."
    await egress.aclose()


async def test_a_name_is_resolved_once_and_not_again(upstream: GravatarServer) -> None:
    """The checked address is the one that is used; a second answer of the resolver changes nothing."""
    upstream.serve(HASH, Behaviour.HIT)
    port = upstream.netloc.rpartition(":")[2]
    names = Names(["127.0.0.1"], ["203.0.113.1"])
    netloc = f"pictures.test:{port}"
    egress = Egress(insecure_hosts=frozenset({netloc}), resolve=names)
    url = f"http://{netloc}/avatar/{HASH}?s=8"
    answer = await egress.get(url, allowed_hosts={netloc}, max_bytes=CAP, seconds=TIMELY)
    assert answer.status == 200
    assert names.asked == [("pictures.test", int(port))]
    assert dict(upstream.requests[0].headers)["host"] == netloc
    await egress.aclose()


async def test_the_next_address_is_tried_when_one_is_closed(upstream: GravatarServer) -> None:
    """A name with a dead address first still answers."""
    upstream.serve(HASH, Behaviour.HIT)
    egress = Egress(insecure_hosts=frozenset({upstream.netloc}), resolve=Names(["127.0.0.2", "127.0.0.3", "127.0.0.1"]))
    assert (await ask(egress, upstream)).status == 200
    await egress.aclose()


async def test_a_closed_port_fails_without_detail(upstream: GravatarServer) -> None:
    """Neither the text nor the chain of causes says where it was tried."""
    egress = Egress(insecure_hosts=frozenset({upstream.netloc}), resolve=Names(["127.0.0.2"]))
    with pytest.raises(EgressFailed) as failure:
        await ask(egress, upstream)
    assert str(failure.value) == "Nothing was fetched (connect)."
    assert failure.value.__suppress_context__
    await egress.aclose()


async def test_a_page_of_a_person_may_be_anywhere_and_redirect(egress: Egress, upstream: GravatarServer) -> None:
    """No list of hosts is asked, and a redirect is an answer that says where to."""
    upstream.serve(HASH, Behaviour.REDIRECT)
    answer = await egress.get_page(f"{upstream.url}/avatar/{HASH}?s=8", max_bytes=CAP, seconds=TIMELY)
    assert answer.status in range(300, 400)
    assert answer.headers["location"]
    assert answer.body == b""


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://pages.example/", "address"),
        ("https://pages.example/", "address"),
        ("http://pages.example:8080/", "scheme"),
        ("https://pages.example:22/", "scheme"),
        ("gopher://pages.example/", "scheme"),
        ("https://user:word@pages.example/", "url"),
    ],
)
async def test_a_page_of_a_person_is_on_the_open_internet(url: str, reason: str) -> None:
    """Also without TLS only what everybody can reach, on the port that belongs to the scheme."""
    egress = Egress(resolve=Names(["93.184.215.14", "10.0.0.1"]))
    with pytest.raises(EgressFailed) as failure:
        await egress.get_page(url, max_bytes=CAP, seconds=TIMELY)
    assert failure.value.reason == reason
    await egress.aclose()
