"""How fast comments may come in: from one address, from one author, into one discussion.

The database decides between posts at once. Each count raises its counters only while they are below their limits, and
locks them in one order until the transaction ends. What raises them stands on the way of every comment and is written
out: Django would take ten times as long to write it as the database to do it (measured in ``benchmarks/readers``).
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, ip_address, ip_network

from django.db import connection, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from engagement.conf import get_settings
from engagement.exceptions import PostingTooFast
from engagement.models import PostingPace


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class _Counter:
    """One counter: whose, over how many seconds, in the how-manieth of such windows since 1970."""

    sender: str
    seconds: int
    window: int
    limit: int

    @property
    def seconds_left(self) -> int:
        """Seconds until the next window begins; at least one."""
        return max(1, (self.window + 1) * self.seconds - int(timezone.now().timestamp()))


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
    _count(counters)


def count_act(*, act: str, ip: str | None, limits: Iterable[tuple[int, int]], user_id: int | None = None) -> None:
    """Count one more ``act`` by an account, or by whoever sits at an address; PostingTooFast where a limit is reached.

    Must run in the act's transaction, before it locks anything, and the refusal rolls it back.
    """
    _count(_counters(f"{act}:{name_sender(user_id=user_id, ip=ip)}", limits))


def count_edit(*, comment_id: int, user_id: int | None, ip: str | None) -> None:
    """Count one more edit of an account, or of whoever sits at an address; PostingTooFast where a limit is reached.

    Where neither is known, each comment's edits count by themselves. Must run in the edit's transaction, before it
    locks anything, and the refusal rolls it back.
    """
    sender = name_sender(user_id=user_id, ip=ip) if user_id is not None or ip else f"comment:{comment_id}"
    _count(_counters(f"edit:{sender}", get_settings().edit_limits))


def count_mail(*, email: str, limits: Iterable[tuple[int, int]]) -> bool:
    """Count one more mail that somebody wants sent to an address; false, and nothing counted, where a limit is reached.

    Whoever asked is not told: that others asked for the same address is not theirs to know.
    """
    try:
        with transaction.atomic():
            _count(_counters(f"mail:{email}", limits))
    except PostingTooFast:
        return False
    return True


def _count(counters: list[_Counter]) -> None:
    # In one order, so that no two posts wait for each other.
    full = [counter for counter in sorted(counters) if not _raise(counter)]
    if full:
        raise PostingTooFast(retry_after=max(counter.seconds_left for counter in full))


def count_in_discussion(*, discussion_id: int) -> None:
    """Count one more comment in a discussion; PostingTooFast where everybody together has reached its limit.

    Must be the last step of the comment's transaction: from here to its end all others who post there wait.
    """
    for counter in sorted(_counters(f"discussion:{discussion_id}", get_settings().discussion_limits)):
        if not _raise(counter):
            raise PostingTooFast(retry_after=counter.seconds_left, crowded=True)


def _counters(sender: str, limits: Iterable[tuple[int, int]]) -> list[_Counter]:
    digest = salted_hmac("afterword.engagement.pace", sender, algorithm="sha256").hexdigest()
    now = int(timezone.now().timestamp())
    return [_Counter(sender=digest, seconds=seconds, window=now // seconds, limit=limit) for limit, seconds in limits]


def _raise(counter: _Counter) -> bool:
    """Raise a counter by one, made where there is none; false where it stands at its limit.

    Its row is locked either way until the transaction ends.
    """
    expires_at = timezone.now() + dt.timedelta(seconds=counter.seconds)
    values = (counter.sender, counter.seconds, counter.window, connection.ops.adapt_datetimefield_value(expires_at))
    with connection.cursor() as cursor:
        cursor.execute(_write_raise(connection.ops.quote_name), (*values, counter.limit))
        return bool(cursor.rowcount)


def _write_raise(quote: Callable[[str], str]) -> str:
    table = quote(PostingPace._meta.db_table)
    sender, seconds, window, count, expires_at = map(quote, ("sender", "seconds", "window", "count", "expires_at"))
    return (
        f"INSERT INTO {table} ({sender}, {seconds}, {window}, {count}, {expires_at}) VALUES (%s, %s, %s, 1, %s)"  # noqa: S608
        f" ON CONFLICT ({sender}, {seconds}, {window}) DO UPDATE SET {count} = {table}.{count} + 1"
        f" WHERE {table}.{count} < %s"
    )
