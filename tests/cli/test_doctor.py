"""`chimein doctor`: a page is looked at from the shell."""

from collections.abc import Iterator

import pytest

from browser.hosts import Host, Served
from shell import Shell


@pytest.fixture
def host(shell: Shell) -> Iterator[Host]:
    """A website on loopback, which the doctor may look at here."""
    with Host() as running:
        shell.environment["CHIMEIN_INSECURE_HOSTS"] = running.url.removeprefix("http://")
        yield running


def test_a_page_with_the_snippet_is_well(shell: Shell, host: Host) -> None:
    """What `site add` printed, pasted, leaves nothing to say."""
    added = shell.answer("site", "add", "Blog", "--origin", host.url)
    url = host.serve("/post", Served(f"<!doctype html><title>Post</title>{added['snippet']}".encode()))
    done = shell.run("doctor", url, "--site", added["key"])
    assert done.exit_code == 0, done.output
    assert "Nothing is wrong here." in done.stdout
    assert f"shows the conversation of {url}" in done.stdout


def test_what_is_broken_is_told_and_fails(shell: Shell, host: Host) -> None:
    """With the line that mends it; the exit status is 1, for scripts that watch a site."""
    added = shell.answer("site", "add", "Blog", "--origin", "https://blog.example")
    url = host.serve("/post", Served(added["snippet"].encode()))
    done = shell.run("doctor", url, "--site", added["key"])
    assert done.exit_code == 1
    assert "broken: The page is at" in done.stdout
    line = f"chimein site set {added['key']} --origin https://blog.example --origin {host.url}"
    assert line in done.stdout
    assert shell.run(*line.split()[1:]).exit_code == 0
    assert shell.run("doctor", url, "--site", added["key"]).exit_code == 0


def test_json_has_every_finding(shell: Shell, host: Host) -> None:
    """Also when something is broken."""
    key = shell.add_site("Blog", host.url)
    url = host.serve("/empty", Served(b"<p>Nothing</p>"))
    done = shell.run("doctor", url, "--site", key, "--json")
    assert done.exit_code == 1
    assert '"code": "element-missing"' in done.stdout
    assert '"is_broken": true' in done.stdout


def test_private_addresses_are_refused(shell: Shell) -> None:
    """As the program comes, nothing inside the network is asked."""
    key = shell.add_site()
    with Host() as inside:
        done = shell.run("doctor", f"{inside.url}/", "--site", key)
        assert inside.asked == []
    assert done.exit_code == 1
    assert "only fetched by http and https, on the usual ports" in done.stdout
    assert "not on the open internet" in shell.run("doctor", "http://127.0.0.1/", "--site", key).stdout


def test_an_unknown_site_is_told(shell: Shell) -> None:
    """Before anything is asked of anybody."""
    shell.add_site()
    assert shell.sentence("doctor", "https://blog.example/", "--site", "nosuchkey") == "There is no such site here."


def test_a_running_server_does_the_looking(shell: Shell, host: Host) -> None:
    """It knows the address that browsers use, and whether it can reach the page."""
    key = shell.add_site("Blog", host.url)
    hosts = host.url.removeprefix("http://")
    with shell.serving(CHIMEIN_PUBLIC_URL="http://127.0.0.1:1", CHIMEIN_INSECURE_HOSTS=hosts):
        code = shell.answer("site", "snippet", key, "--for", "html")[0]["code"]
        assert "http://127.0.0.1:1/embed.js" in code
        url = host.serve("/post", Served(code.encode()))
        done = shell.run("doctor", url, "--site", key)
    assert done.exit_code == 0, done.output
