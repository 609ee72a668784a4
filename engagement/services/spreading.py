"""From a comment just published to the followers who are to be told of it: noted in batches, never in a request."""

import datetime as dt
from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import DateTimeField, F, Q, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from engagement.conf import get_settings
from engagement.mail_hours import find_morning
from engagement.models import Comment, Follow, FollowFrequency, FollowScope, Notice, Publication, Visibility
from engagement.models.follow import FollowQuerySet
from engagement.services.follow_wishes import fold_email

KEPT_FOR = dt.timedelta(days=30)
"""So long it is known what was told to whom."""

BATCH = 500
"""Follows noted in one transaction, whose rows nobody else changes meanwhile."""


def note_publications(comment_ids: Iterable[int]) -> None:
    """Order that followers be told of comments published for the first time. Must run in the transaction that
    publishes them.
    """
    if not get_settings().follow:
        return
    expires_at = timezone.now() + KEPT_FOR
    rows = [Publication(comment_id=comment_id, expires_at=expires_at) for comment_id in comment_ids]
    Publication.objects.bulk_create(rows, ignore_conflicts=True)


def find_publications(*, limit: int) -> list[int]:
    """Those whose followers are not all noted, oldest first."""
    return list(Publication.objects.order_by("pk").values_list("pk", flat=True)[:limit])


@transaction.atomic
def spread_publication(*, publication_id: int) -> bool:
    """Note one batch of the followers who are to hear of a comment; true while there may be more.

    May run twice and may be killed at any line: a batch is noted whole or not at all, and a follower once.
    """
    rows = Publication.objects.select_for_update(skip_locked=True, of=("self",))
    publication = rows.select_related("comment__parent").filter(pk=publication_id).first()
    if publication is None:
        return False
    comment = publication.comment
    if comment.visibility != Visibility.PUBLISHED or comment.published_at is None:
        publication.delete()
        return False
    answered = dict(_find_answered(comment).values_list("pk", "email_folded"))
    followers = _followers(comment).told_singly().filter(scope=FollowScope.DISCUSSION, pk__gt=publication.reached)
    batch = list(followers.order_by("pk").values_list("pk", "email_folded")[:BATCH])
    told = set(answered.values())
    first = [] if publication.reached else list(answered)
    _note([*first, *(pk for pk, email in batch if email not in told)], comment)
    if len(batch) < BATCH:
        publication.delete()
        return False
    Publication.objects.filter(pk=publication.pk).update(reached=batch[-1][0])
    return True


def _followers(comment: Comment) -> FollowQuerySet:
    """Who may be told of a comment: who followed before it was published, and did not write it."""
    follows = Follow.objects.live().filter(discussion_id=comment.discussion_id, confirmed_at__lte=comment.published_at)
    wrote = Q(email_folded=fold_email(comment.author_email)) if comment.author_email else Q(pk__in=[])
    if comment.author_id is not None:
        # Not exclude(user=...) alone: it would leave out guests too, whose account is NULL.
        wrote |= Q(user_id=comment.author_id, user__isnull=False)
    return follows.exclude(wrote)


def _find_answered(comment: Comment) -> FollowQuerySet:
    """Whoever wrote what the comment answers, and wants to hear of replies."""
    parent = comment.parent
    if parent is None:
        return Follow.objects.none()
    wrote = Q(pk__in=[])
    if parent.author_email:
        wrote |= Q(email_folded=fold_email(parent.author_email))
    if parent.author_id is not None:
        wrote |= Q(user_id=parent.author_id)
    return _followers(comment).filter(wrote, scope=FollowScope.REPLIES)


def _note(follow_ids: Collection[int], comment: Comment) -> None:
    """Note the comment for them, and when their next mail is due.

    All are locked first, in one order: whoever is sending just now has either seen the notice, or finds that another
    mail is due.
    """
    rows = Follow.objects.live().told_singly().select_for_update(no_key=True).filter(pk__in=follow_ids)
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    now = timezone.now()
    notices = [Notice(follow_id=pk, comment=comment, created_at=now, expires_at=now + KEPT_FOR) for pk in ids]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    _make_due(ids, now)


def _make_due(ids: Collection[int], now: dt.datetime) -> None:
    idle = Follow.objects.filter(pk__in=ids, next_at__isnull=True)
    soon = Greatest(F("quiet_until"), Value(now, output_field=DateTimeField()))
    idle.filter(frequency=FollowFrequency.AT_ONCE).update(next_at=soon)
    idle.filter(frequency=FollowFrequency.DAILY).update(next_at=find_morning(now))
