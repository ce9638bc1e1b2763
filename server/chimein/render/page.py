"""The hosted page: a conversation as HTML that needs no script, for readers without JavaScript and for crawlers.

Every text goes through MiniJinja's escaping, except bodies, which are HTML made from our own safe tree.
"""

from dataclasses import dataclass, replace
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any

import minijinja
from minijinja import Markup

from chimein.messages.comments import CommentView
from chimein.render.comments import Showing, comment_view, linked, single_view
from chimein.render.outline import Line, outline, window_outline
from chimein.render.page_parts import Address, Form, Wrong, form_title, page_href, pager
from chimein.render.thread import nested
from chimein.render.times import iso
from chimein.render.words import Words
from chimein.rules.closing import edit_until, is_open
from chimein.rules.facts import Comment, PageOfThread, ShownComment, Site, Thread, Windowed
from chimein.rules.posting import DEEPEST
from chimein.rules.verdicts import told_state

FOLDER = Path(__file__).parent / "templates"
STYLE = (FOLDER / "page.css").read_bytes()
STYLE_NAME = f"page.{sha256(STYLE).hexdigest()[:10]}.css"


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """Everything that one page of a conversation shows."""

    words: Words
    here: Address
    page: PageOfThread
    url: str
    form: Form
    now: int
    is_plain: bool
    """Asked for without parameters: the page that search engines may keep."""


@dataclass(frozen=True, slots=True)
class OwnComment:
    """A comment as its writer meets it again: after posting, and to change it."""

    words: Words
    site: Site
    thread: Thread
    comment: Comment
    shown: ShownComment
    edit_href: str
    now: int


def thread_page(of: ThreadPage) -> str:
    """One page of a conversation with the form below it."""
    page, site, thread = of.page, of.page.site, of.page.thread
    showing = Showing(site, "html")
    number, pages = page.number, page.pages
    return _html(
        "thread.html",
        of.words,
        **_about(site, thread, of.url),
        lines=outline(nested(page, showing)),
        pings=[comment_view(ping, None, showing) for ping in page.pings],
        notice=site.settings.notice,
        is_open=is_open(thread, site.settings.close_days, of.now),
        steps=pager(number, pages, of.here) if pages > 1 else [],
        previous=page_href(number - 1, of.here) if number > 1 else None,
        next=page_href(number + 1, of.here) if number < pages else None,
        number=number,
        pages=pages,
        here=of.here,
        reply_page=number if number > 1 else None,
        deepest=DEEPEST,
        target=page.around,
        is_plain=of.is_plain,
        form=of.form,
        form_title=form_title(site, of.words),
        moderation=site.settings.moderation,
    )


def replies_page(words: Words, window: Windowed, root: ShownComment, now: int) -> str:
    """A window of a long branch."""
    showing = Showing(window.site, "html")
    here = Address(f"/t/{window.thread.public_id}")
    views = [single_view(reply, showing) for reply in window.replies]
    return _html(
        "replies.html",
        words,
        **_about(window.site, window.thread, window.thread.url),
        lines=_without_root(window_outline(views), root.public_id),
        root=single_view(root, showing),
        next_href=_next_window(here, root, views) if window.left else None,
        left=window.left,
        is_open=is_open(window.thread, window.site.settings.close_days, now),
        here=here,
        reply_page=None,
        deepest=DEEPEST,
        target=None,
    )


def posted_page(of: OwnComment) -> str:
    """What the writer sees after posting, saving or withdrawing, whoever else may see it."""
    until = edit_until(of.comment.posted_at, of.site.settings.edit_minutes)
    told = told_state(of.comment.state, of.comment.reasons)
    state = told if told in ("published", "withdrawn", "erased") else "held"
    return _html(
        "posted.html",
        of.words,
        **_about(of.site, of.thread, of.thread.url),
        state="withdrawn" if state == "erased" else state,
        view=_as_written(of),
        edit_href=of.edit_href if of.now < until else None,
        until=iso(until),
        here=Address(f"/t/{of.thread.public_id}"),
    )


def edit_page(of: OwnComment, form: Form, token: str) -> str:
    """The form in which the writer changes a comment or takes it back."""
    until = edit_until(of.comment.posted_at, of.site.settings.edit_minutes)
    here = Address(f"/t/{of.thread.public_id}")
    about = _about(of.site, of.thread, of.thread.url)
    return _html(
        "edit.html", of.words, **about, form=form, token=token, id=of.comment.public_id, until=iso(until), here=here
    )


def withdraw_page(of: OwnComment, action: str, token: str) -> str:
    """The question before a comment is withdrawn."""
    about = _about(of.site, of.thread, of.thread.url)
    view = _as_written(of)
    return _html("withdraw.html", of.words, **about, action=action, token=token, view=view, back=of.edit_href)


def problem_page(words: Words, code: str, wrong: Wrong, unsent: Form | None = None) -> str:
    """A refusal as a page; where something had been typed, with all of it in a form that can be sent again."""
    title = words.say_if_known(f"title.{code}", words.say("title.invalid"))
    return _html("problem.html", words, title=title, wrong=wrong, form=unsent)


def schema_page(words: Words, described: dict[str, Any], schemas: dict[str, str]) -> str:
    """The API's description; `schemas` are its components as text, by name."""
    return _html("schema.html", words, described=described, schemas=schemas)


def preview_html(html: str, site: Site) -> str:
    """A rendered text with the site's wish about links."""
    return linked(html, site)


def template(name: str, **context: Any) -> str:  # noqa: ANN401 - templates take whatever they show
    """A template filled in; values are escaped unless they are marked as HTML."""
    return _ENVIRONMENT.render_template(name, **context)


def _html(name: str, words: Words, **context: Any) -> str:  # noqa: ANN401 - see template
    return template(name, w=words, style=f"/assets/{STYLE_NAME}", **context)


def _about(site: Site, thread: Thread | None, url: str) -> dict[str, object]:
    title = (thread.title if thread else "") or url.partition("://")[2].rstrip("/")
    return {
        "site": site,
        "article": url,
        "article_title": title,
        "count": thread.count if thread else 0,
        "thread_id": thread.public_id if thread else None,
    }


def _as_written(of: OwnComment) -> CommentView | None:
    if of.comment.state in ("withdrawn", "erased"):
        return None
    view = single_view(of.shown, Showing(of.site, "html"))
    view.name, view.website, view.html = of.shown.name, of.shown.website, linked(of.shown.html, of.site)
    return view


def _without_root(lines: list[Line], root: str) -> list[Line]:
    # The page says at its head whose replies these are.
    return [replace(line, is_astray=line.is_astray and line.view.parent != root) for line in lines]


def _next_window(here: Address, root: ShownComment, views: list[CommentView]) -> str:
    return Address(f"{here.path}/replies").to(root=root.public_id, after=views[-1].id)


def environment(folder: Path) -> minijinja.Environment:
    """The templates of a folder, with strict names and every value escaped."""
    templates = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir() if path.suffix != ".css"}
    return minijinja.Environment(
        templates=templates,
        undefined_behavior="strict",
        trim_blocks=True,
        lstrip_blocks=True,
        auto_escape_callback=lambda _: "html",
        finalizer=_escaped,
        debug=False,  # a mistake in a template must not bring what stands around it into the log
    )


def _escaped(value: object) -> object:
    # The same characters that MiniJinja escapes but for the slash, so that addresses stay readable; nothing is nothing.
    if value is None:
        return ""
    return Markup(escape(value)) if type(value) is str else value


_ENVIRONMENT = environment(FOLDER)
