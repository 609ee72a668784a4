"""Noting what becomes of a whole discussion: a copy of its comments would else stand under the wrong key, or show what
shows no more.
"""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from engagement.conf import get_settings
from engagement.models import Discussion, WebhookEvent
from engagement.services.events import expires_after, order_deliveries

FOLLOWED = ("title", "url", "section")
"""What a copy keeps of an article, and is told of when it changes."""


def note_discussion_event(kind: str, discussion_id: int, *, came_from: Mapping[str, Any] | None = None) -> None:
    """Note that something of that kind became of a discussion, and what it was ``from``.

    Must run in the transaction that did it, after it was done, with the discussion locked. An endpoint that wants the
    section from which it came is told as well: it is the one that has copies.
    """
    if not get_settings().webhooks:
        return
    now = timezone.now()
    discussion = Discussion.objects.get(pk=discussion_id)
    ends_at = discussion.closes_at
    told = {
        "key": discussion.key,
        "url": discussion.url,
        "section": discussion.section,
        "title": discussion.title,
        "status": discussion.status,
        "closes_at": ends_at.isoformat() if ends_at else None,
    }
    event = WebhookEvent.objects.create(
        kind=kind,
        section=discussion.section,
        payload={"discussion": told, **({"from": dict(came_from)} if came_from else {})},
        created_at=now,
        expires_at=expires_after(now),
    )
    order_deliveries([event], now)
