"""Respecting a comment, once of each reader, and taking that back. The comment's counter and score change with it."""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from engagement.conf import get_settings
from engagement.exceptions import CommentNotFound, PostingTooFast, RespectRefused, RespectTooFast
from engagement.models import Comment, Reaction, Visibility
from engagement.services.discussions import touch_discussion
from engagement.services.limits import count_act
from engagement.services.locking import lock_comment, lock_comments
from engagement.services.scores import score_of

_ACT = "engagement.respect"
_BATCH = 200
GUEST_TOKEN = re.compile(r"[!-~]{16,200}")
"""What may be a guest's token: random enough, and the same in a form and in a header."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who respects: an account, or a guest by the token that their browser keeps. Personal data."""

    user_id: int | None = None
    token: str = field(default="", repr=False)
    ip: str | None = None
    wrote: int | None = None
    """The comment that a guest proved to have written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Respect:
    """What a wish came to."""

    comment_id: int
    count: int
    """How many readers respect the comment now."""
    respected: bool
    """Whether this reader does."""
    changed: bool
    """False where it was so already."""


@transaction.atomic
def respect_comment(*, comment_id: int, reader: Reader) -> Respect:
    """Let a reader respect a published comment; the same wish twice is a no-op.

    Raises CommentNotFound where the comment does not show; RespectRefused where this is switched off, for a comment of
    one's own, and for a guest without a token or where guests may not comment; RespectTooFast.

    Locks are taken in one order: the sender's counters, discussion, root, comment.
    """
    whose = _check(comment_id, reader)
    # Looked up first so that whoever presses twice spends nothing; the constraint is what keeps it once.
    if _is_there(comment_id, whose):
        return _as_it_is(comment_id, respected=True)
    try:
        count_act(act=_ACT, user_id=reader.user_id, ip=reader.ip, limits=get_settings().respect_limits)
    except PostingTooFast as error:
        if _is_there(comment_id, whose):
            # The same wish came first, and was the last that the limit allowed.
            return _as_it_is(comment_id, respected=True)
        raise RespectTooFast(retry_after=error.retry_after) from None
    comment = lock_comment(comment_id)
    if comment.visibility != Visibility.PUBLISHED:
        raise CommentNotFound(comment_id)
    if reader.wrote == comment_id or (reader.user_id is not None and comment.author_id == reader.user_id):
        raise RespectRefused(code="own", message=_("This comment is your own."))
    _reaction, created = Reaction.objects.get_or_create(comment_id=comment_id, **whose)
    if created:
        _count(comment, 1)
        touch_discussion(discussion_id=comment.discussion_id)
    return _as_it_is(comment_id, respected=True, changed=created)


@transaction.atomic
def take_respect_back(*, comment_id: int, reader: Reader) -> Respect:
    """Let a reader respect a comment no longer; the same wish twice is a no-op.

    It is always allowed, and costs nothing of a limit. Raises CommentNotFound, and RespectRefused for a guest without
    a token.
    """
    whose = _name(comment_id, reader)
    if not _is_there(comment_id, whose):
        return _as_it_is(comment_id, respected=False)
    comment = lock_comment(comment_id)
    deleted, _of_each = Reaction.objects.filter(comment_id=comment_id, **whose).delete()
    if deleted:
        _count(comment, -1)
        if comment.in_thread:
            touch_discussion(discussion_id=comment.discussion_id)
    return _as_it_is(comment_id, respected=False, changed=bool(deleted))


def erase_reactions_of(*, account_id: int) -> int:
    """Take back whatever an account respects, as when its data is erased; returns how many comments that were."""
    erased, after = 0, 0
    mine = Reaction.objects.filter(account_id=account_id).order_by("comment_id")
    while batch := list(mine.filter(comment_id__gt=after).values_list("comment_id", flat=True)[:_BATCH]):
        erased += _erase_batch(account_id, batch)
        after = batch[-1]
    return erased


def drop_reactions_to(*, comment_id: int) -> None:
    """Delete all reactions to a comment that nobody will read any more.

    Must run in the transaction that took it out of sight, which holds the locks and told readers.
    """
    deleted, _of_each = Reaction.objects.filter(comment_id=comment_id).delete()
    if deleted:
        comment = Comment.objects.get(pk=comment_id)
        _count(comment, -comment.respect_count)


@transaction.atomic
def _erase_batch(account_id: int, comment_ids: list[int]) -> int:
    comments = lock_comments(comment_ids)
    mine = Reaction.objects.filter(account_id=account_id, comment_id__in=comments)
    # Once more, now that nobody else takes any of them back.
    found = set(mine.values_list("comment_id", flat=True))
    mine.delete()
    shown: Counter[int] = Counter()
    for comment_id in sorted(found):
        comment = comments[comment_id]
        _count(comment, -1)
        shown[comment.discussion_id] += comment.in_thread
    for discussion_id in sorted(pk for pk, count in shown.items() if count):
        touch_discussion(discussion_id=discussion_id)
    return len(found)


def assert_offered() -> None:
    """RespectRefused where the publisher switched this off."""
    if not get_settings().respect:
        raise RespectRefused(code="off", message=_("Comments cannot be marked in this way here."))


def _check(comment_id: int, reader: Reader) -> dict[str, Any]:
    """How the reader's row is found, where they may have one."""
    assert_offered()
    if reader.user_id is None and not get_settings().guests:
        raise RespectRefused(code="account", message=_("This takes an account. Please sign in."))
    return _name(comment_id, reader)


def _name(comment_id: int, reader: Reader) -> dict[str, Any]:
    if reader.user_id is not None:
        return {"account_id": reader.user_id, "guest": ""}
    if not GUEST_TOKEN.fullmatch(reader.token):
        message = _("Without an account this takes a random token of 16 to 200 characters.")
        raise RespectRefused(code="token", message=message)
    # With the comment in it, so that no two rows can be told to be of one guest.
    digest = salted_hmac("afterword.engagement.respect", f"{comment_id}:{reader.token}", algorithm="sha256")
    return {"account_id": None, "guest": digest.hexdigest()}


def _is_there(comment_id: int, whose: dict[str, Any]) -> bool:
    return Reaction.objects.filter(comment_id=comment_id, **whose).exists()


def _count(comment: Comment, change: int) -> None:
    """Change the counter of a locked comment, and the score that follows from it."""
    values: dict[str, Any] = {"respect_count": F("respect_count") + change}
    if comment.root_id is None and comment.published_at is not None:
        values["score"] = score_of(comment.published_at, comment.respect_count + change)
    Comment.objects.filter(pk=comment.pk).update(**values)


def _as_it_is(comment_id: int, *, respected: bool, changed: bool = False) -> Respect:
    count = Comment.objects.filter(pk=comment_id).values_list("respect_count", flat=True).first()
    if count is None:
        raise CommentNotFound(comment_id)
    return Respect(comment_id=comment_id, count=count, respected=respected, changed=changed)
