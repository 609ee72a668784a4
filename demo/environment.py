"""The demo's environment variables, read once and judged: a broken one is one clear line and never a traceback."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url

BASE_DIR = Path(__file__).resolve().parents[1]
DEFAULT_PORT = 8000
AKISMET_API_URL = "https://rest.akismet.com"

_YES = frozenset({"1", "true", "yes", "on"})
_NO = frozenset({"0", "false", "no", "off"})
_DATABASES = frozenset({"sqlite", "postgres", "postgresql", "pgsql"})
_BROKERS = frozenset({"filesystem", "redis", "rediss", "amqp", "amqps", "pyamqp"})
_CACHES = frozenset({"redis", "rediss"})


class BrokenEnvironmentError(ValueError):
    """A variable holds what cannot be used; the message names it, and never its value, which may hold a password."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Environment:
    """What the variables say, with the defaults of a machine where nothing is set."""

    var: Path
    port: int
    debug: bool
    csp: bool
    post_limit: int | None
    own_checks: bool
    haste: bool
    secret_key: str
    allowed_hosts: tuple[str, ...]
    embed_origins: tuple[str, ...]
    database: Mapping[str, Any]
    broker_url: str
    cache_url: str
    akismet_api_key: str
    akismet_site_url: str
    akismet_api_url: str

    @property
    def embeds_broker(self) -> bool:
        """Whether messages travel through a folder of ``var`` instead of a broker's server."""
        return urlsplit(self.broker_url).scheme == "filesystem"


def read_environment(given: Mapping[str, str] = os.environ) -> Environment:
    """Judge every variable; raises BrokenEnvironmentError for the first that cannot be used."""
    var = Path(given.get("AFTERWORD_VAR") or BASE_DIR / "var").resolve()
    port = _port(given)
    return Environment(
        var=var,
        port=port,
        debug=_flag(given, "DEBUG", default=False),
        csp=_flag(given, "DEMO_CSP", default=True),
        post_limit=_post_limit(given),
        own_checks=_flag(given, "DEMO_OWN_CHECKS", default=True),
        haste=_flag(given, "DEMO_HASTE", default=False),
        secret_key=given.get("SECRET_KEY", ""),
        allowed_hosts=_hosts(given),
        embed_origins=_origins(given),
        database=_database(given, var),
        broker_url=_server(given, "CELERY_BROKER_URL", _BROKERS, default="filesystem://localhost/"),
        cache_url=_server(given, "CACHE_URL", _CACHES, default=""),
        akismet_api_key=_key(given),
        akismet_site_url=_website(given, "AKISMET_SITE_URL", default=f"http://127.0.0.1:{port}/"),
        akismet_api_url=_website(given, "AKISMET_API_URL", default=AKISMET_API_URL),
    )


def _port(given: Mapping[str, str]) -> int:
    text = given.get("PORT", "").strip() or str(DEFAULT_PORT)
    if not text.isascii() or not text.isdigit() or int(text) > 65535:
        raise BrokenEnvironmentError("PORT must be a number from 0 (any free port) to 65535.")
    return int(text)


def _flag(given: Mapping[str, str], name: str, *, default: bool) -> bool:
    text = given.get(name, "").strip().lower()
    if not text:
        return default
    if text not in _YES | _NO:
        raise BrokenEnvironmentError(f"{name} must be on or off (or 1 and 0, true and false, yes and no).")
    return text in _YES


def _post_limit(given: Mapping[str, str]) -> int | None:
    """How many comments one address may post in a minute; none: the apps' own limits."""
    text = given.get("DEMO_POST_LIMIT", "").strip()
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 1_000_000:
        raise BrokenEnvironmentError("DEMO_POST_LIMIT must be a number from 1 to 999999.")
    return int(text)


def _hosts(given: Mapping[str, str]) -> tuple[str, ...]:
    hosts = tuple(host.strip() for host in given.get("ALLOWED_HOSTS", "").split(",") if host.strip())
    if any("/" in host or " " in host for host in hosts):
        raise BrokenEnvironmentError("ALLOWED_HOSTS must be host names with commas between, without http:// or a path.")
    return (*hosts, "localhost", "127.0.0.1", "[::1]")


def _origins(given: Mapping[str, str]) -> tuple[str, ...]:
    """Whose pages may embed discussions, beside the demo's own."""
    origins = tuple(origin.strip() for origin in given.get("EMBED_ORIGINS", "").split(",") if origin.strip())
    for parts in (_split(origin, "EMBED_ORIGINS") for origin in origins):
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
            raise BrokenEnvironmentError("EMBED_ORIGINS must be origins such as https://www.example.org, with commas.")
    return origins


def _database(given: Mapping[str, str], var: Path) -> Mapping[str, Any]:
    url = given.get("DATABASE_URL", "").strip() or f"sqlite:///{var / 'db.sqlite3'}"
    if url.partition("://")[0] not in _DATABASES:
        raise BrokenEnvironmentError("DATABASE_URL must begin with sqlite:// or postgres://.")
    try:
        database = dj_database_url.parse(url)
    except ValueError:
        raise BrokenEnvironmentError("DATABASE_URL is not a URL such as postgres://user@host:5432/name.") from None
    if not database["NAME"]:
        raise BrokenEnvironmentError("DATABASE_URL names no database.")
    if database["NAME"] == ":memory:":
        raise BrokenEnvironmentError("DATABASE_URL names a database in memory, which several processes cannot share.")
    return database


def _server(given: Mapping[str, str], name: str, schemes: frozenset[str], *, default: str) -> str:
    url = given.get(name, "").strip()
    if not url:
        return default
    parts = _split(url, name)
    if parts.scheme not in schemes:
        known = ", ".join(f"{scheme}://" for scheme in sorted(schemes))
        raise BrokenEnvironmentError(f"{name} must begin with one of {known}.")
    if parts.scheme != "filesystem" and not parts.hostname:
        raise BrokenEnvironmentError(f"{name} names no host.")
    return url


def _key(given: Mapping[str, str]) -> str:
    key = given.get("AKISMET_API_KEY", "").strip()
    if any(character.isspace() for character in key):
        raise BrokenEnvironmentError("AKISMET_API_KEY must not hold white space.")
    return key


def _website(given: Mapping[str, str], name: str, *, default: str) -> str:
    url = given.get(name, "").strip() or default
    parts = _split(url, name)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise BrokenEnvironmentError(f"{name} must be a URL such as https://www.example.org/.")
    return url


def _split(url: str, name: str) -> Any:
    """Split a URL; raises BrokenEnvironmentError also for a port that is no number, told only when asked for."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise BrokenEnvironmentError(f"{name} is not a URL.") from None
    return parts
