"""Changing and withdrawing a comment by plain forms and the link that is shown once."""

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from plain_browser import Form, edit_link, page, posted, thread_id, typed
from running import Running


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
