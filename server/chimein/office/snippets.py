"""What to paste into a site's pages, as the shell is told it."""

from chimein.office.verbs import ShowSnippets, SnippetView
from chimein.rules.embedding import embedding, place_of
from chimein.rules.snippets import SYSTEMS, Snippet, snippet
from chimein.store.reads.sites import site_by_key
from chimein.wiring import Instance


async def show_snippets(instance: Instance, verb: ShowSnippets) -> list[SnippetView]:
    """The snippets of a site. Raises `NotFound`, and `Invalid` for options that will not do."""
    place = place_of(await instance.store.read(site_by_key(verb.key)), instance.public_url)
    options = embedding(verb.options)
    systems = SYSTEMS if verb.system is None else (verb.system,)
    return [_view(snippet(system, place, options)) for system in systems]


def _view(made: Snippet) -> SnippetView:
    return SnippetView(system=made.name, title=made.title, file=made.file or None, where=made.where, code=made.code)
