"""What is asked of the articles behind discussions, of many at once."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from engagement import hosts
from engagement.models import Discussion


def find_written_by(account_id: Any, discussions: Iterable[Discussion]) -> frozenset[int]:
    """The ids of those of the discussions whose article the account wrote: one query for all articles of a kind, beside
    what the host's own ``author_accounts`` asks.
    """
    by_host: dict[str, dict[str, int]] = defaultdict(dict)
    for discussion in discussions:
        by_host[discussion.host][discussion.host_pk] = discussion.pk
    mine: set[int] = set()
    for label, by_pk in by_host.items():
        host = hosts.host_named(label)
        if host is None or host.author_accounts is None or account_id is None:
            continue
        articles = host.model._base_manager.filter(pk__in=list(by_pk))
        mine |= {by_pk[str(obj.pk)] for obj in articles if host.is_written_by(obj, account_id)}
    return frozenset(mine)
