"""What an endpoint is sent of an event: what was noted of it and, where it is to have them, the words."""

import json
from typing import Any

from engagement.models import Comment, Visibility, WebhookEndpoint, WebhookEvent

_GONE = (Visibility.WITHDRAWN, Visibility.ERASED)


def write_payload(event: WebhookEvent, endpoint: WebhookEndpoint) -> bytes:
    """The body: JSON in UTF-8."""
    payload: dict[str, Any] = {
        "id": str(event.uid),
        "event": event.kind,
        "sequence": event.pk,
        "happened_at": event.created_at.isoformat(),
        **event.payload,
    }
    if endpoint.with_text:
        payload["text"] = _find_text(event)
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()


def _find_text(event: WebhookEvent) -> Any:
    """The words of the comment; none where it is not as it was then, of which a later event tells.

    A copy would else show, with the news that a comment was published, the words of an edit that nobody has checked.
    """
    if event.comment_number is None or event.visibility in _GONE:
        return None
    same = Comment.objects.filter(pk=event.comment_number, visibility=event.visibility, revision=event.revision or 0)
    return same.values("author_name", "body", "html").first()
