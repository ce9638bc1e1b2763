"""The self-check of the search: does it know the words of every comment, and none that was taken back."""

from chimein.rules.facts import Site
from chimein.rules.searching import SEARCHED, document
from chimein.store.calls import Reader, Row, Transaction, call

AT_ONCE = 500


async def check_words(reader: Reader, site: Site) -> list[str]:
    """What is wrong, as sentences. Comments that the worker has still to look at are not wrong."""
    ((missing,),) = await reader.read(call("count_unsearched", site_id=site.site_id))
    wrong = after = 0
    while rows := await reader.read(_page(site.site_id, after)):
        wrong += sum(not _is_right(site.site_id, row) for row in rows)
        after = rows[-1][0]
    problems = []
    if missing:
        problems.append(f"{site.key}: the search does not know {missing} comments.")
    if wrong:
        problems.append(f"{site.key}: the search knows other words of {wrong} comments than they have.")
    return problems


def _page(site_id: int, after: int) -> Transaction[list[Row]]:
    return call("documents_after", site_id=site_id, after=after, limit=AT_ONCE)


def _is_right(site_id: int, row: Row) -> bool:
    _, words, public_id, state, name, source_text, source_format = row
    if public_id is None or state not in SEARCHED:
        return False
    expected: str = document(site_id, state, name, (source_text, source_format))
    return bool(words == expected)
