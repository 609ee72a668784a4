"""Sending summaries to followers: claimed before they are sent, so each at most once, whatever dies meanwhile."""

import datetime as dt
import logging
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from engagement.mail_hours import is_quiet
from engagement.models import Digest, DigestState, Follow
from engagement.queries.digests import Span, Summary, load_summary
from engagement.services.digest_mail import write_digest
from engagement.services.following import find_next_digest
from engagement.services.mailing import CUT_OFF_AFTER, MailServer, find_wait, is_certainly_unsent
from engagement.services.spreading import KEPT_FOR

logger = logging.getLogger(__name__)

_BATCH = 100

_SETTLED = dt.timedelta(minutes=1)
"""A summary tells of what is older: what was published a moment ago may not be committed yet, and is told next time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claim:
    """What one worker alone is to send to one follower."""

    follow: Follow
    digest: Digest
    summary: Summary


def find_due_digests() -> list[int]:
    """The follows whose summary is due, longest due first; none in the quiet hours."""
    now = timezone.now()
    if is_quiet(now):
        return []
    due = Follow.objects.live().digested().due(now)
    return list(due.order_by("next_at").values_list("pk", flat=True)[:_BATCH])


def send_digest(follow_id: int, server: MailServer) -> bool:
    """Send one follower their summary; false where that is not to be done now, or nothing happened. May run twice.

    MailServerDown where nobody answers; nothing is claimed then.
    """
    now = timezone.now()
    if is_quiet(now) or not Follow.objects.live().digested().due(now).filter(pk=follow_id).exists():
        return False
    server.reach()
    claim = _claim(follow_id)
    if claim is None:
        return False
    try:
        server.send(write_digest(claim.follow, claim.summary))
    except Exception as error:  # noqa: BLE001  # each mail backend fails in its own way, and none may stop the others
        # Without its words, which may hold the address.
        logger.warning("Follow %d got no summary: %s", follow_id, type(error).__name__)
        _take_back(claim, error)
        return False
    _finish(claim, state=DigestState.SENT)
    Follow.objects.filter(pk=follow_id, failures__gt=0).update(failures=0)
    return True


def note_cut_off_digests() -> int:
    """Mark what was claimed by a worker that died, and say so in the log, once; returns how many summaries these are.

    Nobody can know whether those mails arrived, so they are not sent again.
    """
    stuck = Digest.objects.filter(state=DigestState.CLAIMED, claimed_at__lte=timezone.now() - CUT_OFF_AFTER)
    ids = list(stuck.order_by("pk").values_list("pk", flat=True)[:1000])
    lost = Digest.objects.filter(pk__in=ids, state=DigestState.CLAIMED).update(
        state=DigestState.CUT_OFF, finished_at=timezone.now()
    )
    if lost:
        logger.warning("%d summaries to followers were cut off while being sent; they are not repeated.", lost)
    return lost


@transaction.atomic
def _claim(follow_id: int) -> _Claim | None:
    """Take what a follower is to be told; none where another worker did, or where nothing happened that is public.

    What a summary says is what is public at this moment. Whether or not there is any, the next one begins where this
    one ends.
    """
    now = timezone.now()
    due = Follow.objects.live().digested().due(now).filter(pk=follow_id)
    follow = due.select_for_update(no_key=True).first()
    if follow is None:
        return None
    next_at = find_next_digest(follow.frequency, now)
    since = follow.told_until or now
    span = Span(since=since, until=max(since, now - _SETTLED))
    summary = load_summary(follow, span) if span.since < span.until else None
    Follow.objects.filter(pk=follow.pk).update(next_at=next_at, told_until=span.until)
    if summary is None:
        return None
    digest = Digest.objects.create(
        follow=follow, since=span.since, until=span.until, claimed_at=now, expires_at=now + KEPT_FOR
    )
    return _Claim(follow=follow, digest=digest, summary=summary)


def _take_back(claim: _Claim, error: Exception) -> None:
    """Try again later where the mail was certainly not taken, and not too often; else give it up.

    The next try begins where this one did, and tells of what is public then.
    """
    wait = find_wait(claim.follow) if is_certainly_unsent(error) else None
    if wait is not None:
        with transaction.atomic():
            mine = Follow.objects.live().digested().filter(pk=claim.follow.pk, told_until=claim.digest.until)
            again_at = timezone.now() + wait
            if mine.update(next_at=again_at, told_until=claim.digest.since, failures=F("failures") + 1):
                Digest.objects.filter(pk=claim.digest.pk).delete()
                return
    _finish(claim, state=DigestState.FAILED, error=type(error).__name__)


def _finish(claim: _Claim, *, state: DigestState, error: str = "") -> None:
    mine = Digest.objects.filter(pk=claim.digest.pk, state=DigestState.CLAIMED)
    mine.update(state=state, finished_at=timezone.now(), error=error)
