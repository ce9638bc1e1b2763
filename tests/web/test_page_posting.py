"""Joining the conversation by a plain form: what is stored, and that nothing typed is ever lost."""

import sqlite3
from contextlib import closing
from pathlib import Path

import httpx

from chimein.store.calls import Transaction, call
from plain_browser import HERE, PAGE, Form, page, posted, say, send, thread_id, typed
from running import Running


def test_an_unknown_page_is_an_empty_conversation_with_the_form(http: httpx.Client) -> None:
    """200, a form, and nothing is begun by looking at it."""
    html = page(http)
    assert "Nobody has said anything yet" in html
    assert Form(html).fields["idempotency_key"]
    assert thread_id(http) == "None"


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
        yield from call("set_doors_of_thread", site_id=1, id=rows[0][1], closed_at=1, locked_at=None)

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


def test_a_post_to_a_thread_of_the_owner_s_own_id_lands_there(http: httpx.Client) -> None:
    """Also where another page's conversation has the same address."""
    say(http, "Under the address.")
    say(http, "Under the id.", thread="own-id")
    say(http, "Under another id.", thread="second-id", url=PAGE)
    own = http.get("/api/v1/sites/blog/thread", params={"url": PAGE, "thread": "second-id"}).json()["thread"]["id"]
    answer = send(http, http.get(f"/t/{own}").text, text="By the form.")
    assert answer.headers["location"].startswith(f"/t/{own}/posted")


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


def test_a_crash_gives_the_text_back(server: Running, http: httpx.Client) -> None:
    """500, and every word in a form that can be sent again: here the table of comments is suddenly gone."""
    html = page(http)
    with closing(sqlite3.connect(server.database)) as database:
        database.execute("alter table comment rename to comment_elsewhere")
    answer = send(http, html, text="Do not lose this.")
    assert answer.status_code in (500, 503)
    assert Form(answer.text).fields["text"] == "Do not lose this."
    with closing(sqlite3.connect(server.database)) as database:
        database.execute("alter table comment_elsewhere rename to comment")
    assert send(http, answer.text, text="Do not lose this.").status_code == 303
