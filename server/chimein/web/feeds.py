"""Atom feeds at the door."""

from hashlib import blake2b
from urllib.parse import quote, urlencode

from litestar import Response, get
from litestar.params import FromPath

from chimein.access.feeds import SaidOnPage, held_on_site, newest_in_thread, newest_on_site
from chimein.render.feed import Fed, Feed, held_feed, site_feed, thread_feed
from chimein.render.words import words_for
from chimein.rules.facts import Site
from chimein.store.calls import repeatable
from chimein.web.answers import Asked, instance_of, matches, not_modified
from chimein.web.asking import optional
from chimein.web.compression import compressed, encoding_for

ATOM = "application/atom+xml"
_PUBLIC = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=0, must-revalidate"}


@get("/t/{thread:str}/feed.atom", name="thread_feed")
async def get_thread_feed(request: Asked, thread: FromPath[str]) -> Response[bytes]:
    """The newest comments of a conversation."""
    site, found, said = await instance_of(request).store.read(repeatable(newest_in_thread)(thread))
    feed = _feed(request, site, said, f"/t/{quote(thread)}/feed.atom")
    return _public(request, thread_feed(feed, found))


@get("/s/{site:str}/feed.atom", name="site_feed")
async def get_site_feed(request: Asked, site: FromPath[str]) -> Response[bytes]:
    """The newest comments of a site."""
    found, said = await instance_of(request).store.read(repeatable(newest_on_site)(site))
    return _public(request, site_feed(_feed(request, found, said, f"/s/{quote(site)}/feed.atom")))


@get("/s/{site:str}/held.atom", name="held_feed")
async def get_held_feed(request: Asked, site: FromPath[str]) -> Response[bytes]:
    """What awaits a moderator, under a secret address."""
    instance, token = instance_of(request), optional(request, "token") or ""
    found, said = await instance.store.read(held_on_site(site, token, instance.keys.feed_token_is))
    path = f"/s/{quote(site)}/held.atom?{urlencode({'token': token})}"
    content = held_feed(_feed(request, found, said, path))
    return Response(content, media_type=ATOM, headers={"Cache-Control": "no-store"})


def _feed(request: Asked, site: Site, said: list[SaidOnPage], path: str) -> Feed:
    fed = [Fed(one.comment, one.url, one.title) for one in said]
    # The same bytes for everybody: the site's language, not the reader's.
    return Feed(words_for(site.settings.lang, ""), site, f"{instance_of(request).public_url}{path}", fed)


def _public(request: Asked, content: bytes) -> Response[bytes]:
    encoding = encoding_for(request.headers.get("accept-encoding", ""))
    etag = f'"{blake2b(content, digest_size=12).hexdigest()}{encoding}"'
    headers = {**_PUBLIC, "ETag": etag, "Vary": "Accept-Encoding"}
    if matches(request, etag):
        return not_modified(headers)
    content, encoding = compressed(content, request.headers.get("accept-encoding", ""))
    if encoding:
        headers["Content-Encoding"] = encoding
    return Response(content, media_type=ATOM, headers=headers)
