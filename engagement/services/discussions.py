"""Discussions: opened for the publisher's objects, closed, hidden, and marked as changed."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Model
from django.utils import timezone

from engagement import events, hosts
from engagement.exceptions import DiscussionNotFound
from engagement.models import Discussion
from engagement.models.discussion import DiscussionStatus
from engagement.queries.discussions import find_discussion, find_discussion_of
from engagement.services.atomicity import joins_transaction
from engagement.services.discussion_events import FOLLOWED, note_discussion_event
from engagement.services.prompts import propose_prompt
from engagement.signals import announce, discussion_changed, section_changed
from engagement.statements import Change

_EVENTS = {
    DiscussionStatus.OPEN: events.DISCUSSION_OPENED,
    DiscussionStatus.CLOSED: events.DISCUSSION_CLOSED,
    DiscussionStatus.HIDDEN: events.DISCUSSION_HIDDEN,
}


@transaction.atomic
def sync_discussion(*, obj: Model) -> Discussion:
    """Open the discussion of a host's object, or bring it up to date with the object, and propose its closing
    prompt. Of one that was merged into another, that other is returned, which follows its own object.
    """
    article = hosts.host_of(obj).read(obj)
    language = (article.language or settings.LANGUAGE_CODE)[:35]
    values = {
        "title": article.title[:500],
        "url": article.url[:1000],
        "section": article.section[:100],
        "tags": list(article.tags),
        "language": language,
        "article_published_at": article.published_at,
        "article_modified_at": article.modified_at,
    }
    discussion, created = Discussion.objects.select_for_update(no_key=True).get_or_create(
        host=article.host, host_pk=article.host_pk, defaults={"key": article.key, **values}
    )
    if discussion.merged_into_id is not None:
        return Discussion.objects.get(pk=discussion.merged_into_id)
    changed = {name: value for name, value in values.items() if getattr(discussion, name) != value}
    if not created:
        follow_values(discussion=discussion, changed=changed)
    propose_prompt(discussion_id=discussion.pk, body=article.body, language=language, authors=article.authors)
    discussion.refresh_from_db()
    return discussion


@joins_transaction
def follow_values(*, discussion: Discussion, changed: Mapping[str, Any]) -> None:
    """Let a discussion, which is locked and still as it was read, have what its article has now."""
    if not changed:
        return
    Discussion.objects.filter(pk=discussion.pk).update(**changed)
    touch_discussion(discussion_id=discussion.pk)
    if "section" in changed:
        announce(section_changed, sender=Discussion, discussion_id=discussion.pk)
    if before := {name: getattr(discussion, name) for name in FOLLOWED if name in changed}:
        note_discussion_event(events.DISCUSSION_CHANGED, discussion.pk, came_from=before)


def find_or_open_discussion(*, key: str) -> Discussion:
    """The discussion that a key leads to; opened where the key names a host's public object that was never synced, such
    as after a bulk import.
    """
    if discussion := find_discussion(key):
        return discussion
    found = hosts.find_by_key(key)
    if found is None or not found[0].shows(found[1]):
        raise DiscussionNotFound(key)
    return find_discussion_of(found[1]) or sync_discussion(obj=found[1])


@transaction.atomic
def set_discussion_status(*, discussion_id: int, status: str) -> bool:
    """Open, close or hide a discussion; false where it was so already, and for one that was merged into another.

    One that its time or section has closed stays open once somebody opened it, until somebody closes it.
    """
    wanted = DiscussionStatus(status)
    discussion = Discussion.objects.select_for_update(no_key=True).filter(pk=discussion_id).first()
    if discussion is None or discussion.merged_into_id is not None:
        return False
    if discussion.is_open if wanted == DiscussionStatus.OPEN else discussion.status == wanted:
        return False
    now, end = timezone.now(), discussion.closes_at
    ended_at = end if end is not None and end <= now else now
    discussion.status, discussion.stays_open = wanted, False
    Discussion.objects.filter(pk=discussion_id).update(
        status=wanted,
        closed_at=ended_at if wanted == DiscussionStatus.CLOSED else None,
        stays_open=wanted == DiscussionStatus.OPEN and not discussion.is_open,
    )
    touch_discussion(discussion_id=discussion_id)
    note_discussion_event(_EVENTS[wanted], discussion_id)
    return True


def hide_discussion_of(*, host: str, host_pk: str) -> None:
    """Close and hide the discussion of an object that was deleted; its comments stay."""
    for discussion_id in Discussion.objects.filter(host=host, host_pk=host_pk).values_list("pk", flat=True):
        set_discussion_status(discussion_id=discussion_id, status=DiscussionStatus.HIDDEN)


_TOUCH = Change(
    lambda discussion_id, comments, now: (
        Discussion.objects.filter(pk=discussion_id),
        {"version": F("version") + 1, "changed_at": now, "comment_count": F("comment_count") + comments},
    ),
    int,
    int,
    dt.datetime,
)


@joins_transaction
def touch_discussion(*, discussion_id: int, comments: int = 0) -> None:
    """Mark a discussion as changed for its readers, with ``comments`` more (or fewer) published ones."""
    _TOUCH.make(discussion_id, comments, timezone.now())
    announce(discussion_changed, sender=Discussion, discussion_id=discussion_id)
