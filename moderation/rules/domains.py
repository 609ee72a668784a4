"""Domains of links: what each belongs to, so that who uses many names of one domain is found by that."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import ip_address

from moderation.rules.links import find_host, find_links, is_within

_MOST = 20
_LONGEST = 253
_DEEPEST = 5
_LONGEST_SECOND_LEVEL = 3
_LETTERS_OF_A_COUNTRY = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """One domain that a comment links to, or one that such a domain belongs to."""

    name: str
    is_site: bool
    """Whether comments that link to it may have that in common: the whole of a site, and not the publisher's own."""


def find_domains(*, html: str, author_url: str, own_host: str) -> tuple[Domain, ...]:
    """The domains of sanitised HTML's links and of the author's website, with those that they belong to."""
    hosts = [host for host, _text in find_links(html)]
    hosts.append(find_host(author_url))
    names = dict.fromkeys(host for host in hosts if host and len(host) <= _LONGEST)
    return tuple(
        Domain(name=name, is_site=name == find_site(host) and not is_within(host, own_host))
        for name, host in _with_parents(list(names)[:_MOST]).items()
    )


def read_domain(typed: str) -> str:
    """A domain as somebody types it, in the form in which it is kept; empty where it is none."""
    return find_host(typed if "://" in typed else f"http://{typed}")


def find_site(host: str) -> str:
    """The domain that somebody registered: of ``shop.example.co.uk`` it is ``example.co.uk``.

    Taken from its form alone: the second part from the end belongs to a country where both are short. A hoster's
    customers are one site, then; that they are many a moderator sees.
    """
    parts = host.split(".")
    if _is_address(host) or len(parts) <= 2:
        return host
    country = len(parts[-1]) == _LETTERS_OF_A_COUNTRY and len(parts[-2]) <= _LONGEST_SECOND_LEVEL
    return ".".join(parts[-3:] if country else parts[-2:])


def _with_parents(hosts: Iterable[str]) -> dict[str, str]:
    """Each host, and the domains above it that somebody may look for, with the host that brought it."""
    found: dict[str, str] = {}
    for host in hosts:
        for name in (host, *_parents_of(host)):
            found.setdefault(name, host)
    return found


def _parents_of(host: str) -> Iterator[str]:
    """The domains that a host belongs to, without the last, which is no one's."""
    if _is_address(host):
        return
    parts = host.split(".")
    for start in range(max(1, len(parts) - _DEEPEST), len(parts) - 1):
        yield ".".join(parts[start:])


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
