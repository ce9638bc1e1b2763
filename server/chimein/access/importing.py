"""What of an import is here already. It changes nothing, so that a dry run can ask the same."""

from collections.abc import Sequence

from chimein.access.threads import find_thread
from chimein.messages.batches import Known, WeighBatch, Weighed, WeighedComment
from chimein.rules.facts import Comment, Site, Thread
from chimein.rules.page_urls import PageAddress
from chimein.store.calls import Transaction, call
from chimein.store.reads.comments import comment_by_alias, comment_by_id, comment_by_public_id
from chimein.store.reads.persons import person_by_email
from chimein.store.reads.sites import site_by_key


def weigh_batch(batch: WeighBatch, lookups: Sequence[bytes]) -> Transaction[Weighed]:
    """What of a batch is here already; `lookups` are its emails as the site looks them up."""
    site = yield from site_by_key(batch.site)
    thread = yield from find_thread(site, PageAddress(batch.key, ""), batch.explicit_key)
    known: list[Known | None] = []
    for comment in batch.comments:
        found = yield from _known(site, thread, comment)
        known += [found]
    emails: list[bool] = []
    for lookup in lookups:
        person = yield from person_by_email(site.site_id, lookup)
        emails += [person is not None]
    count = 0
    if thread is not None:
        rows = yield from call("count_comments", site_id=site.site_id, thread_id=thread.id)
        count = rows[0][0]
    return Weighed(thread_exists=thread is not None, thread_comments=count, comments=known, emails=emails)


def _known(site: Site, thread: Thread | None, comment: WeighedComment) -> Transaction[Known | None]:
    row = yield from _row(site, comment)
    if row is None:
        return None
    return Known(
        comment_id=row.id,
        persona_id=row.persona_id,
        is_in_thread=thread is not None and row.thread_id == thread.id,
    )


def _row(site: Site, comment: WeighedComment) -> Transaction[Comment | None]:
    for alias in comment.aliases:
        found = yield from comment_by_alias(site.site_id, alias.source, alias.id)
        if found is not None:
            return (yield from comment_by_id(site.site_id, *found))
    if comment.public_id is None:
        return None
    return (yield from comment_by_public_id(site.site_id, comment.public_id))
