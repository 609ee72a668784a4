"""Links: how many, where to, and whether they say where they lead."""

import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml import html

from moderation.rules.base import Limits, Report, Subject
from moderation.rules.letters import is_invisible

_MOST_TOLD = 20
_WRITTEN_URL = re.compile(r"(?:https?://|\bwww\.)[^\s<>\"']{1,300}", re.IGNORECASE)
_BARE_DOMAIN = re.compile(r"((?:[\w-]{1,63}\.){1,8}([^\W\d_]{2,24}))(?:[/:?#]\S{0,300})?")
_COMMON_ENDINGS = frozenset({"com", "org", "net", "info", "biz", "edu", "gov", "int", "mil", "shop", "online", "bank"})
_ENDINGS_OF_FILES = frozenset(
    {"cc", "cs", "go", "hs", "js", "md", "ml", "pl", "ps", "py", "rb", "rs", "sh", "so", "ts", "vb"}
)
_LETTERS_OF_A_COUNTRY = 2


def check_links(subject: Subject, limits: Limits) -> Report:
    """Count links that lead away from the site, compare what each says with where it leads, and notice any of an author
    of whom nothing was published before.
    """
    found = [(host, text) for host, text in find_links(subject.html) if not is_within(host, subject.site)]
    mismatches = [
        {"says": said, "leads_to": host}
        for host, text in found
        if (said := find_said_host(text)) and not is_within(host, said) and not is_within(said, host)
    ]
    signals = []
    if len(found) > limits.max_links:
        signals.append("links.many")
    if mismatches:
        signals.append("links.mismatch")
    if found and subject.published == 0:
        signals.append("links.newcomer")
    saw = {
        "count": len(found),
        "domains": sorted({host for host, _text in found})[:_MOST_TOLD],
        "mismatches": mismatches[:_MOST_TOLD],
        "website": find_host(subject.author_url),
    }
    return Report(check="links", signals=tuple(signals), saw=saw)


def find_links(source: str) -> Iterator[tuple[str, str]]:
    """The links of sanitised HTML, each with its host and its text; mail addresses are none."""
    if "<a" not in source:
        return
    for link in html.fragment_fromstring(source, create_parent="div").iter("a"):
        host = find_host(link.get("href", ""))
        if host:
            yield host, link.text_content()


def find_said_host(text: str) -> str:
    """The host that a link's text names: in an address written out, or because it is all that the text is; else empty.

    A mere name with a dot, such as Node.js, is no host.
    """
    seen = unicodedata.normalize("NFKC", "".join(letter for letter in text if not is_invisible(letter))).strip()
    written = _WRITTEN_URL.search(seen)
    if written:
        url = written.group()
        return find_host(url if "://" in url else f"http://{url}")
    bare = _BARE_DOMAIN.fullmatch(seen.casefold())
    if bare is None:
        return ""
    ending = bare.group(2)
    is_ending = ending in _COMMON_ENDINGS or (len(ending) == _LETTERS_OF_A_COUNTRY and ending not in _ENDINGS_OF_FILES)
    return find_host(f"http://{bare.group(1)}") if is_ending else ""


def find_host(url: str) -> str:
    """The host of a web address as browsers compare it, without www; empty for none."""
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").rstrip(".")
        if parts.scheme not in {"http", "https"} or not host:
            return ""
        return host.encode("idna").decode().casefold().removeprefix("www.")
    except ValueError:  # of which UnicodeError is one: no host that could be compared
        return ""


def is_within(host: str, domain: str) -> bool:
    """Whether a host is that domain, or belongs to it."""
    return bool(domain) and (host == domain or host.endswith(f".{domain}"))
