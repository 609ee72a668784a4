"""Telling the publisher's servers: leased before it is sent, again until it is taken, and never for ever."""

import datetime as dt
import logging
import time
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from engagement.conf import get_settings
from engagement.exceptions import NotDelivered
from engagement.models import DeliveryState, WebhookDelivery, WebhookEndpoint
from engagement.services.webhook_payloads import write_payload
from engagement.services.webhook_signing import HEADER, sign
from engagement.services.webhook_transport import post

logger = logging.getLogger(__name__)

RETRY_SECONDS = (10, 60, 300, 1_800, 7_200, 21_600, 43_200, 86_400, 86_400)
"""So long a delivery waits after each failure; after the last it is given up, three days after the first."""

QUIET_SECONDS = 1_800
"""So long at most an endpoint that fails is left alone before something is sent to it again."""

LEASE = dt.timedelta(minutes=2)
"""Longer than any delivery takes: after it, whoever had it is dead."""

_BATCH = 100

STATUS = "status"
"""The kind of error where an answer came, and was no good one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcome:
    """What came of one attempt."""

    good: bool
    milliseconds: int
    status: int | None = None
    error: str = ""
    answer: str = ""


def send_webhooks(*, seconds: float) -> bool:
    """Send what is due, beginning nothing after so many seconds; true where something is left."""
    if not get_settings().webhooks:
        return False
    ends_at = time.monotonic() + seconds
    done: set[int] = set()
    while found := [pk for pk in due_delivery_ids(limit=_BATCH) if pk not in done]:
        for pk in found:
            if time.monotonic() >= ends_at:
                return True
            send_delivery(delivery_id=pk)
        done.update(found)
    return False


def send_event(*, event_id: int, seconds: float) -> None:
    """Send one event to all that are to be told of it now, beginning nothing after so many seconds. May run twice."""
    if not get_settings().webhooks:
        return
    ends_at = time.monotonic() + seconds
    ids = list(WebhookDelivery.objects.filter(_due(timezone.now()), event_id=event_id).values_list("pk", flat=True))
    for pk in ids:
        if time.monotonic() < ends_at:
            send_delivery(delivery_id=pk)


def due_delivery_ids(*, limit: int) -> list[int]:
    """The deliveries whose time has come and that nobody is sending, oldest first."""
    due = WebhookDelivery.objects.filter(_due(timezone.now())).order_by("next_at", "pk")
    return list(due.values_list("pk", flat=True)[:limit])


def send_delivery(*, delivery_id: int, anyway: bool = False) -> bool:
    """Send one delivery; false where another worker does, its time has not come, or it was not taken.

    ``anyway`` sends to an endpoint that is not active, paused or left alone, too: to try it. The row is leased by one
    statement, so that one worker has it; no transaction is open while the endpoint is waited for.
    """
    now = timezone.now()
    lease = now + LEASE
    free = _free(now) if anyway else _due(now)
    # Not update() over the join: the database would look at the endpoint before it waits for the row.
    wanted = WebhookDelivery.objects.filter(pk=delivery_id).filter(free).values("pk")
    mine = WebhookDelivery.objects.filter(_free(now), pk__in=wanted)
    if not mine.update(leased_until=lease, attempts=F("attempts") + 1, tried_at=now):
        return False
    delivery = WebhookDelivery.objects.select_related("endpoint", "event").get(pk=delivery_id)
    outcome = _try(delivery)
    _settle(delivery, lease, outcome)
    return outcome.good


def _free(now: dt.datetime) -> Q:
    unleased = Q(leased_until__isnull=True) | Q(leased_until__lte=now)
    return Q(state=DeliveryState.WAITING, next_at__lte=now) & unleased


def _due(now: dt.datetime) -> Q:
    audible = Q(endpoint__quiet_until__isnull=True) | Q(endpoint__quiet_until__lte=now)
    return _free(now) & Q(endpoint__active=True, endpoint__paused_at__isnull=True) & audible


def _try(delivery: WebhookDelivery) -> _Outcome:
    endpoint, event = delivery.endpoint, delivery.event
    if endpoint.url.startswith("http://") and not get_settings().webhook_http:
        return _Outcome(good=False, milliseconds=0, error="http")
    body = write_payload(event, endpoint)
    headers: dict[bytes | str, bytes | str] = {
        "Content-Type": "application/json",
        "User-Agent": "Afterword-Webhooks/1",
        "Accept-Encoding": "identity",
        "Afterword-Event": event.kind,
        "Afterword-Event-Id": str(event.uid),
        HEADER: sign(body=body, at=int(time.time()), keys=_find_keys(endpoint)),
    }
    began = time.monotonic()
    try:
        answer = post(url=endpoint.url, content=body, headers=headers, seconds=get_settings().webhook_seconds)
    except NotDelivered as failure:
        return _Outcome(good=False, milliseconds=_since(began), error=failure.code)
    return _Outcome(
        good=answer.is_good,
        milliseconds=_since(began),
        status=answer.status,
        error="" if answer.is_good else STATUS,
        # PostgreSQL takes no NUL.
        answer=answer.beginning.decode("utf-8", "replace").replace("\0", "\N{REPLACEMENT CHARACTER}")[:500],
    )


def _since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)


def _find_keys(endpoint: WebhookEndpoint) -> list[str]:
    keys = [endpoint.secret]
    if endpoint.previous_secret and endpoint.previous_until and endpoint.previous_until > timezone.now():
        keys.append(endpoint.previous_secret)
    return keys


@transaction.atomic
def _settle(delivery: WebhookDelivery, lease: dt.datetime, outcome: _Outcome) -> None:
    """Write down what came of it, unless somebody else has taken the delivery over meanwhile."""
    now = timezone.now()
    waits = list(RETRY_SECONDS)
    if outcome.good:
        state, next_at = DeliveryState.DELIVERED, None
    elif delivery.attempts > len(waits):
        state, next_at = DeliveryState.FAILED, None
    else:
        state, next_at = DeliveryState.WAITING, now + dt.timedelta(seconds=waits[delivery.attempts - 1])
    WebhookDelivery.objects.filter(pk=delivery.pk, leased_until=lease).update(
        state=state,
        next_at=next_at,
        leased_until=None,
        status=outcome.status,
        milliseconds=outcome.milliseconds,
        error=outcome.error,
        answer=outcome.answer,
    )
    endpoint = WebhookEndpoint.objects.filter(pk=delivery.endpoint_id)
    if outcome.good:
        failing = Q(failures__gt=0) | Q(paused_at__isnull=False)
        endpoint.filter(failing).update(failures=0, failing_since=None, quiet_until=None, paused_at=None)
    else:
        _note_failure(endpoint, now, outcome)


def _note_failure(endpoint: QuerySet[WebhookEndpoint], now: dt.datetime, outcome: _Outcome) -> None:
    """Leave the endpoint alone for a while; pause it where it has failed for too long, and say so once."""
    row = endpoint.select_for_update(no_key=True).first()
    if row is None:
        return
    since = row.failing_since or now
    quiet = min(RETRY_SECONDS[min(row.failures, len(RETRY_SECONDS) - 1)], QUIET_SECONDS)
    endpoint.update(failures=F("failures") + 1, failing_since=since, quiet_until=now + dt.timedelta(seconds=quiet))
    logger.warning("Webhook endpoint %d: not delivered (%s).", row.pk, outcome.status or outcome.error)
    is_over = since <= now - dt.timedelta(hours=get_settings().webhook_pause_hours)
    if is_over and endpoint.filter(paused_at__isnull=True).update(paused_at=now):
        logger.error("Webhook endpoint %d has failed since %s and is paused.", row.pk, since.isoformat())
