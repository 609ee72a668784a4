"""Endpoints: made, changed, given another secret, tried, resumed, and told once more what they missed."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import httpx
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from engagement import events
from engagement.conf import get_settings
from engagement.exceptions import EndpointNotFound, InvalidEndpoint, NotDelivered
from engagement.models import DeliveryState, WebhookDelivery, WebhookEndpoint, WebhookEvent
from engagement.services.webhook_addresses import REFUSED, find_addresses
from engagement.services.webhook_signing import make_secret
from engagement.services.webhooks import send_delivery
from engagement.signals import announce, events_noted

OVERLAP = dt.timedelta(days=7)
"""So long the secret before counts beside a new one."""

_BATCH = 500

_ANEW: dict[str, Any] = {"state": DeliveryState.WAITING, "attempts": 0}
"""Not the lease: what is just being sent is sent once, by whoever has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointWish:
    """What an endpoint is to be."""

    name: str
    url: str
    events: Sequence[str] = ()
    sections: Sequence[str] = ()
    with_text: bool = False
    active: bool = False


def check_endpoint(wish: EndpointWish) -> None:
    """Raise InvalidEndpoint for what could never be sent to. Looks the name up where there is one to look up."""
    unknown = sorted(set(wish.events) - set(events.registered()))
    if unknown:
        message = _("Not known are: %(events)s.") % {"events": ", ".join(unknown)}
        raise InvalidEndpoint(field="events", message=message)
    if wish.active and not wish.events:
        raise InvalidEndpoint(field="events", message=_("Choose what an active endpoint is told."))
    try:
        url = httpx.URL(wish.url)
    except httpx.InvalidURL:
        raise InvalidEndpoint(field="url", message=_("This is no address.")) from None
    schemes = ("https", "http") if get_settings().webhook_http else ("https",)
    if url.scheme not in schemes or not url.host:
        message = _("The address must begin with %(schemes)s.") % {"schemes": ", ".join(f"{s}://" for s in schemes)}
        raise InvalidEndpoint(field="url", message=message)
    if url.userinfo or url.fragment:
        raise InvalidEndpoint(field="url", message=_("The address may have no password in it and no fragment."))
    try:
        find_addresses(url.raw_host.decode("ascii"), url.port or 443)
    except NotDelivered as failure:
        # A name that leads nowhere yet may do so tomorrow; what it leads to is looked at before each delivery.
        if failure.code == REFUSED:
            message = _("The address leads to a network that is not public, and WEBHOOK_NETWORKS does not name it.")
            raise InvalidEndpoint(field="url", message=message) from None


def create_endpoint(*, wish: EndpointWish) -> WebhookEndpoint:
    """Make an endpoint, with a secret. Raises InvalidEndpoint."""
    check_endpoint(wish)
    return WebhookEndpoint.objects.create(**_read(wish), secret=make_secret())


def change_endpoint(*, endpoint_id: int, wish: EndpointWish) -> None:
    """Let an endpoint be as wished; its secret stays. Raises InvalidEndpoint, and EndpointNotFound."""
    check_endpoint(wish)
    if not WebhookEndpoint.objects.filter(pk=endpoint_id).update(**_read(wish)):
        raise EndpointNotFound(endpoint_id)


def renew_secret(*, endpoint_id: int) -> str:
    """Give an endpoint another secret and return it; the one before signs too for a week. Raises EndpointNotFound."""
    secret = make_secret()
    changed = WebhookEndpoint.objects.filter(pk=endpoint_id).update(
        previous_secret=F("secret"), previous_until=timezone.now() + OVERLAP, secret=secret
    )
    if not changed:
        raise EndpointNotFound(endpoint_id)
    return secret


def resume_endpoint(*, endpoint_id: int) -> bool:
    """Send to an endpoint again that was paused or is left alone; false where it was neither."""
    stopped = WebhookEndpoint.objects.filter(pk=endpoint_id, failures__gt=0)
    return bool(stopped.update(failures=0, failing_since=None, quiet_until=None, paused_at=None))


def try_endpoint(*, endpoint_id: int) -> WebhookDelivery:
    """Send an endpoint a test at once, active or not; returns what came of it. Raises EndpointNotFound."""
    now = timezone.now()
    with transaction.atomic():
        endpoint = WebhookEndpoint.objects.filter(pk=endpoint_id).first()
        if endpoint is None:
            raise EndpointNotFound(endpoint_id)
        event = WebhookEvent.objects.create(
            kind=events.TEST, created_at=now, expires_at=now + dt.timedelta(days=get_settings().webhook_days)
        )
        delivery = WebhookDelivery.objects.create(endpoint=endpoint, event=event, next_at=now)
    send_delivery(delivery_id=delivery.pk, anyway=True)
    delivery.refresh_from_db()
    return delivery


@transaction.atomic
def send_again(*, delivery_ids: Collection[int]) -> int:
    """Have deliveries sent once more that were made or given up; those that wait are brought forward."""
    rows = WebhookDelivery.objects.filter(pk__in=list(delivery_ids))
    event_ids = sorted(set(rows.values_list("event_id", flat=True)))
    changed = rows.update(next_at=timezone.now(), **_ANEW)
    if changed:
        announce(events_noted, sender=WebhookEvent, event_ids=event_ids)
    return changed


def replay_events(*, endpoint_id: int, since: dt.datetime) -> int:
    """Have an endpoint told once more of all that it wants and that happened since; returns how many events that is.

    It may be one that was made afterwards. In short transactions: what is killed in between is wished once more.
    """
    endpoint = WebhookEndpoint.objects.filter(pk=endpoint_id).first()
    if endpoint is None:
        raise EndpointNotFound(endpoint_id)
    wanted = WebhookEvent.objects.filter(created_at__gte=since, kind__in=endpoint.events)
    if endpoint.sections:
        # Where it came from counts as well: whoever has its copies is told that it went.
        wanted = wanted.filter(Q(section__in=endpoint.sections) | Q(payload__from__section__in=endpoint.sections))
    count, last = 0, 0
    while ids := list(wanted.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:_BATCH]):
        _order(endpoint, ids)
        count, last = count + len(ids), ids[-1]
    return count


@transaction.atomic
def _order(endpoint: WebhookEndpoint, event_ids: Sequence[int]) -> None:
    now = timezone.now()
    rows = [WebhookDelivery(endpoint=endpoint, event_id=pk, next_at=now) for pk in event_ids]
    WebhookDelivery.objects.bulk_create(rows, ignore_conflicts=True)
    WebhookDelivery.objects.filter(endpoint=endpoint, event_id__in=event_ids).update(next_at=now, **_ANEW)
    announce(events_noted, sender=WebhookEvent, event_ids=list(event_ids))


def _read(wish: EndpointWish) -> dict[str, Any]:
    return {
        "name": wish.name,
        "url": wish.url,
        "events": sorted(set(wish.events)),
        "sections": sorted(set(wish.sections)),
        "with_text": wish.with_text,
        "active": wish.active,
    }
