"""Numbers people like to look at: how lively it was, how quickly was decided, how much was not wanted."""

from datetime import UTC, datetime

from litestar import Response, get

from chimein.access.desk import site_for, sites_of
from chimein.access.numbers import numbers_of
from chimein.render.desk.charts import Bar, chart, duration_words, share_words
from chimein.rules.facts import Site, State
from chimein.rules.numbers import DAY_MS, Day, Numbers
from chimein.store.calls import Transaction
from chimein.web.answers import Asked, instance_of
from chimein.web.asking import optional
from chimein.web.desk.answers import DESK_HANDLERS, Screen, desk_answer
from chimein.web.desk.guard import at_work

SHOWN: tuple[State, ...] = ("published", "held", "spam", "rejected")


@get("/admin/numbers", name="desk_page_numbers", exception_handlers=DESK_HANDLERS)
async def get_numbers(request: Asked) -> Response[bytes]:
    """The last 60 days of all sites, or of one."""
    somebody, key = await at_work(request), optional(request, "site")
    instance = instance_of(request)

    def found() -> Transaction[tuple[list[Site], Numbers]]:
        sites = [(yield from site_for(somebody.staff, key, "see"))] if key else (yield from sites_of(somebody.staff))
        return sites, (yield from numbers_of(somebody.staff, sites, instance.clock.now()))

    sites, numbers = await instance.store.read(found())
    whole = sum(day.total for day in numbers.days)
    unwanted = numbers.total("spam") + numbers.total("rejected")
    context = {
        "site": sites[0] if key else None,
        "chart": chart([_bar(day) for day in numbers.days]),
        "days": [(_date(day), [day.counts.get(state, 0) for state in SHOWN]) for day in numbers.days if day.total],
        "shown": SHOWN,
        "first": _date(numbers.days[0]),
        "last": _date(numbers.days[-1]),
        "lively": numbers.lively,
        "most": max((one.count for one in numbers.lively), default=1),
        "tiles": [
            (f"{whole:,}", "comments in 60 days"),
            (duration_words(numbers.waits.median), "until half of the decisions were made"),
            (duration_words(numbers.waits.ninth_tenth), "until nine of ten were"),
            (share_words(unwanted, whole), "spam or rejected"),
            (f"{numbers.total('held'):,}", "wait for a decision"),
        ],
    }
    return await desk_answer(request, somebody, Screen("numbers.html", "Numbers", "numbers"), context)


def _bar(day: Day) -> Bar:
    return Bar(_date(day), tuple((state, day.counts.get(state, 0)) for state in SHOWN))


def _date(day: Day) -> str:
    return datetime.fromtimestamp(day.number * DAY_MS / 1000, UTC).date().isoformat()
