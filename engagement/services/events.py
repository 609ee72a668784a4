"""Noting what the publisher's servers are to be told, in the transaction that it tells of."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from django.utils import timezone

from engagement.conf import get_settings
from engagement.events import ERASED
from engagement.models import Comment, Visibility, WebhookDelivery, WebhookEndpoint, WebhookEvent
from engagement.signals import announce, events_noted

_READ = (
    "pk",
    "parent_id",
    "root_id",
    "visibility",
    "revision",
    "created_at",
    "published_at",
    "edited_at",
    "discussion__key",
    "discussion__url",
    "discussion__section",
)


def note_events(kind: str, details: Mapping[int, Mapping[str, Any]]) -> None:
    """Note that something of that kind became of comments: their ids, each with what there is to say beside its state.

    Must run in the transaction that did it, after it was done, with the comments locked: then the events of one comment
    have their order. ``details`` hold JSON and no personal data, for they are kept. The number of statements is the
    same for one comment and for many; where ``WEBHOOKS`` is off there is none.
    """
    if not details or not get_settings().webhooks:
        return
    now = timezone.now()
    rows = Comment.objects.filter(pk__in=list(details)).order_by("pk").values(*_READ)
    events = WebhookEvent.objects.bulk_create(_make_event(kind, row, details[row["pk"]], now) for row in rows)
    order_deliveries(events, now)


def note_event(kind: str, comment_id: int, **details: Any) -> None:
    """The same for one comment."""
    note_events(kind, {comment_id: details})


def order_deliveries(events: Sequence[WebhookEvent], now: dt.datetime) -> None:
    """Have every endpoint told that wants these; in the transaction that wrote them."""
    endpoints = list(WebhookEndpoint.objects.filter(active=True))
    deliveries = list(_make_deliveries(events, endpoints, now))
    if deliveries:
        WebhookDelivery.objects.bulk_create(deliveries)
        announce(events_noted, sender=WebhookEvent, event_ids=sorted({each.event_id for each in deliveries}))


def expires_after(now: dt.datetime) -> dt.datetime:
    """Until when an event of now can be sent again."""
    return now + dt.timedelta(days=get_settings().webhook_days)


def empty_answers(comment_ids: Collection[int]) -> None:
    """Forget what endpoints answered to events of comments: they may have quoted them."""
    rows = WebhookDelivery.objects.filter(event__comment_number__in=list(comment_ids))
    rows.exclude(answer="").update(answer="")


def _make_event(kind: str, row: Mapping[str, Any], details: Mapping[str, Any], now: dt.datetime) -> WebhookEvent:
    # What is deleted with its row is still there when this is noted.
    visibility = Visibility.ERASED if kind == ERASED else row["visibility"]
    comment = {
        "id": row["pk"],
        "parent": row["parent_id"],
        "root": row["root_id"] or row["pk"],
        "visibility": visibility,
        "revision": row["revision"],
        "written_at": _spell(row["created_at"]),
        "published_at": _spell(row["published_at"]),
        "edited_at": _spell(row["edited_at"]),
    }
    discussion = {
        "key": row["discussion__key"],
        "url": row["discussion__url"],
        "section": row["discussion__section"],
    }
    return WebhookEvent(
        kind=kind,
        comment_number=row["pk"],
        section=row["discussion__section"],
        revision=row["revision"],
        visibility=visibility,
        payload={"comment": comment, "discussion": discussion, **details},
        created_at=now,
        expires_at=expires_after(now),
    )


def _make_deliveries(
    events: Sequence[WebhookEvent], endpoints: Sequence[WebhookEndpoint], now: dt.datetime
) -> Iterator[WebhookDelivery]:
    for event in events:
        for endpoint in endpoints:
            if event.kind in endpoint.events and _is_of_sections(event, endpoint.sections):
                yield WebhookDelivery(endpoint=endpoint, event=event, next_at=now)


def _is_of_sections(event: WebhookEvent, wanted: Collection[str]) -> bool:
    return not wanted or event.section in wanted or event.payload.get("from", {}).get("section") in wanted


def _spell(moment: dt.datetime | None) -> str | None:
    return moment.isoformat() if moment else None
