"""Alerts: what the spam checker says about the publisher's account, kept for operators."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from moderation.models import Alert

_PAUSE = dt.timedelta(minutes=1)
"""The same alert comes with every answer, a thousand times a minute; it is written down once."""


def keep_alert(*, checker: str, detail: Mapping[str, Any]) -> None:
    """Keep the alert in what a checker said, if there is one; ``times`` counts the minutes in which it was seen.

    Of any number of workers that hear the same alert at once one writes it.
    """
    code = str(detail.get("alert_code") or "")[:20]
    if not code:
        return
    message = str(detail.get("alert_msg") or "")[:500]
    now = timezone.now()
    known = Alert.objects.filter(checker=checker, code=code)
    latest = known.values_list("message", "latest_at").first()
    if latest is None:
        Alert.objects.get_or_create(
            checker=checker, code=code, defaults={"message": message, "first_at": now, "latest_at": now}
        )
    elif latest[0] != message or latest[1] <= now - _PAUSE:
        stale = known.filter(~Q(message=message) | Q(latest_at__lte=now - _PAUSE))
        stale.update(message=message, latest_at=now, times=F("times") + 1)
