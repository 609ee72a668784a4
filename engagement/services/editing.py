"""Editing: an author puts another text in the place of their comment's, within a window, and never round a decision."""

import datetime as dt
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from engagement import events
from engagement.conf import get_settings
from engagement.exceptions import (
    CommentNotFound,
    CommentRefused,
    CommentWithdrawn,
    InvalidComment,
    NotEditable,
    StaleComment,
)
from engagement.gates import Admission, Draft, SubmissionData, admit
from engagement.models import Comment, Revision, Visibility
from engagement.queries.changing import find_edit_obstacle
from engagement.services.discussions import touch_discussion
from engagement.services.drafts import clean_body
from engagement.services.events import note_event
from engagement.services.limits import count_edit
from engagement.services.locking import lock_comment
from engagement.services.outbox import request_check
from engagement.services.repeats import claim_text, free_text
from engagement.services.visibility import change_visibility
from engagement.signals import BY_EDIT, announce, comment_edited
from engagement.text import RENDER_VERSION, render


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """The comment as it is now, and whether this call changed it."""

    comment: Comment
    changed: bool


@transaction.atomic
def edit_comment(*, comment_id: int, body: str, revision: int, submission: SubmissionData | None = None) -> Edited:
    """Put another text in the place of a comment's, as its author wishes, who saw ``revision``.

    The gates are asked about it as about a new comment. What is to be screened leaves the public's sight until it
    passed, with its place in the thread kept for it, unless ``PUBLISH_EDITS_FIRST``; what waits for a moderator goes on
    waiting. The replaced text is kept for moderators.

    A text that the comment has already is a no-op, whatever revision was seen. Raises InvalidComment with sentences
    by field, StaleComment, NotEditable, CommentWithdrawn, PostingTooFast, CommentRefused, GateFailed or
    CommentNotFound; on each of them nothing changes. Locks are taken in the order that posting takes them in.
    """
    errors: dict[str, list[str]] = {}
    body = clean_body(body, errors)
    if errors:
        raise InvalidComment(errors)
    seen = Comment.objects.select_related("discussion", "root").filter(pk=comment_id).first()
    if seen is None:
        raise CommentNotFound(comment_id)
    # Nothing is counted and nobody asked for what is refused anyway; what counts is looked at once more under the lock.
    if not _is_wanted(seen, body=body, revision=revision):
        return Edited(comment=seen, changed=False)
    sent = replace(submission or SubmissionData(), form_seconds=None)
    count_edit(comment_id=comment_id, user_id=seen.author_id, ip=sent.ip)
    ruling = admit(_draft(seen, body, sent))
    if ruling.admission == Admission.REFUSE:
        raise CommentRefused(
            code=ruling.reason or "refused", message=ruling.message or _("This comment was not accepted.")
        )
    free_text(comment_id=comment_id)
    seen.body = body
    claim_text(comment=seen, ip=sent.ip)
    comment = lock_comment(comment_id)
    if not _is_wanted(comment, body=body, revision=revision):
        return Edited(comment=comment, changed=False)
    _replace_text(comment, body)
    _have_checked(comment, ruling.admission)
    note_event(events.EDITED, comment_id)
    announce(comment_edited, sender=Comment, comment_id=comment_id)
    comment.refresh_from_db()
    return Edited(comment=comment, changed=True)


def _is_wanted(comment: Comment, *, body: str, revision: int) -> bool:
    """Whether the text is to be replaced; false where it has been, and an exception where it may not be."""
    if comment.visibility == Visibility.ERASED:
        raise CommentNotFound(comment.pk)
    if comment.visibility == Visibility.WITHDRAWN:
        raise CommentWithdrawn(comment.pk)
    if comment.body == body:
        return False
    if obstacle := find_edit_obstacle(comment):
        raise NotEditable(code=obstacle.code, message=obstacle.message)
    if comment.revision != revision:
        raise StaleComment(visibility=comment.visibility, revision=comment.revision)
    return True


def _draft(comment: Comment, body: str, submission: SubmissionData) -> Draft:
    return Draft(
        discussion_id=comment.discussion_id,
        discussion_key=comment.discussion.key,
        section=comment.discussion.section,
        parent_id=comment.parent_id,
        body=body,
        author_id=comment.author_id,
        author_name=comment.author_name,
        author_email=comment.author_email,
        author_url=comment.author_url,
        submission=submission,
        created_at=comment.created_at,
        comment_id=comment.pk,
    )


def _replace_text(comment: Comment, body: str) -> None:
    now = timezone.now()
    expires_at = now + dt.timedelta(days=get_settings().revision_days)
    Revision.objects.create(
        comment=comment, revision=comment.revision, body=comment.body, replaced_at=now, expires_at=expires_at
    )
    values: dict[str, object] = {
        "body": body,
        "html": render(body),
        "render_version": RENDER_VERSION,
        "revision": comment.revision + 1,
        "edited_at": now,
    }
    if comment.idempotency_key.startswith("same:"):
        # Made of the words that went: whoever writes those again writes another comment.
        values["idempotency_key"] = f"edited:{comment.pk}"
    Comment.objects.filter(pk=comment.pk).update(**values)
    for name, value in values.items():
        setattr(comment, name, value)


def _have_checked(comment: Comment, admission: Admission) -> None:
    """Move the comment as the gates say of its new text: never to where more people see it."""
    waits = comment.visibility in (Visibility.PENDING, Visibility.PUBLISHED)
    if admission == Admission.HOLD and waits:
        change_visibility(comment_id=comment.pk, to=Visibility.HELD, locked=comment, source=BY_EDIT)
    elif admission == Admission.SCREEN and _leaves_sight(comment):
        change_visibility(comment_id=comment.pk, to=Visibility.PENDING, locked=comment, source=BY_EDIT)
    elif admission == Admission.SCREEN and comment.visibility != Visibility.SPAM:
        request_check(comment_ids=[comment.pk])
    if comment.visibility == Visibility.PUBLISHED:
        touch_discussion(discussion_id=comment.discussion_id)


def _leaves_sight(comment: Comment) -> bool:
    """Whether it passed with the text that went, and shows, or would as soon as its parent does."""
    if comment.visibility == Visibility.PUBLISHED:
        return not get_settings().publish_edits_first
    return comment.cleared_at is not None
