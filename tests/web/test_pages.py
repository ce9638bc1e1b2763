"""The page without JavaScript, over a real socket: what readers and crawlers get."""

import re

import httpx
import pytest

from chimein.rules.public_ids import public_id
from chimein.store.calls import call
from plain_browser import HERE, PAGE, page, say, thread_id
from running import Running


def test_the_page_says_how_many_comments_there_are_on_what(http: httpx.Client) -> None:
    """The heading counts, names the article and leads to it."""
    say(http)
    assert '<h1>1 comment on <a href="https://blog.example/tides"' in page(http)
    assert f'<link rel="canonical" href="{PAGE}">' in page(http)


def test_a_long_conversation_has_pages(server: Running, http: httpx.Client) -> None:
    """With the last page at hand; only the plain address may be indexed."""
    server.set_site(page_size="1", avatars="generated")
    for number in range(12):
        say(http, f"Comment {number}.")
    first = http.get(f"/t/{thread_id(http)}").text
    last = http.get(f"/t/{thread_id(http)}", params={"page": "last"}).text
    assert 'rel="next"' in first
    assert 'rel="prev"' not in first
    assert "page=last" in first
    assert "noindex" not in first
    assert "Comment 11." in last
    assert 'rel="prev"' in last
    assert "noindex" in last


def test_a_permalink_finds_its_page(server: Running, http: httpx.Client) -> None:
    """A comment's own link leads to where it stands now."""
    server.set_site(page_size="1", avatars="generated")
    say(http, "First.")
    second = say(http, "Second.")["comment"]["id"]
    html = page(http, around=second)
    assert f'class="c target" id="chime-{second}"' in html


def test_a_long_branch_can_be_read_to_its_end(http: httpx.Client) -> None:
    """What is beyond the first replies is behind a link, which works without a script."""
    root = say(http)["comment"]["id"]
    for number in range(53):
        say(http, f"Reply {number}.", parent=root)
    html = page(http)
    link = re.search(r'href="(/t/[^"]+/replies[^"]+)"', html)
    assert link
    assert "Show 3 more replies" in html
    window = http.get(link[1].replace("&amp;", "&")).text
    assert "Reply 49." in html
    assert "Reply 50." not in html
    assert all(f"Reply {number}." in window for number in (50, 51, 52))


def test_a_withdrawn_comment_leaves_its_place(http: httpx.Client) -> None:
    """A tombstone holds the answers up and says nothing of who it was."""
    first = say(http, "I regret this.", name="Gone")
    say(http, "An answer.", parent=first["comment"]["id"])
    headers = {"Authorization": f"Bearer {first['edit_token']}"}
    http.delete(f"/api/v1/sites/blog/comments/{first['comment']['id']}", headers=headers)
    html = page(http)
    assert "Comment withdrawn by its author" in html
    assert "I regret" not in html
    assert "Gone" not in html
    assert "An answer." in html


def test_only_the_comment_that_was_looked_for_is_marked(http: httpx.Client) -> None:
    """The others are plain, and what is absent writes nothing."""
    say(http, "First.")
    html = page(http, around=say(http, "Second.")["comment"]["id"])
    assert re.findall(r'<article class="([^"]*)"', html) == ["c", "c target"]
    assert "None" not in html
    assert "None." not in http.get("/schema").text


def test_what_people_type_stays_text(http: httpx.Client) -> None:
    """No name, title or text becomes markup."""
    attack = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    say(http, attack, name="<b>\"Eve'", title=attack)
    html = page(http)
    assert "<script" not in html
    assert "<img src=x" not in html
    assert "<b>" not in html


def test_the_page_runs_nothing_and_loads_nothing_from_elsewhere(http: httpx.Client) -> None:
    """The policy says so, and every source is this instance's own."""
    say(http)
    answer = http.get("/t", params=HERE)
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'; img-src 'self'")
    assert "<script" not in answer.text
    assert "style=" not in answer.text
    assert all(source.startswith("/") for source in re.findall(r'(?:src|stylesheet" href)="([^"]+)"', answer.text))
    assert "set-cookie" not in answer.headers


def test_the_style_sheet_is_immutable(http: httpx.Client) -> None:
    """Its name changes with its bytes, so it may be kept for ever; another name is not there."""
    address = re.search(r'stylesheet" href="([^"]+)"', page(http))
    assert address
    answer = http.get(address[1])
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-type"].startswith("text/css")
    assert http.get("/assets/page.0000000000.css").status_code == 404


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/t/nothing", 404),
        ("/t?site=nobody&url=https://blog.example/", 404),
        ("/t?site=blog&url=https://elsewhere.example/", 422),
        ("/t?site=blog", 422),
        ("/t?site=blog&url=https://blog.example/&page=0", 400),
        ("/t/nothing/edit?comment=a&token=b", 404),
        ("/t/nothing/replies?root=a&after=b", 404),
        ("/t/nothing/at/all", 404),
    ],
)
def test_what_cannot_be_shown_is_said_on_a_page(http: httpx.Client, path: str, status: int) -> None:
    """For people, not for programs: HTML with a heading."""
    answer = http.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "<h1>" in answer.text


def test_another_site_s_numbers_open_no_thread(server: Running, http: httpx.Client) -> None:
    """A public id that decodes, but names nothing that is stored, is a 404."""
    say(http)
    rows = server.read(call("instance"))
    assert http.get(f"/t/{public_id(rows[0][0], 1, 123456)}").status_code == 404
    assert http.get(f"/t/{public_id(rows[0][0], 9, 1)}").status_code == 404


def test_the_reader_s_language_is_spoken(http: httpx.Client) -> None:
    """Unless the site has one."""
    answer = http.get("/t", params=HERE, headers={"Accept-Language": "fr, de-AT;q=0.8, en;q=0.5"})
    assert '<html lang="de" dir="ltr">' in answer.text
    assert "Accept-Language" in answer.headers["vary"]


def test_a_site_s_language_wins_and_may_run_from_right_to_left(server: Running, http: httpx.Client) -> None:
    """The page is the site's."""
    server.set_site(lang="ar", avatars="generated")
    html = http.get("/t", params=HERE, headers={"Accept-Language": "de"}).text
    assert '<html lang="ar" dir="rtl">' in html
    assert "شارك في الحوار!" in html


def test_a_method_that_a_page_does_not_know_is_refused_on_a_page(http: httpx.Client) -> None:
    """With the methods that it knows."""
    answer = http.request("DELETE", "/t", params=HERE)
    assert answer.status_code == 405
    assert {"GET", "HEAD", "POST"} <= {method.strip() for method in answer.headers["allow"].split(",")}
    assert "<h1>" in answer.text
