"""Which cases belong to a wave, by its kind and its key."""

import re
from collections.abc import Callable

from django.db.models import Q, QuerySet

from moderation.models import Case, LinkDomain, SearchEntry, Trace

_NUMBER = re.compile(r"[1-9][0-9]{0,17}")
_HASH = re.compile(r"[0-9a-f]{64}")
_DOMAIN = re.compile(r"[\w.:-]{1,253}")


def find_wave_cases(*, queue: str, kind: str, key: str) -> QuerySet[Case]:
    """The cases of a wave that stand in a queue; none for what is no kind, or no key of that kind."""
    shape, find = _KINDS.get(kind, (_NUMBER, _find_nothing))
    if shape.fullmatch(key) is None:
        return Case.objects.none()
    return Case.objects.filter(find(key), queue=queue)


def _find_nothing(_key: str) -> Q:
    return Q(pk__in=[])


def _by_text(key: str) -> Q:
    return Q(comment_id__in=SearchEntry.objects.filter(alike=int(key)).values("comment_id"))


def _by_domain(key: str) -> Q:
    return Q(comment_id__in=LinkDomain.objects.filter(domain=key, is_site=True).values("comment_id"))


def _by_author(key: str) -> Q:
    return Q(comment__author_id=int(key))


def _by_email(key: str) -> Q:
    entries = SearchEntry.objects.filter(email=key).exclude(email="")
    return Q(comment_id__in=entries.values("comment_id"), comment__author__isnull=True)


def _by_address(key: str) -> Q:
    return Q(comment_id__in=Trace.objects.filter(address=key).exclude(address="").values("comment_id"))


def _by_network(key: str) -> Q:
    return Q(comment_id__in=Trace.objects.filter(network=key).exclude(network="").values("comment_id"))


_KINDS: dict[str, tuple[re.Pattern[str], Callable[[str], Q]]] = {
    "text": (_NUMBER, _by_text),
    "domain": (_DOMAIN, _by_domain),
    "author": (_NUMBER, _by_author),
    "email": (_HASH, _by_email),
    "address": (_HASH, _by_address),
    "network": (_HASH, _by_network),
}
