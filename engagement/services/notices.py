"""Sending mails to followers: claimed before they are sent, so each at most once, whatever dies meanwhile."""

import datetime as dt
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from engagement.conf import get_settings
from engagement.exceptions import DiscussionNotFound, MailServerDown
from engagement.mail_hours import is_quiet
from engagement.models import Comment, Follow, Notice, NoticeState
from engagement.queries.discussions import assert_public
from engagement.services.digests import find_due_digests, note_cut_off_digests, send_digest
from engagement.services.follow_mail import write_news, write_question
from engagement.services.mailing import CUT_OFF_AFTER, MailServer, find_wait, is_certainly_unsent, mail_server
from engagement.services.spreading import find_publications, spread_publication

logger = logging.getLogger(__name__)

_ITEMS = 20
"""Comments that one mail quotes; the others it only counts."""

_BATCH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claim:
    """What one worker alone is to send to one follower."""

    follow: Follow
    notice_ids: Sequence[int]
    comments: Sequence[Comment]
    more: int


def send_notices(*, seconds: float) -> bool:
    """Ask, note and tell whomever it is time for, for so many seconds at most; true where something is left.

    Where the mail server cannot be reached nothing is claimed: everything waits for the next time, and the log says so.
    In the quiet hours nobody is told, only asked: what is due waits as it is.
    """
    note_cut_off()
    note_cut_off_digests()
    if not get_settings().follow:
        return False
    clock = _Clock(seconds)
    try:
        with mail_server() as server:
            clock.work_through(_find_questions, lambda pk: _ask(pk, server))
            clock.work_through(_find_publications, lambda pk: _spread(pk, clock))
            clock.work_through(_find_due, lambda pk: _tell(pk, server))
            clock.work_through(find_due_digests, lambda pk: send_digest(pk, server))
    except MailServerDown as error:
        logger.warning("No mail to followers can be sent (%s); it is tried again.", error)
        return True
    return clock.is_over()


def send_question(*, follow_id: int) -> bool:
    """Ask one address whether it wants to follow; false where that is not to be done now. May run twice."""
    try:
        with mail_server() as server:
            return get_settings().follow and _ask(follow_id, server)
    except MailServerDown as error:
        logger.warning("Follow %d was not asked (%s); it is tried again.", follow_id, error)
        return False


def note_cut_off() -> int:
    """Mark what was claimed by a worker that died, and say so in the log, once; returns how many notices these are.

    Nobody can know whether those mails arrived, so they are not sent again.
    """
    stuck = Notice.objects.filter(state=NoticeState.CLAIMED, claimed_at__lte=timezone.now() - CUT_OFF_AFTER)
    ids = list(stuck.order_by("pk").values_list("pk", flat=True)[:1000])
    lost = Notice.objects.filter(pk__in=ids, state=NoticeState.CLAIMED).update(
        state=NoticeState.CUT_OFF, finished_at=timezone.now()
    )
    if lost:
        logger.warning("Mails to followers with %d notices were cut off while being sent; they are not repeated.", lost)
    return lost


class _Clock:
    """How long there is time."""

    def __init__(self, seconds: float) -> None:
        self._ends_at = time.monotonic() + seconds

    def is_over(self) -> bool:
        """Whether there is none left."""
        return time.monotonic() >= self._ends_at

    def work_through(self, find: Callable[[], list[int]], do: Callable[[int], object]) -> None:
        """Do one after the other until nothing is found any more, or the time is over.

        What is found again although it was just done is another worker's, or cannot be done now.
        """
        done: set[int] = set()
        while found := [pk for pk in find() if pk not in done]:
            for pk in found:
                if self.is_over():
                    return
                do(pk)
            done.update(found)


def _find_publications() -> list[int]:
    return find_publications(limit=_BATCH)


def _spread(publication_id: int, clock: _Clock) -> None:
    while spread_publication(publication_id=publication_id) and not clock.is_over():
        continue


def _find_questions() -> list[int]:
    due = Follow.objects.filter(ask_at__isnull=False, ask_at__lte=timezone.now())
    return list(due.order_by("ask_at").values_list("pk", flat=True)[:_BATCH])


def _find_due() -> list[int]:
    now = timezone.now()
    if is_quiet(now):
        return []
    due = Follow.objects.told_singly().due(now)
    return list(due.order_by("next_at").values_list("pk", flat=True)[:_BATCH])


def _ask(follow_id: int, server: MailServer) -> bool:
    due = Follow.objects.filter(pk=follow_id, ask_at__isnull=False, ask_at__lte=timezone.now())
    if not due.exists():
        return False
    server.reach()
    if not due.update(ask_at=None):
        return False
    follow = Follow.objects.select_related("discussion").get(pk=follow_id)
    try:
        server.send(write_question(follow))
    except Exception as error:  # noqa: BLE001  # each mail backend fails in its own way, and none may stop the others
        # Without its words, which may hold the address.
        logger.warning("Follow %d could not be asked: %s", follow_id, type(error).__name__)
        wait = find_wait(follow) if is_certainly_unsent(error) else None
        if wait is not None:
            mine = Follow.objects.filter(pk=follow_id, nonce=follow.nonce, ask_at__isnull=True)
            mine.update(ask_at=timezone.now() + wait, failures=F("failures") + 1)
        return False
    Follow.objects.filter(pk=follow_id).update(failures=0)
    return True


def _tell(follow_id: int, server: MailServer) -> bool:
    now = timezone.now()
    if is_quiet(now) or not Follow.objects.told_singly().due(now).filter(pk=follow_id).exists():
        return False
    server.reach()
    claim = _claim(follow_id)
    if claim is None:
        return False
    try:
        server.send(write_news(claim.follow, claim.comments, more=claim.more))
    except Exception as error:  # noqa: BLE001  # each mail backend fails in its own way, and none may stop the others
        logger.warning("Follow %d could not be told: %s", follow_id, type(error).__name__)
        _take_back(claim, error)
        return False
    _finish(claim, state=NoticeState.SENT)
    Follow.objects.filter(pk=follow_id, failures__gt=0).update(failures=0)
    return True


@transaction.atomic
def _claim(follow_id: int) -> _Claim | None:
    """Take what a follower is to be told; none where another worker did, or where nothing of it is public any more.

    What a mail says is what is published at this moment.
    """
    now = timezone.now()
    quiet_until = now + dt.timedelta(minutes=get_settings().follow_collect_minutes)
    _lock_all_of_address(follow_id)
    due = Follow.objects.live().told_singly().due(now).filter(pk=follow_id)
    if not due.update(next_at=None, quiet_until=quiet_until):
        return None
    follow = Follow.objects.select_related("discussion").get(pk=follow_id)
    _quieten_others(follow, quiet_until)
    waiting = dict(Notice.objects.filter(follow=follow, state=NoticeState.WAITING).values_list("comment_id", "pk"))
    Notice.objects.filter(pk__in=waiting.values()).update(state=NoticeState.CLAIMED, claimed_at=now)
    public = _find_public(follow, waiting)
    gone = [pk for comment_id, pk in waiting.items() if comment_id not in set(public)]
    Notice.objects.filter(pk__in=gone).update(state=NoticeState.LEFT_OUT, finished_at=now)
    if not public:
        return None
    return _Claim(
        follow=follow,
        notice_ids=[waiting[comment_id] for comment_id in public],
        comments=list(Comment.objects.filter(pk__in=public[:_ITEMS]).order_by("published_at", "pk")),
        more=max(0, len(public) - _ITEMS),
    )


def _lock_all_of_address(follow_id: int) -> None:
    """Lock a follow and the other one of its address in that discussion, in one order with whoever notes them."""
    mine = Follow.objects.filter(pk=follow_id)
    same = Follow.objects.filter(
        discussion_id__in=mine.values("discussion_id"), email_folded__in=mine.values("email_folded")
    )
    list(same.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))


def _find_public(follow: Follow, comment_ids: dict[int, int]) -> list[int]:
    """Those that anybody may read now, oldest first. One edited since whose new words wait to be checked is none."""
    if follow.discussion is None:
        return []
    try:
        assert_public(follow.discussion)
    except DiscussionNotFound:
        return []
    public = Comment.objects.published().filter(pk__in=list(comment_ids))
    shown = public.exclude(edited_at__isnull=False, next_attempt_at__isnull=False)
    return list(shown.order_by("published_at", "pk").values_list("pk", flat=True))


def _quieten_others(follow: Follow, quiet_until: dt.datetime) -> None:
    """Send the same address nothing else about the discussion meanwhile."""
    others = Follow.objects.filter(Q(discussion_id=follow.discussion_id), email_folded=follow.email_folded)
    others = others.exclude(pk=follow.pk)
    others.filter(quiet_until__lt=quiet_until).update(quiet_until=quiet_until)
    others.filter(next_at__lt=quiet_until).update(next_at=quiet_until)


def _take_back(claim: _Claim, error: Exception) -> None:
    """Try again later where the mail was certainly not taken, and not too often; else give it up."""
    wait = find_wait(claim.follow) if is_certainly_unsent(error) else None
    if wait is None:
        _finish(claim, state=NoticeState.FAILED, error=type(error).__name__)
        return
    with transaction.atomic():
        live = Follow.objects.live().filter(pk=claim.follow.pk)
        if not live.update(next_at=timezone.now() + wait, failures=F("failures") + 1):
            _finish(claim, state=NoticeState.FAILED, error=type(error).__name__)
            return
        _mine(claim).update(state=NoticeState.WAITING, claimed_at=None)


def _finish(claim: _Claim, *, state: NoticeState, error: str = "") -> None:
    _mine(claim).update(state=state, finished_at=timezone.now(), error=error)


def _mine(claim: _Claim) -> QuerySet[Notice]:
    return Notice.objects.filter(pk__in=list(claim.notice_ids), state=NoticeState.CLAIMED)
