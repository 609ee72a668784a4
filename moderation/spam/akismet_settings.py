"""Finds what is wrong with the Akismet checker's options without asking anybody."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as CheckWarning

_HINT = 'Set MODERATION["SPAM_CHECKER_OPTIONS"][{option!r}].'
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def find_problems(
    *, key: object, site_url: object, api_url: object, timeout: object, connect_timeout: object
) -> list[CheckMessage]:
    """Return what keeps the checker from working, and what makes it unsafe; no message tells the key."""
    return [
        *_about_key(key),
        *_about_urls(site_url=site_url, api_url=api_url),
        *_about_timeouts(timeout=timeout, connect_timeout=connect_timeout),
    ]


def _about_key(key: object) -> Iterator[CheckMessage]:
    if not isinstance(key, str) or not key:
        yield Error(
            "The Akismet checker has no API key.",
            hint=f"{_HINT.format(option='key')} Keys are had at https://akismet.com/account/.",
            id="moderation.E101",
        )
    elif not key.isprintable() or any(character.isspace() for character in key):
        yield Error(
            "The Akismet API key has white space or control characters in it.",
            hint="A line's end read along from a file is the usual cause.",
            id="moderation.E102",
        )


def _about_urls(*, site_url: object, api_url: object) -> Iterator[CheckMessage]:
    if not _is_absolute(site_url):
        yield Error(
            "The site's URL for Akismet must be absolute, with http:// or https://.",
            hint=f"{_HINT.format(option='site_url')} It is the home page registered with Akismet.",
            id="moderation.E103",
        )
    if not _is_absolute(api_url):
        yield Error(
            "Akismet's own URL must be absolute, with http:// or https://.",
            hint=f"{_HINT.format(option='api_url')} Leave it out to ask the real service.",
            id="moderation.E104",
        )
    elif urlsplit(str(api_url)).scheme == "http" and urlsplit(str(api_url)).hostname not in _LOOPBACK:
        yield CheckWarning(
            "The API key and readers' data travel to Akismet unencrypted.",
            hint=f"{_HINT.format(option='api_url')} It should begin with https://.",
            id="moderation.W101",
        )


def _about_timeouts(**timeouts: object) -> Iterator[CheckMessage]:
    for option, seconds in timeouts.items():
        if not isinstance(seconds, int | float) or not 0 < seconds < float("inf"):
            yield Error(
                f"The Akismet checker's {option} must be a number of seconds above 0.",
                hint=_HINT.format(option=option),
                id="moderation.E105",
            )


def _is_absolute(url: object) -> bool:
    if not isinstance(url, str):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)
