"""Posting a comment: checked, counted, asked of the gates, stored, announced. The same for the form and for the API."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from engagement import events
from engagement.conf import get_settings
from engagement.exceptions import (
    BranchLocked,
    CommentRefused,
    DiscussionClosed,
    InvalidComment,
    PostingTooFast,
)
from engagement.gates import Admission, Draft, SubmissionData, admit
from engagement.models import Comment, Discussion, Submission, Visibility
from engagement.queries.arms import answered_wording
from engagement.queries.branches import is_locked
from engagement.queries.discussions import get_discussion
from engagement.services.badges import badge_of
from engagement.services.drafts import AuthorData, clean_author, clean_body, clean_idempotency_key
from engagement.services.events import note_event
from engagement.services.inserting import insert
from engagement.services.limits import count_in_discussion, count_of_sender
from engagement.services.locking import hold_discussion
from engagement.services.names import assert_name_is_free, claim_name
from engagement.services.repeated_posts import find_repeated, key_of
from engagement.services.repeats import claim_text
from engagement.services.stance_choices import choose_while_posting, find_stance
from engagement.services.visibility import change_visibility
from engagement.signals import announce, comment_posted
from engagement.text import RENDER_VERSION, render

_FIRST = {
    Admission.PUBLISH: Visibility.PENDING,
    Admission.SCREEN: Visibility.PENDING,
    Admission.HOLD: Visibility.HELD,
}


class _MovedMeanwhile(Exception):
    """The discussion was merged into another one between being read and the comment being stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """The stored comment, and whether this call stored it or an earlier one with the same key did."""

    comment: Comment
    created: bool


def post_comment(
    *,
    discussion_id: int,
    body: str,
    author: AuthorData,
    parent_id: int | None = None,
    submission: SubmissionData | None = None,
    idempotency_key: str | None = None,
    from_newsroom: bool = False,
    stance_id: int | None = None,
    wording_id: int | None = None,
) -> Posted:
    """Store a comment: public, pending or held as the gates say.

    What speaks for the newsroom is public at once: neither gates nor limits are asked, which is for the caller to
    allow.

    A root bears ``stance_id``, which its account thereby takes; without one, the stance that the account took before;
    0 stands for none. A guest's is theirs to say. It answers ``wording_id`` where an experiment compares that wording
    with others, and what everybody else sees where not.

    Raises DiscussionNotFound, InvalidComment with sentences by field, DiscussionClosed, BranchLocked, PostingTooFast,
    CommentRefused, IdempotencyConflict or GateFailed; on each of them nothing is stored.

    Locks are taken in one order: the sender's counters, name and text, discussion, root, comment, the discussion's
    counter.
    """
    errors: dict[str, list[str]] = {}
    body = clean_body(body, errors)
    author = clean_author(author, errors)
    given_key = clean_idempotency_key(idempotency_key, errors)
    if errors:
        raise InvalidComment(errors)
    make_draft = partial(
        _draft, body=body, author=author, parent_id=parent_id, submission=submission or SubmissionData()
    )
    post = partial(
        _post,
        discussion_id,
        make_draft,
        given_key=given_key,
        from_newsroom=from_newsroom,
        stance_id=stance_id,
        wording_id=wording_id,
    )
    try:
        return post()
    except _MovedMeanwhile:
        return post()


def _post(
    discussion_id: int,
    make_draft: Callable[[Discussion], Draft],
    *,
    given_key: str,
    from_newsroom: bool,
    stance_id: int | None,
    wording_id: int | None,
) -> Posted:
    try:
        with transaction.atomic():
            discussion = get_discussion(discussion_id)
            draft = make_draft(discussion)
            key = key_of(given_key, draft)
            if repeated := find_repeated(given_key, draft, key=key):
                return Posted(comment=repeated, created=False)
            if not discussion.is_open:
                raise DiscussionClosed(discussion.key, opening=discussion.opening)
            if from_newsroom:
                comment = _speak(draft, discussion, key=key)
            else:
                comment = _admit(draft, discussion, key=key, stance_id=stance_id, wording_id=wording_id)
            if not hold_discussion(discussion.pk):
                raise _MovedMeanwhile
            if not from_newsroom:
                count_in_discussion(discussion_id=discussion.pk)
            return Posted(comment=comment, created=True)
    except (IntegrityError, InvalidComment, PostingTooFast):
        # Another request with the same comment may have come first, and taken its text or the last that a limit allows.
        draft = make_draft(get_discussion(discussion_id))
        repeated = find_repeated(given_key, draft, key=key_of(given_key, draft))
        if repeated is None:
            raise
        return Posted(comment=repeated, created=False)


def _draft(
    discussion: Discussion, *, body: str, author: AuthorData, parent_id: int | None, submission: SubmissionData
) -> Draft:
    return Draft(
        discussion_id=discussion.pk,
        discussion_key=discussion.key,
        section=discussion.section,
        parent_id=parent_id,
        body=body,
        author_id=author.user_id,
        author_name=author.name,
        author_email=author.email,
        author_url=author.url,
        submission=submission,
        created_at=timezone.now(),
    )


def _admit(draft: Draft, discussion: Discussion, *, key: str, stance_id: int | None, wording_id: int | None) -> Comment:
    """Count the draft, ask the gates, and store it as they say."""
    parent = _find_parent(discussion, draft.parent_id)
    stance = find_stance(discussion, stance_id, account_id=draft.author_id) if parent is None else None
    badge = ("", "")
    if draft.author_id is None:
        assert_name_is_free(name=draft.author_name, discussion=discussion)
    else:
        badge = badge_of(account_id=draft.author_id, discussion=discussion)
    count_of_sender(user_id=draft.author_id, email=draft.author_email, ip=draft.submission.ip)
    ruling = admit(draft)
    if ruling.admission == Admission.REFUSE:
        raise CommentRefused(
            code=ruling.reason or "refused", message=ruling.message or _("This comment was not accepted.")
        )
    wording = answered_wording(discussion, wording_id) if parent is None else None
    first = _FIRST[ruling.admission]
    comment = _store(
        draft, discussion, parent=parent, wording=wording, visibility=first, key=key, badge=badge, stance=stance
    )
    claim_text(comment=comment, ip=draft.submission.ip)
    if stance is not None and draft.author_id is not None:
        choose_while_posting(discussion_id=discussion.pk, stance_id=stance, account_id=draft.author_id)
    if ruling.admission == Admission.PUBLISH:
        change_visibility(comment_id=comment.pk, to=Visibility.PUBLISHED)
        comment.refresh_from_db()
    elif ruling.admission == Admission.HOLD:
        note_event(events.HELD, comment.pk, before="")
    announce(comment_posted, sender=Comment, comment_id=comment.pk, visibility=comment.visibility, reason=ruling.reason)
    return comment


def _speak(draft: Draft, discussion: Discussion, *, key: str) -> Comment:
    """Store the newsroom's own words and publish them."""
    parent = _find_parent(discussion, draft.parent_id)
    wording = answered_wording(discussion, None) if parent is None else None
    comment = _store(draft, discussion, parent=parent, wording=wording, visibility=Visibility.PENDING, key=key)
    Comment.objects.filter(pk=comment.pk).update(from_newsroom=True)
    change_visibility(comment_id=comment.pk, to=Visibility.PUBLISHED)
    comment.refresh_from_db()
    announce(comment_posted, sender=Comment, comment_id=comment.pk, visibility=comment.visibility, reason="")
    return comment


def _store(
    draft: Draft,
    discussion: Discussion,
    *,
    parent: Comment | None,
    wording: int | None,
    visibility: Visibility,
    key: str,
    badge: tuple[str, str] = ("", ""),
    stance: int | None = None,
) -> Comment:
    if draft.author_id is not None:
        claim_name(account_id=draft.author_id, name=draft.author_name)
    comment = Comment(
        discussion=discussion,
        wording_id=wording,
        stance_id=stance,
        parent=parent,
        root_id=(parent.root_id or parent.pk) if parent else None,
        depth=parent.depth + 1 if parent else 0,
        visibility=visibility,
        author_id=draft.author_id,
        author_name=draft.author_name,
        author_email=draft.author_email,
        author_url=draft.author_url,
        badge=badge[0],
        badge_label=badge[1],
        body=draft.body,
        html=render(draft.body),
        render_version=RENDER_VERSION,
        idempotency_key=key,
        created_at=draft.created_at,
        next_attempt_at=draft.created_at if visibility == Visibility.PENDING else None,
    )
    insert(comment)
    sent = draft.submission
    insert(
        Submission(
            comment=comment,
            ip=sent.ip,
            user_agent=sent.user_agent[:1000],
            referrer=sent.referrer[:2000],
            form_seconds=sent.form_seconds,
            honeypot=sent.honeypot[:1000],
            expires_at=draft.created_at + dt.timedelta(days=get_settings().submission_days),
        )
    )
    return comment


def _find_parent(discussion: Discussion, parent_id: int | None) -> Comment | None:
    if parent_id is None:
        return None
    parent = Comment.objects.published().select_related("root").filter(discussion=discussion, pk=parent_id).first()
    if parent is None:
        raise InvalidComment({"parent": [_("The comment you are answering is not there any more.")]})
    if is_locked(parent):
        raise BranchLocked(parent.pk)
    return parent
