"""Feeds over a real socket, read by a strict XML parser."""

from typing import Any

import httpx
from defusedxml.ElementTree import fromstring

from running import Running

ATOM = "{http://www.w3.org/2005/Atom}"
PAGE = "https://blog.example/tides"
EMAIL = "somebody.private@example.org"


def say(http: httpx.Client, text: str, site: str = "blog", **fields: Any) -> dict[str, Any]:
    """Post a comment and return the answer."""
    message = {"url": PAGE, "title": "Tides & <gauges>", "name": "Ana", "email": EMAIL, "text": text, **fields}
    answer = http.post(f"/api/v1/sites/{site}/comments", json=message)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def thread_of(http: httpx.Client, url: str = PAGE) -> str:
    """The public id of a page's thread."""
    return str(http.get("/api/v1/sites/blog/thread", params={"url": url}).json()["thread"]["id"])


def test_a_thread_s_feed_is_valid_atom_with_what_it_must_have(http: httpx.Client) -> None:
    """RFC 4287 §4.1.1 and §4.1.2: feed and entries have id, title, updated, and entries an author."""
    comment = say(http, "It *rises* & <falls>.", name="A & <B>")["comment"]
    answer = http.get(f"/t/{thread_of(http)}/feed.atom")
    assert answer.headers["content-type"] == "application/atom+xml"
    feed = fromstring(answer.content)
    assert feed.tag == f"{ATOM}feed"
    assert feed.findtext(f"{ATOM}title") == "Comments on Tides & <gauges>"
    entry = feed.find(f"{ATOM}entry")
    assert feed.findtext(f"{ATOM}id")
    assert feed.findtext(f"{ATOM}updated") == comment["posted_at"]
    assert entry.findtext(f"{ATOM}id") == f"urn:chimein:comment:{comment['id']}"
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "A & <B>"
    assert entry.find(f"{ATOM}link").get("href") == f"{PAGE}#chime-{comment['id']}"
    assert entry.find(f"{ATOM}content").get("type") == "html"
    assert entry.findtext(f"{ATOM}content") == comment["html"]


def test_a_feed_names_its_own_address(http: httpx.Client) -> None:
    """RFC 4287 §4.1.1: a feed should say where it is."""
    say(http, "First.")
    path = f"/t/{thread_of(http)}/feed.atom"
    links = {link.get("rel"): link.get("href") for link in fromstring(http.get(path).content).findall(f"{ATOM}link")}
    assert links["self"].endswith(path)
    assert links["alternate"] == PAGE


def test_a_site_s_feed_has_the_newest_comments_of_all_its_pages_first(http: httpx.Client) -> None:
    """Newest first, from every page."""
    say(http, "Older.")
    say(http, "Newer.", url="https://blog.example/other")
    contents = [entry.findtext(f"{ATOM}content") for entry in fromstring(http.get("/s/blog/feed.atom").content)[-2:]]
    assert contents == ["<p>Newer.</p>", "<p>Older.</p>"]


def test_a_feed_that_did_not_change_is_not_sent_again(http: httpx.Client) -> None:
    """ETag and 304, until there is something new."""
    say(http, "First.")
    first = http.get("/s/blog/feed.atom")
    known = {"If-None-Match": first.headers["etag"]}
    assert http.get("/s/blog/feed.atom", headers=known).status_code == 304
    say(http, "Second.")
    assert http.get("/s/blog/feed.atom", headers=known).status_code == 200


def test_public_feeds_may_be_read_from_every_origin(http: httpx.Client) -> None:
    """What is public to read says so."""
    assert http.get("/s/blog/feed.atom").headers["access-control-allow-origin"] == "*"


def test_held_comments_are_only_in_the_private_feed(server: Running, http: httpx.Client) -> None:
    """Nothing is published before it is judged, and who has the secret address sees what waits."""
    server.set_site(moderation="all", avatars="generated")
    comment = say(http, "Judge me.")["comment"]
    token = server.instance.keys.feed_token(1, "held")
    public = http.get("/s/blog/feed.atom").text + http.get(f"/t/{thread_of(http)}/feed.atom").text
    private = http.get("/s/blog/held.atom", params={"token": token})
    assert "Judge me." not in public
    assert "Judge me." in private.text
    assert f"chimein comment approve {comment['id']}" in private.text
    assert private.headers["cache-control"] == "no-store"
    assert "access-control-allow-origin" not in private.headers
    fromstring(private.content)


def test_the_private_feed_opens_to_its_own_token_alone(server: Running, http: httpx.Client) -> None:
    """Absent looks like forbidden: no token, a wrong one, another site's, and an unknown site are the same 404."""
    server.add_site("https://other.example", key="other")
    other = server.instance.keys.feed_token(2, "held")
    answers = [
        http.get("/s/blog/held.atom"),
        http.get("/s/blog/held.atom", params={"token": "wrong"}),
        http.get("/s/blog/held.atom", params={"token": other}),
        http.get("/s/nobody/held.atom", params={"token": other}),
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


def test_no_feed_contains_an_email(server: Running, http: httpx.Client) -> None:
    """Promise 1, for feeds."""
    server.set_site(moderation="all", avatars="generated")
    say(http, "One.")
    token = server.instance.keys.feed_token(1, "held")
    assert EMAIL not in http.get("/s/blog/held.atom", params={"token": token}).text


def test_the_feed_of_an_unknown_thread_is_a_problem(http: httpx.Client) -> None:
    """A feed reader is told in the API's own way."""
    answer = http.get("/t/nothing/feed.atom")
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
