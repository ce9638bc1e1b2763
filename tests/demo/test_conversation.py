"""The demo's conversation is lively, whole, and as fresh as the demo."""

from collections import Counter
from urllib.parse import urlsplit

from chimein.demo.articles import articles
from chimein.demo.conversation import conversation
from chimein.messages.records import CommentRecord, ThreadRecord

NOW = 1_800_000_000_000
HOME = "http://127.0.0.1:8001"


def threads() -> list[ThreadRecord]:
    return [record for record in conversation(NOW, HOME) if isinstance(record, ThreadRecord)]


def comments() -> list[CommentRecord]:
    return [record for record in conversation(NOW, HOME) if isinstance(record, CommentRecord)]


def depth_of(comment: CommentRecord, by_id: dict[str, CommentRecord]) -> int:
    depth = 0
    while comment.parent is not None:
        comment, depth = by_id[comment.parent], depth + 1
    return depth


def test_one_article_is_lively_one_has_five_comments_and_one_has_none() -> None:
    """What a newcomer is promised: pages to turn, a short thread, and a first word to say."""
    counts = Counter(comment.thread for comment in comments() if comment.state == "published")
    assert sorted(counts[article.slug] for article in articles())[:2] == [0, 5]
    assert max(counts.values()) >= 60


def test_the_lively_thread_fills_several_pages_and_nests_deeper_than_is_shown() -> None:
    """More than 25 roots, and at least six levels of replies."""
    by_id = {comment.id: comment for comment in comments()}
    depths = Counter(depth_of(comment, by_id) for comment in by_id.values() if "loaf" in comment.thread)
    assert depths[0] > 25
    assert max(depths) >= 6


def test_every_reply_is_later_than_what_it_answers_and_on_the_same_page() -> None:
    """A conversation read from the top makes sense."""
    by_id = {comment.id: comment for comment in comments()}
    born = {thread.id: thread.created_at or 0 for thread in threads()}
    for comment in by_id.values():
        before = by_id[comment.parent].posted_at if comment.parent else born[comment.thread]
        assert before < comment.posted_at < NOW, comment.id
        if comment.parent:
            assert by_id[comment.parent].thread == comment.thread


def test_ids_are_unique_and_comments_come_oldest_first() -> None:
    """An import takes them as they come."""
    said = comments()
    assert len({comment.id for comment in said}) == len(said)
    for thread in threads():
        times = [comment.posted_at for comment in said if comment.thread == thread.id]
        assert times == sorted(times)


def test_every_state_that_a_newcomer_should_see_is_there() -> None:
    """An edit, a tombstone that holds its replies together, and the authors' badge."""
    said = comments()
    withdrawn = [comment.id for comment in said if comment.state == "withdrawn"]
    assert withdrawn
    assert all(any(comment.parent == gone for comment in said) for gone in withdrawn)
    assert any(comment.edited_at for comment in said)
    assert {comment.name for comment in said if comment.badge} == {article.author for article in articles()}


def test_nobody_has_an_email() -> None:
    """A demo asks no picture of anyone, so it sends nothing anywhere."""
    assert not any(comment.email for comment in comments())


def test_links_in_comments_lead_to_the_sample_website_or_to_reserved_names() -> None:
    """Nobody's real website is in it."""
    text = "\n".join(comment.text for comment in comments())
    assert "](/" not in text
    assert f"]({HOME}/a-bicycle-is-the-right-size-for-an-island)" in text
    hosts = {urlsplit(comment.website).hostname or "" for comment in comments() if comment.website}
    assert all(host.endswith((".example.org", ".example.net", ".example.com")) for host in hosts)
