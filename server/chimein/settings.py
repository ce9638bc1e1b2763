"""What the operator decides, read once from the environment. Nobody else reads it."""

import os
import re
from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from chimein.rules.hindrances import Hindrance

Network = IPv4Network | IPv6Network
PREFIX = "CHIMEIN_"
LONGEST_BULK_SECONDS = 15
"""Half of what a request may take in all."""
_NEXT_URL = re.compile(r",(?=\s*postgres(?:ql)?://)")


class WrongConfiguration(Hindrance):
    """A variable has a value that cannot be used; the message names it and says what would be right."""


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One instance's configuration. Each field is the variable CHIMEIN_ + its name in capitals."""

    database: str = "sqlite:///./chimein.db"
    """Where the facts live: sqlite:///path/file.db or postgresql://user@host/name."""
    replicas: str = ""
    """Standbys of the PostgreSQL database that answer readers: their URLs, separated by commas."""
    secret_file: str = ""
    """The 32-byte instance secret; empty: beside the SQLite file with the ending .secret, else ./chimein.secret."""
    host: str = "127.0.0.1"
    """The address to listen on."""
    port: int = 8000
    """The port to listen on; 0 lets the system choose."""
    public_url: str = ""
    """The address under which browsers reach this instance, e.g. https://comments.example.org; empty: http://host:port."""
    trusted_proxies: str = ""
    """Networks (CIDR, separated by commas) whose X-Forwarded-For is believed; empty: nobody's."""
    limits: str = "on"
    """on, or off: lifts rate and repetition limits, for tests and measurements on loopback."""
    s_maxage: int = 0
    """Seconds for which a shared cache may keep a thread, and as many more while it asks anew; 0: it asks each time."""
    cache_mb: int = 32
    """Megabytes of memory for answers that are ready to be sent; 0: none are kept."""
    bulk_seconds: int = 3
    """How long one request of a decision about thousands works before it says how far it came; the next one goes on."""
    shutdown_seconds: int = 10
    """How long a stopping server may take to answer what was begun."""
    drain_seconds: int = 0
    """How long it goes on when it is told to stop, only not ready any more, so that balancers notice first."""
    min_free_mb: int = 100
    """Megabytes that must be free beside a SQLite file for the server to be ready."""
    metrics: str = ""
    """host:port of a listener of its own that shows figures to Prometheus; empty: none."""
    otel: str = "off"
    """on: requests, transactions and effects are told to an OpenTelemetry collector, which OTEL_* variables name."""
    gravatar_url: str = "https://gravatar.com"
    """Only tests change this."""
    insecure_hosts: str = ""
    """Only tests and the demo set this: host:port, separated by commas, that may be fetched from though on loopback."""
    log: str = "info"
    """How much is logged: debug, info, warning or error; one JSON object a line, without personal data."""


def load(environment: Mapping[str, str] | None = None, **overrides: Any) -> Settings:  # noqa: ANN401 - typed below
    """The settings from the environment, with a command's options on top. Raises `WrongConfiguration`."""
    found = os.environ if environment is None else environment  # noqa: TID251 - the one place that reads it
    values: dict[str, Any] = {}
    for field in msgspec.structs.fields(Settings):
        text = found.get(PREFIX + field.name.upper())
        if text is not None and text != "":
            values[field.name] = _converted(field.name, text, field.type)
    values.update({name: value for name, value in overrides.items() if value is not None})
    return _validated(Settings(**values))


def trusted_networks(settings: Settings) -> tuple[Network, ...]:
    """The proxies that are believed."""
    names = [name.strip() for name in settings.trusted_proxies.split(",") if name.strip()]
    try:
        return tuple(ip_network(name, strict=False) for name in names)
    except ValueError as problem:
        raise WrongConfiguration(f"CHIMEIN_TRUSTED_PROXIES: {problem}.") from problem


def metrics_address(settings: Settings) -> tuple[str, int] | None:
    """Where figures are shown, if anywhere. Raises `WrongConfiguration`."""
    if not settings.metrics:
        return None
    host, _, port = settings.metrics.rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or int(port) > 65535:
        raise WrongConfiguration("CHIMEIN_METRICS takes host:port, e.g. 127.0.0.1:9464.")
    return host.removeprefix("[").removesuffix("]"), int(port)


def is_postgres(settings: Settings) -> bool:
    """Whether the facts live in PostgreSQL, where several processes may write."""
    return settings.database.startswith(("postgresql://", "postgres://"))


def replica_urls(settings: Settings) -> tuple[str, ...]:
    """The standbys; a URL may name several hosts, with commas between them."""
    return tuple(url.strip() for url in _NEXT_URL.split(settings.replicas) if url.strip())


def database_path(settings: Settings) -> Path:
    """The SQLite file. Raises `WrongConfiguration` for any other engine."""
    scheme, found, path = settings.database.partition(":///")
    if not found or scheme != "sqlite" or not path:
        raise WrongConfiguration("The database is given as sqlite:///path/file.db or postgresql://user@host/name.")
    if path.startswith((":memory:", "file:")):
        raise WrongConfiguration(f"{path} would be gone with the process. Name a file: sqlite:///path/file.db.")
    return Path(path).expanduser()


def database_name(settings: Settings) -> str:
    """What the database is called in a sentence: the file, or the address without its password."""
    if not is_postgres(settings):
        return str(database_path(settings))
    parts = urlsplit(settings.database)
    user = f"{parts.username}@" if parts.username else ""
    return f"postgresql://{user}{parts.netloc.rpartition('@')[2]}{parts.path}"


def secret_path(settings: Settings) -> Path:
    """Where the instance secret is, outside the database."""
    if settings.secret_file:
        return Path(settings.secret_file).expanduser()
    if is_postgres(settings):
        return Path("chimein.secret")
    database = database_path(settings)
    return database.with_name(database.name + ".secret")


def _converted(name: str, text: str, kind: Any) -> Any:  # noqa: ANN401 - whatever the field takes
    try:
        return msgspec.convert(text, kind, strict=False)
    except msgspec.ValidationError as problem:
        raise WrongConfiguration(f"{PREFIX}{name.upper()}: {problem}.") from problem


def _validated(settings: Settings) -> Settings:
    for name in ("limits", "otel"):
        if getattr(settings, name) not in ("on", "off"):
            raise WrongConfiguration(f"{PREFIX}{name.upper()} takes on or off.")
    if settings.log not in ("debug", "info", "warning", "error"):
        raise WrongConfiguration("CHIMEIN_LOG takes debug, info, warning or error.")
    if settings.public_url and not settings.public_url.startswith(("http://", "https://")):
        raise WrongConfiguration("CHIMEIN_PUBLIC_URL begins with https:// (or http://).")
    if settings.cache_mb < 0:
        raise WrongConfiguration("CHIMEIN_CACHE_MB takes a number of megabytes, or 0.")
    if not 0 <= settings.port <= 65535:
        raise WrongConfiguration("CHIMEIN_PORT takes a number from 0 to 65535.")
    _check_seconds(settings)
    trusted_networks(settings)
    metrics_address(settings)
    _check_databases(settings)
    return settings


def _check_seconds(settings: Settings) -> None:
    if not 0 <= settings.bulk_seconds <= LONGEST_BULK_SECONDS:
        raise WrongConfiguration(f"CHIMEIN_BULK_SECONDS takes a number from 0 to {LONGEST_BULK_SECONDS}.")
    if min(settings.shutdown_seconds, settings.drain_seconds, settings.min_free_mb) < 0:
        raise WrongConfiguration(
            "CHIMEIN_SHUTDOWN_SECONDS, CHIMEIN_DRAIN_SECONDS and CHIMEIN_MIN_FREE_MB are not below 0."
        )


def _check_databases(settings: Settings) -> None:
    if not is_postgres(settings):
        database_path(settings)
        if settings.replicas:
            raise WrongConfiguration("CHIMEIN_REPLICAS are standbys of a PostgreSQL database; SQLite has none.")
    if not all(url.startswith(("postgresql://", "postgres://")) for url in replica_urls(settings)):
        raise WrongConfiguration("CHIMEIN_REPLICAS takes addresses such as postgresql://user@host/name, and commas.")
