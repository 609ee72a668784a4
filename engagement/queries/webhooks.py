"""What an operator may want to know of the webhooks."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from engagement.models import DeliveryState, WebhookDelivery, WebhookEndpoint


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingWebhooks:
    """How the deliveries to the publisher's servers stand."""

    due: int
    """Deliveries that should have been made by now, those to paused endpoints left out."""
    oldest_due_at: dt.datetime | None
    """Since when the first of them waits; long ago: nobody sends."""
    retrying: int
    """Deliveries that failed and are tried again later."""
    failed: int
    """Deliveries that were given up and not yet deleted."""
    failing: tuple[str, ...]
    """The names of active endpoints whose last delivery failed."""
    paused: tuple[str, ...]
    """The names of active endpoints that failed for so long that nothing is sent to them until they are resumed."""


def pending_webhooks() -> PendingWebhooks:
    """How many deliveries wait, since when, how many were lost, and who does not answer."""
    now = timezone.now()
    waiting = WebhookDelivery.objects.filter(
        state=DeliveryState.WAITING, endpoint__active=True, endpoint__paused_at__isnull=True
    )
    due = waiting.filter(next_at__lte=now)
    active = WebhookEndpoint.objects.filter(active=True, failures__gt=0).order_by("name", "pk")
    return PendingWebhooks(
        due=due.count(),
        oldest_due_at=due.order_by("next_at").values_list("next_at", flat=True).first(),
        retrying=waiting.filter(next_at__gt=now).count(),
        failed=WebhookDelivery.objects.filter(state=DeliveryState.FAILED).count(),
        failing=tuple(active.filter(paused_at__isnull=True).values_list("name", flat=True)),
        paused=tuple(active.filter(paused_at__isnull=False).values_list("name", flat=True)),
    )
