"""What is no decision on a comment and is written down all the same: sanctions, settings, rights."""

from collections.abc import Mapping
from typing import Any

from moderation.models import Change, ChangeAction, Subject


def record_change(
    *,
    subject: Subject,
    key: str,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    moderator_id: int | None,
    note: str = "",
    section: str = "",
    discussion_key: str = "",
    comment_id: int | None = None,
) -> Change:
    """Write a change down, in the transaction that makes it; ``before`` or ``after`` is None where there was nothing.

    ``moderator_id`` is None where no account did it, as from a shell.
    """
    action = ChangeAction.ADD if before is None else ChangeAction.REMOVE if after is None else ChangeAction.CHANGE
    return Change.objects.create(
        subject=subject,
        action=action,
        key=key,
        before=before,
        after=after,
        moderator_id=moderator_id,
        note=note,
        section=section,
        discussion_key=discussion_key,
        comment_id=comment_id,
    )
