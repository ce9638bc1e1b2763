"""The queue as a page: what is shown to whom, decisions, and the way back, with and without script."""

import re
import time
from collections.abc import Iterator

import httpx
import pytest

from running import Running
from staff import Colleague, at_desk
from visiting import Visitor


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """An instance for all of this file; each test has sites of its own."""
    with Running(tmp_path_factory.mktemp("desk"), limits="off") as running:
        yield running


@pytest.fixture
def key(shop: Running, request: pytest.FixtureRequest) -> str:
    """A site on which every comment is held."""
    name = re.sub(r"\W", "", request.node.name)[-40:]
    return shop.add_site("https://blog.example", key=name, name=f"Site {name}", moderation="all", avatars="generated")


@pytest.fixture
def visitor(shop: Running, key: str) -> Iterator[Visitor]:
    """Somebody who writes there."""
    with httpx.Client(base_url=shop.url, timeout=30) as http:
        yield Visitor(http, key)


def state_of(shop: Running, key: str, public_id: str) -> str:
    """Whether outsiders see it."""
    return str(httpx.get(f"{shop.url}/api/v1/sites/{key}/comments/{public_id}", timeout=10).status_code)


def ids_on(page: httpx.Response) -> list[str]:
    """The cards of a page, in order."""
    return re.findall(r'<article class="item" id="c-([^"]+)"', page.text)


def act_on(page: httpx.Response) -> dict[str, str]:
    """The undo that a page offers."""
    form = re.search(r'action="/admin/undo".*?</form>', page.text, re.DOTALL)
    assert form, page.text
    return dict(re.findall(r'name="(site|act)" value="([^"]*)"', form[0]))


def followed(colleague: Colleague, answer: httpx.Response) -> httpx.Response:
    """The page that a form leads to."""
    assert answer.status_code == 303, answer.text
    return colleague.get(answer.headers["location"])


def test_who_waits_longest_comes_first_with_name_place_and_reason(shop: Running, key: str, visitor: Visitor) -> None:
    """A card says who wrote what where, why it is held, and never the address."""
    first = visitor.says("One *tide*.", name="Noor", email="noor@harbour.example")["comment"]["id"]
    second = visitor.says("Two tides.", name="Bo")["comment"]["id"]
    page = at_desk(shop, "moderator", key).get("/admin")
    assert page.status_code == 200
    assert ids_on(page) == [first, second]
    assert "Noor" in page.text
    assert "<em>tide</em>" in page.text
    assert "Every comment is held here" in page.text
    assert "noor@" not in page.text
    assert "n…@h….example" in page.text


def test_a_reader_sees_no_part_of_an_address_and_no_buttons(shop: Running, key: str, visitor: Visitor) -> None:
    """Who may only look is shown neither what is masked nor what could be pressed."""
    visitor.says("One tide.", name="Noor", email="noor@harbour.example")
    page = at_desk(shop, "reader", key).get("/admin").text
    assert "One tide." in page
    assert "n…@" not in page
    assert "/admin/decide" not in page


def test_a_moderator_sees_nothing_of_another_site(shop: Running, key: str, visitor: Visitor) -> None:
    """Sites are walls: neither in the queue, nor by its key, nor by a comment's address."""
    said = visitor.says("One tide.")["comment"]["id"]
    shop.add_site("https://other.example", key=f"{key[:20]}2", name="Elsewhere")
    stranger = at_desk(shop, "moderator", f"{key[:20]}2")
    assert ids_on(stranger.get("/admin")) == []
    assert "There is no site" in stranger.get(f"/admin?site={key}").text
    assert stranger.get(f"/admin/comments/{said}").status_code == 404
    assert stranger.post("/admin/decide", {"id": said, "verb": "approve"}).status_code == 404


def test_a_decision_publishes_and_can_be_taken_back(shop: Running, key: str, visitor: Visitor) -> None:
    """Without script: a form, a redirect, a page that says what was done and offers the way back."""
    said = visitor.says("One tide.")["comment"]["id"]
    ada = at_desk(shop, "moderator", key)
    answer = ada.post("/admin/decide", {"id": said, "verb": "approve", "seen": "held", "back": f"/admin?site={key}"})
    after = followed(ada, answer)
    assert "Approved." in after.text
    assert ids_on(after) == []
    assert state_of(shop, key, said) == "200"
    back = followed(ada, ada.post("/admin/undo", {**act_on(after), "back": "/admin"}))
    assert "Taken back." in back.text
    assert said in ids_on(back)
    assert state_of(shop, key, said) == "404"


def test_htmx_gets_the_folded_card_with_the_counts(shop: Running, key: str, visitor: Visitor) -> None:
    """With script only what changed comes back: the card, folded, and the tabs; and the card again after an undo."""
    said = visitor.says("One tide.")["comment"]["id"]
    ada = at_desk(shop, "moderator", key)
    wish = {"id": said, "verb": "spam", "seen": "held", "back": "/admin"}
    folded = ada.post("/admin/decide", wish, **{"HX-Request": "true"})
    assert folded.status_code == 200
    assert "Marked as spam." in folded.text
    assert "<html" not in folded.text
    assert re.search(r'Spam <span class="count">1<', folded.text)
    assert "hx-partial" in folded.text
    again = ada.post("/admin/undo", {**act_on(folded), "id": said, "back": "/admin"}, **{"HX-Request": "true"})
    assert ids_on(again) == [said]
    assert re.search(r'Held <span class="count">1<', again.text)


def test_two_moderators_one_comment(shop: Running, key: str, visitor: Visitor) -> None:
    """Who decides on what somebody else decided meanwhile is told so, and changes nothing."""
    said = visitor.says("One tide.")["comment"]["id"]
    ada, ben = at_desk(shop, "moderator", key), at_desk(shop, "admin", key, name="Ben")
    ada.post("/admin/decide", {"id": said, "verb": "approve", "seen": "held"})
    late = ben.post("/admin/decide", {"id": said, "verb": "reject", "seen": "held"}, **{"HX-Request": "true"})
    assert "is published now" in late.text
    assert (
        "Somebody else decided"
        in followed(ben, ben.post("/admin/decide", {"id": said, "verb": "spam", "seen": "held"})).text
    )
    assert state_of(shop, key, said) == "200"


def test_several_are_decided_at_once_and_taken_back_as_a_whole(shop: Running, key: str, visitor: Visitor) -> None:
    """What was ticked is one act."""
    said = [visitor.says(f"Tide {n}.", name=f"Noor {n}")["comment"]["id"] for n in range(3)]
    ada = at_desk(shop, "moderator", key)
    after = followed(ada, ada.post("/admin/decide", {"id": said, "verb": "reject", "back": "/admin"}))
    assert "Rejected 3 comments." in after.text
    followed(ada, ada.post("/admin/undo", {**act_on(after), "back": "/admin"}))
    assert ids_on(ada.get("/admin")) == said


def test_everything_that_fits_is_decided_at_once(shop: Running, key: str, visitor: Visitor) -> None:
    """More than a page holds, under one act; what came after the page was shown is left alone."""
    for n in range(55):
        visitor.says(f"Tide {n}.", name=f"Noor {n}")
    ada = at_desk(shop, "moderator", key)
    page = ada.get("/admin")
    assert len(ids_on(page)) == 50
    upto, asked = (re.search(rf'name="{name}" value="([^"]*)"', page.text) for name in ("upto", "filter"))
    assert upto
    assert asked
    late = visitor.says("I came later.", name="Late")["comment"]["id"]
    wish = {"everything": "spam", "filter": asked[1], "upto": upto[1], "back": "/admin"}
    after = followed(ada, ada.post("/admin/decide", wish))
    assert "Marked as spam 55 comments." in after.text
    assert ids_on(after) == [late]
    followed(ada, ada.post("/admin/undo", {**act_on(after), "back": "/admin"}))
    assert 'Held <span class="count">56<' in ada.get("/admin").text


def test_a_filter_finds_by_word_and_says_what_is_wrong(shop: Running, key: str, visitor: Visitor) -> None:
    """Words and reasons narrow the queue; a day that is none is a sentence, and nothing is lost."""
    visitor.says("Herring swims.", name="Noor")
    wanted = visitor.says("Mackerel swims.", name="Bo")["comment"]["id"]
    ada = at_desk(shop, "moderator", key)
    assert ids_on(ada.get("/admin?reason=honeypot")) == []
    assert "Give a day as" in ada.get("/admin?since=yesterday").text
    assert wanted in ids_on(ada.get("/admin?reason=every-comment"))
    searched(ada, "mackerel", [wanted])
    assert ids_on(ada.get("/admin?words=bo")) == [wanted]
    assert "Nothing fits." in ada.get("/admin?words=whale").text


def test_everything_with_a_word_is_decided_at_once(shop: Running, key: str, visitor: Visitor) -> None:
    """A search narrows a decision about all that fits, and nothing else is touched."""
    spared = visitor.says("Herring is fine.", name="Noor")["comment"]["id"]
    wanted = [visitor.says(f"Casino {n}!", name=f"Bo {n}")["comment"]["id"] for n in range(3)]
    ada = at_desk(shop, "moderator", key)
    searched(ada, "casino", wanted)
    wish = {"everything": "spam", "filter": "state=held&words=casino", "upto": "9" * 13, "back": "/admin"}
    after = followed(ada, ada.post("/admin/decide", wish))
    assert "Marked as spam 3 comments." in after.text
    assert ids_on(after) == [spared]


def searched(ada: Colleague, words: str, wanted: list[str]) -> None:
    """Search until the words of what was just written are known, which takes the worker a moment."""
    deadline = time.monotonic() + 20
    while ids_on(ada.get(f"/admin?words={words}")) != wanted:
        assert time.monotonic() < deadline, f"{words} is not found"


def test_a_form_from_elsewhere_changes_nothing(shop: Running, key: str, visitor: Visitor) -> None:
    """A page of another site, a page without the token, and one with another session's are refused."""
    said = visitor.says("One tide.")["comment"]["id"]
    ada, ben = at_desk(shop, "moderator", key), at_desk(shop, "moderator", key, name="Ben")
    wish = {"id": said, "verb": "approve"}
    assert ada.post("/admin/decide", wish, **{"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert ada.post("/admin/decide", {**wish, "form_token": ""}).status_code == 403
    assert ada.post("/admin/decide", {**wish, "form_token": ben.form_token}).status_code == 403
    assert state_of(shop, key, said) == "404"


def test_who_is_not_signed_in_is_asked_to(shop: Running) -> None:
    """And comes back to where they wanted to go; a link from another site gets a page that asks once more."""
    answer = httpx.get(f"{shop.url}/admin?state=spam", timeout=10)
    assert (answer.status_code, answer.headers["location"]) == (303, "/admin/sign-in?next=%2Fadmin%3Fstate%3Dspam")
    linked = httpx.get(f"{shop.url}/admin?state=spam", headers={"Sec-Fetch-Site": "cross-site"}, timeout=10)
    assert linked.status_code == 200
    assert "url=/admin?state=spam" in linked.text


def test_the_site_answers_from_a_comments_page(shop: Running, key: str, visitor: Visitor) -> None:
    """A reply approves what it answers; one without words is refused with a sentence and what was typed."""
    said = visitor.says("One tide.")["comment"]["id"]
    ada = at_desk(shop, "moderator", key)
    refused = ada.post(f"/admin/comments/{said}/reply", {"text": "  "})
    assert refused.status_code == 422
    assert 'role="alert"' in refused.text
    after = followed(ada, ada.post(f"/admin/comments/{said}/reply", {"text": "Thank *you*."}))
    assert "Answered." in after.text
    assert "published" in after.text
    assert state_of(shop, key, said) == "200"


def test_in_a_locked_conversation_the_site_does_not_answer(shop: Running, key: str, visitor: Visitor) -> None:
    """The page says so instead of offering it; what was typed before somebody locked it is not lost."""
    said = visitor.says("One tide.")["comment"]["id"]
    ada, path = at_desk(shop, "moderator", key), f"/admin/comments/{said}"
    assert "Your words" in ada.get(path).text
    ada.post(f"/admin/threads/{visitor.reads()['thread']['id']}", {"site": key, "deed": "locked"})
    assert "Your words" not in ada.get(path).text
    assert "The conversation is locked" in ada.get(path).text
    refused = ada.post(f"{path}/reply", {"text": "Typed <before>."})
    assert refused.status_code == 409
    assert "Typed &lt;before&gt;." in refused.text
    edited = followed(ada, ada.post(f"{path}/edit", {"name": "Noor", "text": "Two tides."}))
    assert "Saved." in edited.text


def test_words_are_changed_with_their_history(shop: Running, key: str, visitor: Visitor) -> None:
    """An edit shows what was said before, word by word; one without words keeps what was typed."""
    said = visitor.says("The tide is low.", name="Noor")["comment"]["id"]
    ada = at_desk(shop, "moderator", key)
    refused = ada.post(f"/admin/comments/{said}/edit", {"name": "Noor", "website": "not a link", "text": "Kept words"})
    assert refused.status_code == 422
    assert "Kept words" in refused.text
    after = followed(ada, ada.post(f"/admin/comments/{said}/edit", {"name": "Noor", "text": "The tide is high."}))
    assert "Saved." in after.text
    assert "<del>low</del>" in after.text
    assert "<ins>high</ins>" in after.text


def test_a_writer_is_trusted_and_a_comment_pinned(shop: Running, key: str, visitor: Visitor) -> None:
    """Each with its way back; what cannot be pinned says why."""
    said = visitor.says("The tide is low.", name="Noor")["comment"]["id"]
    ada = at_desk(shop, "moderator", key)
    assert "can be pinned" in ada.post(f"/admin/comments/{said}/tend", {"verb": "pin"}).text
    trusted = followed(ada, ada.post(f"/admin/comments/{said}/tend", {"verb": "trust"}))
    assert "Trusted from now on." in trusted.text
    ada.post("/admin/decide", {"id": said, "verb": "approve"})
    pinned = followed(ada, ada.post(f"/admin/comments/{said}/tend", {"verb": "pin"}))
    assert "Pin no longer" in pinned.text
    followed(ada, ada.post("/admin/undo", {**act_on(pinned), "back": "/admin"}))
    assert "Pin on top" in ada.get(f"/admin/comments/{said}").text


def test_no_page_of_the_desk_is_kept_or_framed(shop: Running, key: str) -> None:
    """Neither by a cache nor in another page."""
    page = at_desk(shop, "moderator", key).get("/admin")
    assert page.headers["cache-control"] == "no-store"
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert "access-control-allow-origin" not in page.headers


def test_nothing_to_do_says_so(shop: Running, key: str) -> None:
    """An empty queue is a pleasure, an instance without sites says what to do next."""
    assert "All done." in at_desk(shop, "moderator", key).get("/admin").text
    assert "There is no site yet." in at_desk(shop).get("/admin").text
