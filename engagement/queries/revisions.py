"""What comments said before their authors edited them: for moderators alone."""

import datetime as dt

from django.utils import timezone

from engagement.models import Revision


def get_revisions(comment_id: int) -> tuple[Revision, ...]:
    """The texts that a comment's author replaced, oldest first, as far as they are still kept."""
    kept = Revision.objects.filter(comment_id=comment_id, expires_at__gt=timezone.now())
    return tuple(kept.order_by("revision"))


def find_edited(*, since: dt.datetime, limit: int) -> list[int]:
    """The comments that their authors edited last, and not before ``since``; among the newest ``limit`` edits."""
    newest = Revision.objects.order_by("-pk").values_list("comment_id", "replaced_at")[:limit]
    return list(dict.fromkeys(comment_id for comment_id, replaced_at in newest if replaced_at >= since))
