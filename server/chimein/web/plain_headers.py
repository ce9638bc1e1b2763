"""As much of a request's head as the short ways past the framework look at."""

from collections.abc import Collection, Iterable, Mapping


def plain_headers(
    headers: Iterable[tuple[bytes, bytes]], matters: Mapping[bytes, str], unusual: Collection[bytes]
) -> dict[str, str] | None:
    """The headers that matter, by their names; None: one is unusual or came twice, so the framework should weigh it."""
    found: dict[str, str] = {}
    for name, value in headers:
        if name in unusual:
            return None
        key = matters.get(name)
        if key is not None:
            if key in found:
                return None
            found[key] = value.decode("latin-1")
    return found
