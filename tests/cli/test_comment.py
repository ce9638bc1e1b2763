"""Moderation from the shell."""

from collections.abc import Iterator

import httpx
import pytest

from shell import Shell

PAGE = "https://example.org/page"


class Blog:
    """A served site that holds every comment."""

    def __init__(self, shell: Shell, http: httpx.Client) -> None:
        self.shell, self.http = shell, http
        self.key = shell.add_site("The Blog")
        shell.answer("site", "set", self.key, "moderation=all", "avatars=generated")

    def post(self, text: str, **fields: object) -> httpx.Response:
        wish = {"url": PAGE, "name": "Ada", "email": "ada@mail.example", "text": text, **fields}
        return self.http.post(f"/api/v1/sites/{self.key}/comments", json=wish)

    def posted(self, text: str) -> str:
        answer = self.post(text)
        assert answer.status_code == 201
        return str(answer.json()["comment"]["id"])

    def thread(self) -> dict[str, object]:
        found = self.http.get(f"/api/v1/sites/{self.key}/thread", params={"url": PAGE}).json()
        return dict(found)

    def count(self) -> object:
        return self.thread()["thread"]["count"]  # type: ignore[index]


@pytest.fixture
def blog(shell: Shell) -> Iterator[Blog]:
    with shell.served(CHIMEIN_LIMITS="off") as server, server.http() as http:
        yield Blog(shell, http)


def test_held_comments_are_listed_the_longest_waiting_first(blog: Blog) -> None:
    """With what a decision needs, and without the writer's address."""
    ids = [blog.posted(text) for text in ("First words", "Second words")]
    listed = blog.shell.answer("comment", "list", "--site", blog.key)["comments"]
    assert [comment["id"] for comment in listed] == ids
    assert (listed[0]["name"], listed[0]["text"], listed[0]["url"]) == ("Ada", "First words", PAGE)
    assert listed[0]["reasons"] == ["every-comment"]
    text = blog.shell.run("comment", "list", "--site", blog.key).stdout
    assert "Second words" in text
    assert "mail.example" not in text + str(listed)


def test_approving_publishes(blog: Blog) -> None:
    """Readers see it at once, and it counts."""
    ids = [blog.posted(text) for text in ("First words", "Second words")]
    assert blog.count() == 0
    assert blog.shell.answer("comment", "approve", *ids)["approved"] == 2
    assert blog.count() == 2
    assert blog.shell.answer("comment", "approve", ids[0]) == {"approved": 0, "acts": []}
    assert blog.shell.answer("comment", "list", "--site", blog.key) == {"comments": []}


def test_rejecting_takes_away(blog: Blog) -> None:
    """Also what was published before."""
    comment = blog.posted("Words")
    blog.shell.answer("comment", "approve", comment)
    assert blog.shell.answer("comment", "reject", comment, "--site", blog.key)["rejected"] == 1
    assert blog.count() == 0
    listed = blog.shell.answer("comment", "list", "--site", blog.key, "--state", "rejected")["comments"]
    assert [line["id"] for line in listed] == [comment]


@pytest.mark.parametrize(("verb", "state"), [("reject", "rejected"), ("spam", "spam"), ("hold", "held")])
def test_a_decision_is_taken_back_by_its_number(blog: Blog, verb: str, state: str) -> None:
    """Every verb says by which command it is undone; the list of acts has the same number."""
    ids = [blog.posted(text) for text in ("First words", "Second words")]
    blog.shell.answer("comment", "approve", *ids)
    said = blog.shell.run("comment", verb, *ids).stdout
    assert said.startswith(f"2 {state}.")
    assert blog.count() == 0
    command = said.rpartition("chimein ")[2].split()
    assert command[1] == blog.shell.answer("acts", "--site", blog.key)["acts"][0]["act"]
    assert blog.shell.answer(*command) == {"undone": 2, "left_alone": 0}
    assert blog.count() == 2
    assert blog.shell.answer(*command) == {"undone": 0, "left_alone": 0}
    listed = blog.shell.run("acts", "--site", blog.key).stdout
    assert "taken back" in listed.splitlines()[0]
    assert "no such decision" in blog.shell.sentence("undo", "12", "--site", blog.key)
    assert "no such decision" in blog.shell.sentence("undo", "twelve", "--site", blog.key)


def test_all_or_none_are_decided(blog: Blog) -> None:
    """A wrong id in the list changes nothing."""
    comment = blog.posted("Words")
    assert blog.shell.sentence("comment", "approve", comment, "nosuchid") == "There is no comment nosuchid here."
    assert blog.count() == 0


def test_a_comment_is_not_found_on_another_site(blog: Blog) -> None:
    """Naming a site is a wall too."""
    comment, other = blog.posted("Words"), blog.shell.add_site("Other")
    assert "There is no comment" in blog.shell.sentence("comment", "approve", comment, "--site", other)


def test_what_its_writer_took_back_stays_away(blog: Blog) -> None:
    """No moderator publishes what was withdrawn."""
    answer = blog.post("Words").json()
    comment, token = answer["comment"]["id"], answer["edit_token"]
    path = f"/api/v1/sites/{blog.key}/comments/{comment}"
    assert blog.http.delete(path, headers={"Authorization": f"Bearer {token}"}).status_code == 204
    assert "taken back by its writer" in blog.shell.sentence("comment", "approve", comment)


def test_a_reply_is_the_sites_own_voice(blog: Blog) -> None:
    """Published at once under the site's name, with its badge, below what it answers, which is approved with it."""
    comment = blog.posted("A question")
    blog.shell.answer("comment", "reject", comment)
    assert "no longer there" in blog.shell.sentence("comment", "reply", comment, "--text", "Not yet")
    blog.shell.answer("comment", "hold", comment)
    reply = blog.shell.answer("comment", "reply", comment, "--text", "An *answer*")["id"]
    root = blog.thread()["comments"][0]  # type: ignore[index]
    (shown,) = root["replies"]
    assert (shown["id"], shown["name"], shown["badges"]) == (reply, "The Blog", ["site"])
    assert "<em>answer</em>" in shown["html"]
    assert root["badges"] == []
    assert blog.count() == 2


def test_words_are_changed_and_their_history_shown(blog: Blog) -> None:
    """The new words stand, the old ones are shown word by word, and an undo brings them back."""
    comment = blog.posted("Some rude words")
    blog.shell.answer("comment", "approve", comment)
    assert blog.shell.answer("comment", "edit", comment, "--text", "Some kind words")["changed"] == 1
    assert "Some kind words" in str(blog.thread())
    assert "Some [-rude-]{+kind+} words" in blog.shell.run("comment", "history", comment).stdout
    versions = blog.shell.answer("comment", "history", comment)["versions"]
    assert [(each["text"], each["replaced_by"]) for each in versions] == [
        ("Some rude words", "shell"),
        ("Some kind words", None),
    ]
    act = blog.shell.answer("acts", "--site", blog.key)["acts"][0]
    assert act["verb"] == "edit"
    blog.shell.answer("undo", act["act"], "--site", blog.key)
    assert "Some rude words" in str(blog.thread())
    assert "address" in blog.shell.sentence("comment", "edit", comment, "--website", "javascript:alert(1)").lower()


def test_comments_are_pinned_and_their_writers_trusted(blog: Blog) -> None:
    """Pinned comments come first; a trusted browser's words need no approval; both can be taken back."""
    first, second = blog.post("One").json(), blog.posted("Two")
    blog.shell.answer("comment", "approve", first["comment"]["id"], second)
    said = blog.shell.run("comment", "pin", second).stdout
    assert [root["id"] for root in blog.thread()["comments"]] == [second, first["comment"]["id"]]  # type: ignore[attr-defined]
    blog.shell.answer(*said.rpartition("chimein ")[2].split())
    assert [root["id"] for root in blog.thread()["comments"]] == [first["comment"]["id"], second]  # type: ignore[attr-defined]
    blog.shell.answer("comment", "trust", first["comment"]["id"])
    assert blog.post("Three", writer_token=first["writer_token"]).json()["state"] == "published"
    blog.shell.answer("comment", "distrust", first["comment"]["id"])
    assert blog.post("Four", writer_token=first["writer_token"]).json()["state"] == "held"
    assert "Only a published comment" in blog.shell.sentence("comment", "pin", blog.posted("Five"))
    assert blog.shell.run("comment", "unpin", second).stdout == "Nothing to change.\n"


def test_everything_by_one_writer_goes_at_once(blog: Blog) -> None:
    """All that the address wrote on the site, under one act; other people's words stay."""
    mine = [blog.posted(f"Mine {number}") for number in range(3)]
    other = blog.post("Other", email="bob@mail.example").json()["comment"]["id"]
    blog.shell.answer("comment", "approve", *mine, other)
    done = blog.shell.answer("comment", "spam", mine[0], "--everything-by-writer")
    assert done["spam"] == 3
    assert blog.count() == 1
    (act,) = done["acts"]
    assert blog.shell.answer("undo", act["act"], "--site", act["site"])["undone"] == 3
    assert blog.count() == 4


def test_everything_that_a_filter_means_is_decided(blog: Blog) -> None:
    """As in the queue: by state and reason, of one site, under one act; names that mean nothing are refused."""
    ids = [blog.posted(f"Words {number}") for number in range(3)]
    blog.shell.answer("comment", "approve", ids[0])
    where = ("--site", blog.key, "--where", "state=held", "--where", "reason=every-comment")
    done = blog.shell.answer("comment", "spam", *where)
    assert done["spam"] == 2
    assert len(done["acts"]) == 1
    assert blog.shell.answer("comment", "spam", *where)["spam"] == 0
    assert len(blog.shell.answer("comment", "list", "--site", blog.key, "--state", "spam")["comments"]) == 2
    assert blog.count() == 1
    for wrong in (("--where", "state=held"), ("--site", blog.key, "--where", "colour=red"), (*where, ids[0]), ()):
        assert blog.shell.run("comment", "spam", *wrong).exit_code == 2
    assert "queues are" in blog.shell.sentence("comment", "spam", "--site", blog.key, "--where", "state=lost")
