"""How fast one sender may post."""

import datetime as dt
from ipaddress import IPv4Address, ip_address, ip_network

from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from engagement.conf import get_settings
from engagement.exceptions import PostingTooFast
from engagement.models import PostingPace


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


def count_post(*, sender: str) -> None:
    """Count one more comment of ``sender`` (``ip:…`` or ``user:…``); PostingTooFast when a limit is reached.

    Must run in a transaction, which the refusal rolls back. The database decides between two posts at once: the
    counter is raised only while it is below the limit.
    """
    now = timezone.now()
    digest = salted_hmac("afterword.engagement.pace", sender, algorithm="sha256").hexdigest()
    for limit, seconds in get_settings().post_limits:
        window, passed = divmod(int(now.timestamp()), seconds)
        row, _created = PostingPace.objects.get_or_create(
            sender=digest, seconds=seconds, window=window, defaults={"expires_at": now + dt.timedelta(seconds=seconds)}
        )
        if not PostingPace.objects.filter(pk=row.pk, count__lt=limit).update(count=F("count") + 1):
            raise PostingTooFast(retry_after=seconds - passed)
