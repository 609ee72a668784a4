"""Taking back what somebody wrote: withdrawn by its author, erased for good, or its expired personal data deleted."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from engagement.models import (
    Comment,
    Digest,
    Follow,
    Notice,
    PostingPace,
    Publication,
    Revision,
    SentText,
    Submission,
    UsedToken,
    Visibility,
    WebhookEvent,
)
from engagement.services.events import empty_answers
from engagement.services.names import release_name, release_unused_names
from engagement.services.reactions import drop_reactions_to
from engagement.services.repeats import free_text
from engagement.services.sessions import forget_identities
from engagement.services.tallies import delete_old_tallies
from engagement.services.visibility import VisibilityChange, change_visibility

_BATCH = 1000
_TIMED = (Submission, PostingPace, SentText, Revision, Follow, Notice, Digest, Publication, UsedToken, WebhookEvent)


@transaction.atomic
def withdraw_comment(*, comment_id: int) -> VisibilityChange:
    """Take a comment out of sight as its author wishes; replies keep a tombstone to hang on."""
    free_text(comment_id=comment_id)
    change = change_visibility(comment_id=comment_id, to=Visibility.WITHDRAWN)
    # What an edit claimed that was ahead at the lock.
    free_text(comment_id=comment_id)
    drop_reactions_to(comment_id=comment_id)
    empty_answers([comment_id])
    Revision.objects.filter(comment_id=comment_id).delete()
    return change


@transaction.atomic
def erase_comment(*, comment_id: int) -> VisibilityChange:
    """Delete everything personal of a comment, its text included; the row stays where replies hang on it."""
    release_name(comment_id=comment_id)
    free_text(comment_id=comment_id)
    change = change_visibility(comment_id=comment_id, to=Visibility.ERASED)
    # What an edit claimed that was ahead at the lock.
    free_text(comment_id=comment_id)
    drop_reactions_to(comment_id=comment_id)
    Submission.objects.filter(comment_id=comment_id).delete()
    empty_answers([comment_id])
    Revision.objects.filter(comment_id=comment_id).delete()
    Comment.objects.filter(pk=comment_id).update(
        author=None,
        author_name="",
        author_email="",
        author_url="",
        stance=None,
        badge="",
        badge_label="",
        body="",
        html="",
        featured_at=None,
        idempotency_key=f"erased:{comment_id}",
    )
    return change


def delete_expired(*, now: dt.datetime | None = None) -> int:
    """Delete what has its time, such as submissions, earlier texts, notices and webhook events, when that is over;
    names whose accounts have no comment any more; what is known of readers who have not signed in for long; and what
    prompts earned long ago. Returns how many rows that were.
    """
    now = now or timezone.now()
    deleted = 0
    for model in _TIMED:
        while ids := list(model.objects.filter(expires_at__lte=now).values_list("pk", flat=True)[:_BATCH]):
            deleted += model.objects.filter(pk__in=ids).delete()[0]
    return deleted + release_unused_names() + forget_identities(now=now) + delete_old_tallies(now=now)
