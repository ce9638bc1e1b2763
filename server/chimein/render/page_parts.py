"""Parts of the hosted page: its addresses, its pager, its form."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from chimein.render.words import Words
from chimein.rules.facts import ShownComment, Site
from chimein.rules.refusals import FieldError, Refusal
from chimein.rules.site_settings import SiteSettings

VISIBLE_FIELDS = ("text", "name", "email", "website")
_NEIGHBOURS = 2


@dataclass(frozen=True, slots=True)
class Address:
    """Where the page is, as links on it lead back: a path with what of the query must stay."""

    path: str
    query: tuple[tuple[str, str], ...] = ()

    def to(self, fragment: str = "", **parameters: object) -> str:
        """The address with more parameters; those that are None are left out."""
        pairs = [*self.query, *((name, str(value)) for name, value in parameters.items() if value is not None)]
        text = f"{self.path}?{urlencode(pairs)}" if pairs else self.path
        return f"{text}#{fragment}" if fragment else text


@dataclass(frozen=True, slots=True)
class Step:
    """One place in the pager; number 0 is a gap."""

    number: int
    href: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a form: a sentence, more sentences, and a sentence beside each field."""

    summary: str = ""
    more: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Form:
    """The form *Join the Conversation!* as it stands: what was typed, what is wrong with it, how it would look."""

    action: str
    values: Mapping[str, str]
    wrong: Wrong = Wrong()
    preview: str = ""
    settings: SiteSettings = field(default_factory=SiteSettings)
    answered: ShownComment | None = None
    cancel: str = ""


def pager(number: int, pages: int, here: Address) -> list[Step]:
    """The pages around the current one, the first and the last, and gaps between."""
    near = range(max(1, number - _NEIGHBOURS), min(pages, number + _NEIGHBOURS) + 1)
    wanted = sorted({1, pages, *near})
    steps: list[Step] = []
    for page in wanted:
        before = steps[-1].number if steps else 0
        if page - before == 2:
            steps.append(_step(page - 1, number, here))
        elif page - before > 2:
            steps.append(Step(0, "", is_current=False))
        steps.append(_step(page, number, here))
    return steps


def page_href(page: int, here: Address) -> str:
    """The first page is the plain address, so that there is one address for it."""
    return here.to(page=page if page > 1 else None)


def wrong_of(refusal: Refusal, words: Words) -> Wrong:
    """A refusal in the reader's language. What no field of the form can show stands in the summary."""
    fields = {name: _sentence(name, error, words) for name, error in refusal.errors.items()}
    hidden = tuple(sentence for name, sentence in fields.items() if name not in VISIBLE_FIELDS)
    visible = {name: fields[name] for name in VISIBLE_FIELDS if name in fields}
    if refusal.errors:
        return Wrong(words.say("fix") if visible else words.say("title.invalid"), hidden, visible)
    more = (words.count("wait", refusal.retry_after),) if refusal.retry_after else ()
    return Wrong(words.say_if_known(f"detail.{refusal.code}", refusal.detail), more)


def form_title(site: Site, words: Words) -> str:
    """The owner's own heading, or the usual one in the reader's language."""
    is_usual = site.settings.title == SiteSettings().title
    return words.say("join") if is_usual else site.settings.title


def _step(page: int, current: int, here: Address) -> Step:
    return Step(page, page_href(page, here), is_current=page == current)


def _sentence(name: str, error: FieldError, words: Words) -> str:
    general = words.say_if_known(f"error.{error.code}", error.detail)
    return words.say_if_known(f"error.{name}.{error.code}", general)
