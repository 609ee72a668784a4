"""How fast comments may come in: from one address, from one author, into one discussion.

The database decides between posts at once. Each count raises its counters only while they are below their limits, and
locks them in one order until the transaction ends.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from ipaddress import IPv4Address, ip_address, ip_network
from operator import or_

from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from engagement.conf import get_settings
from engagement.exceptions import PostingTooFast
from engagement.models import PostingPace

_Limits = Iterable[tuple[int, int]]
_KEY = ("sender", "seconds", "window")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class _Counter:
    """One counter: whose, over how many seconds, in the how-manieth of such windows since 1970."""

    sender: str
    seconds: int
    window: int
    limit: int

    @property
    def row(self) -> Q:
        """The counter's row, whatever it has counted."""
        return Q(sender=self.sender, seconds=self.seconds, window=self.window)


def name_sender(*, user_id: int | None, ip: str | None) -> str:
    """Who the limits count as one: an account, an IPv4 address, or an IPv6 network of 64 bits.

    One household or server has a whole such network (RFC 6177), and would else have as many goes as it has addresses.
    """
    if user_id is not None:
        return f"user:{user_id}"
    if not ip:
        return "ip:-"
    address = ip_address(ip)
    if isinstance(address, IPv4Address):
        return f"ip:{address}"
    if address.ipv4_mapped:
        return f"ip:{address.ipv4_mapped}"
    return f"ip:{ip_network((int(address), 64), strict=False)}"


def name_author(*, user_id: int | None, email: str) -> str:
    """Who an author is, wherever they write from: an account, or a guest's e-mail address; empty for another guest."""
    if user_id is not None:
        return f"user:{user_id}"
    folded = email.strip().casefold()
    return f"email:{folded}" if folded else ""


def count_of_sender(*, user_id: int | None, email: str, ip: str | None) -> None:
    """Count one more comment from where it comes and of who wrote it; PostingTooFast where a limit is reached.

    Must run in the comment's transaction, which the refusal rolls back.
    """
    settings = get_settings()
    counters = _counters(name_sender(user_id=user_id, ip=ip), settings.post_limits)
    if author := name_author(user_id=user_id, email=email):
        counters += _counters(f"author:{author}", settings.author_limits)
    _count(counters, crowded=False)


def count_in_discussion(*, discussion_id: int) -> None:
    """Count one more comment in a discussion; PostingTooFast where everybody together has reached its limit.

    Must run as the last step of the comment's transaction: all who write there wait for whoever holds this counter.
    """
    _count(_counters(f"discussion:{discussion_id}", get_settings().discussion_limits), crowded=True)


def _counters(sender: str, limits: _Limits) -> list[_Counter]:
    digest = salted_hmac("afterword.engagement.pace", sender, algorithm="sha256").hexdigest()
    now = int(timezone.now().timestamp())
    return [_Counter(sender=digest, seconds=seconds, window=now // seconds, limit=limit) for limit, seconds in limits]


def _count(counters: list[_Counter], *, crowded: bool) -> None:
    if not counters:
        return
    now = timezone.now()
    PostingPace.objects.bulk_create(
        [
            PostingPace(
                sender=counter.sender,
                seconds=counter.seconds,
                window=counter.window,
                expires_at=now + dt.timedelta(seconds=counter.seconds),
            )
            # In one order, so that no two posts ever wait for each other.
            for counter in sorted(counters)
        ],
        # Rows that are there already are locked by writing what they hold.
        update_conflicts=True,
        update_fields=["seconds"],
        unique_fields=_KEY,
    )
    free = reduce(or_, (counter.row & Q(count__lt=counter.limit) for counter in counters))
    if PostingPace.objects.filter(free).update(count=F("count") + 1) < len(counters):
        raise PostingTooFast(retry_after=_wait(counters), crowded=crowded)


def _wait(counters: list[_Counter]) -> int:
    """Seconds until the last of the full counters begins anew; at least one."""
    now = int(timezone.now().timestamp())
    full = [
        counter for counter in counters if PostingPace.objects.filter(counter.row, count__gte=counter.limit).exists()
    ]
    return max(1, *((counter.window + 1) * counter.seconds - now for counter in full or counters))
