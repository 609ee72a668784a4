"""Editing something out of a comment: what should never have been written there, such as somebody's address."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from engagement import events
from engagement.exceptions import ForbiddenTransition, InvalidComment, StaleComment
from engagement.models import Comment, Revision, Visibility
from engagement.services.discussions import touch_discussion
from engagement.services.drafts import clean_body
from engagement.services.events import empty_answers, note_event
from engagement.services.locking import lock_comment
from engagement.services.repeats import free_text
from engagement.text import RENDER_VERSION, render


@dataclass(frozen=True, slots=True, kw_only=True)
class Redaction:
    """What became of a comment's text."""

    before: str
    """The text that was replaced, as typed. Personal data."""
    revision: int
    """The revision that the comment has now."""
    changed: bool


@transaction.atomic
def redact_comment(*, comment_id: int, body: str, revision: int, marked: bool = True) -> Redaction:
    """Put another text in the place of a comment's, for all readers, with the mark that a moderator edited it.

    ``revision`` is the one that was seen, else StaleComment; the comment gets the next one. The same text is a no-op.
    ``marked`` is false where an earlier text comes back and no edit is left. Nothing of the replaced text is kept here.
    Raises InvalidComment, ForbiddenTransition for what was withdrawn or erased, and CommentNotFound.
    """
    errors: dict[str, list[str]] = {}
    body = clean_body(body, errors)
    if errors:
        raise InvalidComment(errors)
    # Posts take the row of a text before any comment: in the same order here.
    free_text(comment_id=comment_id)
    comment = lock_comment(comment_id)
    if comment.visibility in (Visibility.WITHDRAWN, Visibility.ERASED):
        raise ForbiddenTransition(before=comment.visibility, after=comment.visibility)
    if comment.revision != revision:
        raise StaleComment(visibility=comment.visibility, revision=comment.revision)
    before = comment.body
    if body == before:
        return Redaction(before=before, revision=revision, changed=False)
    now = timezone.now()
    # What its author wrote before may hold the same words.
    Revision.objects.filter(comment_id=comment_id).delete()
    Comment.objects.filter(pk=comment_id).update(
        body=body,
        html=render(body),
        render_version=RENDER_VERSION,
        revision=revision + 1,
        edited_at=now if marked else None,
        redacted_at=now if marked else None,
    )
    empty_answers([comment_id])
    note_event(events.EDITED, comment_id)
    if comment.in_thread:
        touch_discussion(discussion_id=comment.discussion_id)
    return Redaction(before=before, revision=revision + 1, changed=True)
