"""The page without JavaScript, over a real socket, as a browser with nothing but HTML uses it."""

import re
import sqlite3
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from chimein.rules.public_ids import public_id
from chimein.store.calls import Transaction, call
from running import Running

PAGE = "https://blog.example/tides"
HERE = {"site": "blog", "url": PAGE}


class Form(HTMLParser):
    """The first form of a page: where it goes and what is in its fields."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.action = ""
        self.fields: dict[str, str] = {}
        self.attributes: dict[str, dict[str, str | None]] = {}
        self._text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect."""
        found = dict(attrs)
        if tag == "form" and not self.action:
            self.action = (found["action"] or "").partition("#")[0]
        elif tag in ("input", "textarea"):
            self.fields[found["name"] or ""] = found.get("value") or ""
            self.attributes[found["name"] or ""] = found
            self._text = (found["name"] or "") if tag == "textarea" else ""

    def handle_endtag(self, tag: str) -> None:
        """A text area ends; its first newline is not part of the value (HTML §13.2.6.4.7)."""
        if tag == "textarea":
            self.fields[self._text] = self.fields[self._text].removeprefix("\n")
            self._text = ""

    def handle_data(self, data: str) -> None:
        """What stands in a text area."""
        if self._text:
            self.fields[self._text] += data


def typed(html: str, **fields: str) -> tuple[str, dict[str, str]]:
    """The form of a page, filled in: its address and what a browser sends."""
    form = Form(html)
    words = {"text": "What I *think*.", "name": "Bo", "email": "bo@example.org", "action": "post"}
    return form.action, {**form.fields, **words, **fields}


def send(http: httpx.Client, html: str, **fields: str) -> httpx.Response:
    """Fill in the form and send it, without following where it leads."""
    action, data = typed(html, **fields)
    return http.post(action, data=data)


def say(http: httpx.Client, text: str = "Hello there.", **fields: Any) -> dict[str, Any]:
    """Post a comment by the API."""
    message = {"url": PAGE, "title": "Tides", "name": "Ana", "email": "ana@example.org", "text": text, **fields}
    return dict(http.post("/api/v1/sites/blog/comments", json=message).json())


def page(http: httpx.Client, **more: Any) -> str:
    """The page of the thread."""
    answer = http.get("/t", params={**HERE, **more})
    assert answer.status_code == 200
    return answer.text


def thread_id(http: httpx.Client) -> str:
    """The public id of the thread."""
    return str(http.get("/api/v1/sites/blog/thread", params={"url": PAGE}).json()["thread"]["id"])


def posted(http: httpx.Client, **fields: str) -> str:
    """Post by the form; returns where the browser is sent."""
    answer = send(http, page(http), **fields)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def edit_link(http: httpx.Client, location: str) -> str:
    """The link that is shown once, on the page after posting."""
    found = re.search(r'href="(/t/[^"]+/edit[^"]+)"', http.get(location).text)
    assert found
    return found[1].replace("&amp;", "&")


def test_an_unknown_page_is_an_empty_conversation_with_the_form(http: httpx.Client) -> None:
    """200, a form, and nothing is begun by looking at it."""
    html = page(http)
    assert "Nobody has said anything yet" in html
    assert Form(html).fields["idempotency_key"]
    assert thread_id(http) == "None"


def test_the_page_says_how_many_comments_there_are_on_what(http: httpx.Client) -> None:
    """The heading counts, names the article and leads to it."""
    say(http)
    assert '<h1>1 comment on <a href="https://blog.example/tides"' in page(http)
    assert f'<link rel="canonical" href="{PAGE}">' in page(http)


def test_a_comment_sent_by_the_form_is_stored_and_the_browser_redirected(http: httpx.Client) -> None:
    """303 to a page of its own, which can be reloaded."""
    location = posted(http)
    shown = http.get(location)
    assert "Your comment is published" in shown.text
    assert "<em>think</em>" in shown.text
    assert "What I <em>think</em>." in http.get(f"/t/{thread_id(http)}").text


def test_sending_the_same_form_twice_stores_one_comment(http: httpx.Client) -> None:
    """The hidden key makes a double click and a reload harmless."""
    action, data = typed(page(http))
    first, second = http.post(action, data=data), http.post(action, data=data)
    assert first.headers["location"] == second.headers["location"]
    assert "1 comment on" in page(http)


def test_wrong_fields_come_back_with_every_word_and_a_sentence_each(http: httpx.Client) -> None:
    """422, nothing lost, and each message belongs to its field."""
    words = {"text": '\nTwo\n<lines> & "quotes" </textarea>', "name": "B'o", "email": "bo@", "website": "http://a b"}
    answer = send(http, page(http), **words)
    form = Form(answer.text)
    assert answer.status_code == 422
    assert {name: form.fields[name] for name in words} == words
    for field in ("email", "website"):
        assert form.attributes[field]["aria-invalid"] == "true"
        assert f"e-{field}" in (form.attributes[field]["aria-describedby"] or "")
        assert f'id="e-{field}"' in answer.text
    assert "aria-invalid" not in form.attributes["name"]
    assert answer.headers["cache-control"] == "no-store"


def test_a_corrected_form_is_taken(http: httpx.Client) -> None:
    """The form that came back works."""
    answer = send(http, page(http), email="bo@")
    assert send(http, answer.text, email="bo@example.org").status_code == 303


def test_a_spent_key_with_another_text_is_explained_and_replaced(http: httpx.Client) -> None:
    """The back button and new words: nothing is lost, and sending it again works."""
    html = page(http)
    send(http, html)
    answer = send(http, html, text="Other words.")
    assert answer.status_code == 422
    assert Form(answer.text).fields["text"] == "Other words."
    action, data = typed(answer.text, text="Other words.")
    assert http.post(action, data=data).status_code == 303


def test_a_hasty_writer_keeps_the_text(tmp_path: Path) -> None:
    """429 with Retry-After, and every word still there."""
    with Running(tmp_path) as running, httpx.Client(base_url=running.url) as http:
        running.add_site("https://blog.example", avatars="generated")
        answers = [send(http, page(http), text=f"Try {number}, patiently.") for number in range(12)]
    refused = answers[-1]
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 0
    assert Form(refused.text).fields["text"] == "Try 11, patiently."


def test_a_conversation_that_closes_meanwhile_gives_the_text_back(server: Running, http: httpx.Client) -> None:
    """409, no form any more, the words to copy."""
    say(http)
    html = page(http)

    def closing() -> Transaction[None]:
        rows = yield from call("thread_by_public_id", site_id=1, public_id=thread_id(http))
        yield from call("close_thread", site_id=1, id=rows[0][1], closed_at=1)

    server.write(closing())
    answer = send(http, html, text="Too late?")
    assert answer.status_code == 409
    assert "Too late?" in answer.text
    assert "<form" not in answer.text
    assert "This conversation is closed." in page(http)
    assert "<form" not in page(http)


def test_a_form_from_a_foreign_page_is_refused(http: httpx.Client) -> None:
    """403 as a page, nothing stored; the site's own pages and this one may."""
    action, data = typed(page(http))
    for origin in ("https://evil.example", "null"):
        answer = http.post(action, data=data, headers={"Origin": origin})
        assert (answer.status_code, answer.headers["content-type"]) == (403, "text/html; charset=utf-8")
    assert "0 comments on" in page(http)
    assert http.post(action, data=data, headers={"Origin": str(http.base_url).rstrip("/")}).status_code == 303


def test_browsers_are_left_their_origin(http: httpx.Client) -> None:
    """Under no-referrer a form says `Origin: null` (Fetch §3.2) and would be refused."""
    assert http.get("/t", params=HERE).headers["referrer-policy"] == "same-origin"
    assert http.get(posted(http)).headers["referrer-policy"] == "strict-origin"


def test_a_reply_knows_whom_it_answers(http: httpx.Client) -> None:
    """The link of a comment leads to the form, which names and keeps the parent, also after an error."""
    parent = say(http)["comment"]["id"]
    html = page(http, reply=parent)
    assert 'Replying to <a href="#chime-' in html
    again = send(http, html, email="wrong").text
    assert Form(again).fields["parent"] == parent
    assert "Replying to" in again
    assert send(http, again).status_code == 303
    thread = http.get("/api/v1/sites/blog/thread", params={"url": PAGE}).json()
    assert thread["comments"][0]["replies"][0]["parent"] == parent


def test_the_honeypot_is_out_of_sight_and_catches(http: httpx.Client) -> None:
    """People cannot reach it; what fills it in learns nothing and is not published."""
    html = page(http)
    assert Form(html).attributes["homepage"]["tabindex"] == "-1"
    location = send(http, html, homepage="https://spam.example").headers["location"]
    assert "awaits moderation" in http.get(location).text
    assert "0 comments on" in page(http)


def test_a_held_comment_is_shown_to_its_writer_alone(server: Running, http: httpx.Client) -> None:
    """It says so, and the public page knows nothing of it."""
    server.set_site(moderation="all", avatars="generated")
    location = posted(http)
    assert "Your comment awaits moderation" in http.get(location).text
    assert "What I" not in page(http)


def test_a_preview_stores_nothing_and_keeps_the_words(http: httpx.Client) -> None:
    """The real renderer's words, above the same form."""
    answer = send(http, page(http), action="preview")
    assert answer.status_code == 200
    assert "<em>think</em>" in answer.text
    assert Form(answer.text).fields["text"] == "What I *think*."
    assert thread_id(http) == "None"


def test_the_writer_edits_by_the_link(http: httpx.Client) -> None:
    """The source is in the form; saving leads back, and everybody sees the new words marked as edited."""
    link = edit_link(http, posted(http))
    html = http.get(link).text
    assert Form(html).fields["text"] == "What I *think*."
    action, data = typed(html, text="What I **mean**.", action="save")
    answer = http.post(action, data=data)
    assert answer.status_code == 303
    assert "<strong>mean</strong>" in http.get(answer.headers["location"]).text
    assert "What I <strong>mean</strong>." in page(http)
    assert 'class="edited"' in page(http)


def test_an_edit_that_is_refused_keeps_the_words(http: httpx.Client) -> None:
    """422 with the message beside the field."""
    action, data = typed(http.get(edit_link(http, posted(http))).text, text="New words.", name="", action="save")
    answer = http.post(action, data=data)
    form = Form(answer.text)
    assert answer.status_code == 422
    assert form.fields["text"] == "New words."
    assert form.attributes["name"]["aria-invalid"] == "true"


def test_withdrawing_asks_first(http: httpx.Client) -> None:
    """One click shows the question; the second does it."""
    link = edit_link(http, posted(http))
    action, data = typed(http.get(link).text, action="withdraw")
    question = http.post(action, data=data)
    assert question.status_code == 200
    assert "1 comment on" in page(http)
    action, data = typed(question.text, action="withdraw-now")
    answer = http.post(action, data=data)
    assert "You have withdrawn your comment" in http.get(answer.headers["location"]).text
    assert "0 comments on" in page(http)
    assert http.get(link).status_code == 404


def test_when_the_time_is_over_it_is_said_plainly(server: Running, http: httpx.Client) -> None:
    """403, and the words that were typed are not lost."""
    link = edit_link(http, posted(http))
    html = http.get(link).text
    server.set_site(edit_minutes="0", avatars="generated")
    assert "Too late to change this" in http.get(link).text
    action, data = typed(html, text="New words.", action="save")
    answer = http.post(action, data=data)
    assert answer.status_code == 403
    assert "The time to change this comment is over." in answer.text
    assert Form(answer.text).fields["text"] == "New words."


@pytest.mark.parametrize("page_name", ["posted", "edit"])
def test_a_wrong_token_opens_nothing(http: httpx.Client, page_name: str) -> None:
    """Neither a made-up token nor another comment's."""
    own = parse_qs(urlsplit(posted(http)).query)
    other = parse_qs(urlsplit(posted(http, text="Another one.")).query)
    thread = thread_id(http)
    for token in ("wrong", other["token"][0]):
        answer = http.get(f"/t/{thread}/{page_name}", params={"comment": own["comment"][0], "token": token})
        assert answer.status_code == 403
        assert "What I" not in answer.text


def test_pages_with_a_token_are_kept_nowhere(http: httpx.Client) -> None:
    """No store, no index, and the address goes to nobody."""
    location = posted(http)
    for address in (location, edit_link(http, location)):
        headers = http.get(address).headers
        assert headers["cache-control"] == "no-store"
        assert headers["x-robots-tag"] == "noindex, nofollow"


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


def test_a_post_to_a_thread_of_the_owner_s_own_id_lands_there(http: httpx.Client) -> None:
    """Also where another page's conversation has the same address."""
    say(http, "Under the address.")
    say(http, "Under the id.", thread="own-id")
    say(http, "Under another id.", thread="second-id", url=PAGE)
    own = http.get("/api/v1/sites/blog/thread", params={"url": PAGE, "thread": "second-id"}).json()["thread"]["id"]
    answer = send(http, http.get(f"/t/{own}").text, text="By the form.")
    assert answer.headers["location"].startswith(f"/t/{own}/posted")


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


def test_junk_instead_of_a_form_is_refused(http: httpx.Client) -> None:
    """Not a form: 415; not readable: 400."""
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert http.post("/t", params=HERE, json={}).status_code == 415
    assert http.post("/t", params=HERE, content=b"\xff=\xff", headers=headers).status_code == 400


def test_too_large_a_form_is_refused_on_a_page_that_says_what_to_do(http: httpx.Client) -> None:
    """It is refused before it is read, so only the browser still has the text; the page has its style."""
    answer = http.post("/t", params=HERE, data={"text": "x" * 400_000})
    assert answer.status_code == 413
    assert "your browser still has your text" in answer.text
    assert "style-src 'self'" in answer.headers["content-security-policy"]


def test_a_method_that_a_page_does_not_know_is_refused_on_a_page(http: httpx.Client) -> None:
    """With the methods that it knows."""
    answer = http.request("DELETE", "/t", params=HERE)
    assert answer.status_code == 405
    assert {"GET", "HEAD", "POST"} <= {method.strip() for method in answer.headers["allow"].split(",")}
    assert "<h1>" in answer.text


def test_a_crash_gives_the_text_back(server: Running, http: httpx.Client) -> None:
    """500, and every word in a form that can be sent again: here the table of comments is suddenly gone."""
    html = page(http)
    with sqlite3.connect(server.database) as database:
        database.execute("alter table comment rename to comment_elsewhere")
    answer = send(http, html, text="Do not lose this.")
    assert answer.status_code in (500, 503)
    assert Form(answer.text).fields["text"] == "Do not lose this."
    with sqlite3.connect(server.database) as database:
        database.execute("alter table comment_elsewhere rename to comment")
    assert send(http, answer.text, text="Do not lose this.").status_code == 303
