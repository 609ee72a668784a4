"""What an operator may want to know of the webhooks."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, OuterRef, Q, Subquery
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


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointLine:
    """How one active endpoint stands. Without its address, which may have a key in it."""

    number: int
    name: str
    paused_at: dt.datetime | None
    failing_since: dt.datetime | None
    """Since when it has failed without one success; None where the last delivery arrived."""
    waiting: int
    """Deliveries to it that are still to be made, those of a paused endpoint among them."""
    oldest_at: dt.datetime | None
    """When the first event happened that it was not yet told of."""
    due_at: dt.datetime | None
    """Since when the first of them could be sent, as far as its own retry time goes; in the future: none yet."""
    delivered_at: dt.datetime | None
    """When it last took something, within the days that deliveries are kept."""


def pending_webhooks() -> PendingWebhooks:
    """How many deliveries wait, since when, how many were lost, and who does not answer; in three queries."""
    now = timezone.now()
    waiting = WebhookDelivery.objects.filter(
        next_at__isnull=False, endpoint__active=True, endpoint__paused_at__isnull=True
    )
    counts = waiting.aggregate(
        due=Count("pk", filter=Q(next_at__lte=now)),
        oldest=Min("next_at", filter=Q(next_at__lte=now)),
        retrying=Count("pk", filter=Q(next_at__gt=now)),
    )
    active = WebhookEndpoint.objects.filter(active=True, failures__gt=0).order_by("name", "pk")
    stopped = list(active.values_list("name", "paused_at"))
    return PendingWebhooks(
        due=counts["due"],
        oldest_due_at=counts["oldest"],
        retrying=counts["retrying"],
        failed=WebhookDelivery.objects.filter(state=DeliveryState.FAILED).count(),
        failing=tuple(name for name, paused_at in stopped if paused_at is None),
        paused=tuple(name for name, paused_at in stopped if paused_at is not None),
    )


def list_endpoints() -> tuple[EndpointLine, ...]:
    """Every active endpoint by its name, in two queries: of what was delivered only the last of each is looked at."""
    waiting = WebhookDelivery.objects.filter(next_at__isnull=False).order_by().values("endpoint_id")
    backlogs: dict[int, dict[str, Any]] = {
        row["endpoint_id"]: dict(row)
        for row in waiting.annotate(count=Count("pk"), oldest=Min("event__created_at"), due=Min("next_at"))
    }
    delivered = WebhookDelivery.objects.filter(endpoint=OuterRef("pk"), state=DeliveryState.DELIVERED)
    last = Subquery(delivered.order_by("-tried_at").values("tried_at")[:1])
    active = WebhookEndpoint.objects.filter(active=True).annotate(delivered_at=last).order_by("name", "pk")
    none = {"count": 0, "oldest": None, "due": None}
    return tuple(
        EndpointLine(
            number=endpoint.pk,
            name=endpoint.name,
            paused_at=endpoint.paused_at,
            failing_since=endpoint.failing_since,
            waiting=backlogs.get(endpoint.pk, none)["count"],
            oldest_at=backlogs.get(endpoint.pk, none)["oldest"],
            due_at=backlogs.get(endpoint.pk, none)["due"],
            delivered_at=endpoint.delivered_at,
        )
        for endpoint in active
    )
