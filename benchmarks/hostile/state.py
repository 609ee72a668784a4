"""What is done to the demo's rows, inside ``manage.py shell``."""

import json
from contextlib import suppress
from typing import Any

from django.contrib.auth.models import User

from engagement.api import Comment
from moderation import api as moderation

STORED_AS = "given:"
"""What engagement puts before a key that was sent along."""


def approve() -> None:
    """Let a moderator approve whatever is not published yet, beside the worker; print how many of ours then are."""
    moderator = User.objects.get(username="moderator")
    while waiting := list(_ours().exclude(visibility="published")):
        for comment in waiting:
            with suppress(moderation.StaleDecision):
                moderation.decide(
                    comment_id=comment.pk,
                    action=moderation.Action.APPROVE,
                    moderator_id=moderator.pk,
                    seen_visibility=comment.visibility,
                    revision=comment.revision,
                )
    print(_ours().count())


def dump() -> None:
    """Print what is stored, by key: number, body, name."""
    rows = _ours().values_list("idempotency_key", "pk", "body", "author_name")
    print(json.dumps({key.removeprefix(STORED_AS): [pk, body, name] for key, pk, body, name in rows}))


def _ours() -> Any:
    return Comment.objects.filter(idempotency_key__startswith=f"{STORED_AS}hostile-")
