"""Traces: whom a comment came from, kept as keyed hashes for as long as what was sent about it."""

import datetime as dt

from django.utils import timezone

from moderation.conf import get_settings
from moderation.hashing import hash_address, hash_email, hash_network
from moderation.models import Trace


def keep_trace(*, comment_id: int, ip: str | None, email: str) -> Trace:
    """Keep the hashes of an address, its network and an e-mail address; what was kept about the comment is replaced."""
    values = {
        "address": hash_address(ip or ""),
        "network": hash_network(ip or ""),
        "email": hash_email(email),
        "expires_at": timezone.now() + dt.timedelta(days=get_settings().payload_days),
    }
    trace = Trace(comment_id=comment_id, **values)
    Trace.objects.bulk_create([trace], update_conflicts=True, unique_fields=["comment"], update_fields=list(values))
    return trace
