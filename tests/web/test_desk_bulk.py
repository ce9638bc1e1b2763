"""Decisions about more than one request can do: they go on, under one act, and are taken back as one."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest

from access.staff import many_held
from chimein.settings import WrongConfiguration, load
from running import Running
from staff import Colleague, at_desk
from staffing import new_token
from visiting import Json, Visitor, bearer, rows

API = "/api/v1/admin"
MANY = 1101
"""More than two steps do; each request here does one."""


@pytest.fixture
def hasty(tmp_path: Path) -> Iterator[Running]:
    """An instance whose requests do a single step of a large decision."""
    with many_held(tmp_path, MANY) as running:
        yield running


@pytest.fixture
def ada(hasty: Running) -> Colleague:
    """A moderator."""
    return at_desk(hasty, "moderator")


def fields_of(page: httpx.Response) -> dict[str, str]:
    """What the form of a page in between sends."""
    form = page.text.partition('hx-trigger="load"')[2].partition("</form>")[0]
    return {name: unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form)}


def begun(ada: Colleague, verb: str = "spam") -> httpx.Response:
    """The first answer to a decision about all that is held."""
    page = ada.get("/admin").text
    form = page.partition('id="bulk"')[2].partition("</form>")[0]
    sent = {name: unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form)}
    kept = {name: sent[name] for name in ("filter", "upto", "back", "total")}
    return ada.post("/admin/decide", {**kept, "everything": verb})


def states(hasty: Running) -> dict[str, int]:
    """How many comments there are in each state."""
    return dict(rows(hasty.database, "select state, count(*) from comment group by state"))


def test_a_request_works_for_less_than_it_may_take() -> None:
    """CHIMEIN_BULK_SECONDS has room for the step that was begun last."""
    for seconds in ("-1", "16"):
        with pytest.raises(WrongConfiguration, match="CHIMEIN_BULK_SECONDS takes a number from 0 to 15"):
            load({"CHIMEIN_BULK_SECONDS": seconds})
    assert load({"CHIMEIN_BULK_SECONDS": "15"}).bulk_seconds == 15


def test_it_goes_on_by_a_button_and_is_one_act(hasty: Running, ada: Colleague) -> None:
    """Each answer says how far it came; the last one leads back to the queue, with one undo for all of it."""
    said, answer = [], begun(ada)
    while answer.status_code == 200:
        said.append(re.findall(r'<p id="far">([^<]*)', answer.text)[0])
        answer = ada.post("/admin/decide", fields_of(answer))
    assert said == ["Marked as spam 500 of 1,101 so far.", "Marked as spam 1,000 of 1,101 so far."]
    assert states(hasty) == {"spam": MANY}
    (act,) = rows(hasty.database, "select verb, changed from act")
    assert act == ("spam", MANY)
    end = ada.get(answer.headers["location"])
    assert "Marked as spam 1,101 comments." in end.text
    undo = dict(re.findall(r'name="(site|act|back)" value="([^"]*)"', end.text.partition('action="/admin/undo"')[2]))
    answer, asked = ada.post("/admin/undo", {name: unescape(value) for name, value in undo.items()}), 1
    while answer.status_code == 200:
        answer, asked = ada.post("/admin/undo", fields_of(answer)), asked + 1
    assert "Taken back 1,101 comments." in ada.get(answer.headers["location"]).text
    assert (asked, states(hasty)) == (3, {"held": MANY})


def test_who_stops_has_what_is_done_and_can_take_it_back(hasty: Running, ada: Colleague) -> None:
    """The way out leads to the queue with an undo of the part that is done."""
    stop = re.search(r'href="([^"]+)">Stop here', begun(ada).text)
    assert stop
    page = ada.get(unescape(stop[1]))
    assert "Marked as spam 500 comments." in page.text
    assert states(hasty) == {"held": MANY - 500, "spam": 500}
    act = re.search(r'name="act" value="(\d+)"', page.text)
    assert act
    assert ada.post("/admin/undo", {"site": "blog", "act": act[1]}).status_code == 303
    assert states(hasty) == {"held": MANY}


def test_what_came_meanwhile_is_left_alone(hasty: Running, ada: Colleague) -> None:
    """A comment that was posted between two requests was not seen by who decided."""
    answer = begun(ada)
    with httpx.Client(base_url=hasty.url, timeout=30) as http:
        Visitor(http, "blog").says("I came later.")
    while answer.status_code == 200:
        answer = ada.post("/admin/decide", fields_of(answer))
    assert states(hasty) == {"held": 1, "spam": MANY}


def test_what_was_taken_back_meanwhile_gets_no_more(hasty: Running, ada: Colleague) -> None:
    """Nothing is added to an act that is undone: what is decided after that is another act, to be undone by itself."""
    answer = begun(ada)
    ((first,),) = rows(hasty.database, "select id from act")
    assert ada.post("/admin/undo", {"site": "blog", "act": str(first)}).status_code == 303
    while answer.status_code == 200:
        answer = ada.post("/admin/decide", fields_of(answer))
    acts = rows(hasty.database, "select changed, undone_at is null from act order by id")
    assert acts == [(500, 0), (MANY - 500, 1)]


def test_how_far_it_came_is_believed_of_nobody_else(hasty: Running, ada: Colleague) -> None:
    """A cursor that was changed, another's, or one of another verb is refused, and nothing is decided."""
    fields = fields_of(begun(ada))
    bo = at_desk(hasty, "moderator", name="Bo")
    for who, change in (
        (ada, {"cursor": f"x{fields['cursor']}"}),
        (ada, {"cursor": "e30"}),
        (ada, {"everything": "reject"}),
        (bo, {"form_token": bo.form_token}),
    ):
        refused = who.post("/admin/decide", fields | change)
        assert (refused.status_code, "how far it has come" in refused.text) == (422, True)
    assert states(hasty) == {"held": MANY - 500, "spam": 500}


def test_who_may_no_more_does_not_go_on(hasty: Running, ada: Colleague) -> None:
    """The role is read at each request, not when it began."""
    fields = fields_of(begun(ada))
    rows(hasty.database, "update account_role set role = 'reader' where account_id = ?", ada.account_id)
    assert ada.post("/admin/decide", fields).status_code == 403
    assert states(hasty) == {"held": MANY - 500, "spam": 500}


def test_with_script_a_part_is_answered_and_the_end_leads_on(hasty: Running, ada: Colleague) -> None:
    """The main part alone with the next form in it; then the way back to the queue."""
    script = {"HX-Request": "true"}
    answer, parts = begun(ada), 0
    while 'hx-trigger="load"' in answer.text:
        answer, parts = ada.post("/admin/decide", fields_of(answer), **script), parts + 1
        assert "<!doctype" not in answer.text.lower()
    assert (parts, answer.status_code, answer.headers["hx-redirect"].startswith("/admin?")) == (2, 200, True)
    assert states(hasty) == {"spam": MANY}


def test_a_program_goes_on_with_the_cursor(hasty: Running, ada: Colleague) -> None:
    """The same wish again, until there is nothing next; one act; taking it back goes on as well."""
    headers = bearer(new_token(hasty, ada.account_id))

    def asked(path: str, wish: Any = None) -> Json:
        answer = httpx.post(f"{hasty.url}{API}/{path}", json=wish, headers=headers, timeout=30)
        assert answer.status_code == 200, answer.text
        found: Json = answer.json()
        return found

    wish = {"filter": {"site": ["blog"]}, "state": "rejected"}
    answers = [asked("decisions/all", wish)]
    while answers[-1]["next"]:
        answers.append(asked("decisions/all", wish | {"cursor": answers[-1]["next"]}))
    assert [answer["changed"] for answer in answers] == [500, 1000, MANY]
    (act,) = {answer["acts"][0]["act"] for answer in answers}
    undone = [asked(f"sites/blog/acts/{act}/undo") for _ in range(3)]
    assert undone == [{"undone": 500, "left_alone": 0, "more": True}] * 2 + [{"undone": 101, "left_alone": 0}]
    assert states(hasty) == {"held": MANY}
