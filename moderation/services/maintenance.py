"""What is done from time to time: find what no message brought, and mend what was left."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from engagement import api as engagement
from engagement.api import Visibility
from moderation.conf import get_settings
from moderation.models import Action, Case, Decision, Queue, ReasonCode
from moderation.services.cases import close_case, follow_publication, open_case
from moderation.services.circuit import is_open, wants_probe
from moderation.services.decisions import follow_author
from moderation.services.report_notices import due_notice_ids
from moderation.services.sending import due_feedback_ids
from moderation.spam.registry import name_checker


def find_due_comments() -> list[int]:
    """The comments to be checked now, oldest first, at most a sweep's batch; none where nothing is set that checks, or
    while the spam checker is asked by probes alone.
    """
    settings = get_settings()
    if not settings.spam_checker or is_open(name_checker()):
        return []
    return engagement.due_comment_ids(limit=settings.sweep_batch)


def find_due_feedback() -> list[int]:
    """The reports to be sent now, at most a sweep's batch; none where there is nobody to tell, or nobody listens."""
    settings = get_settings()
    if not settings.spam_checker or is_open(name_checker()):
        return []
    return due_feedback_ids(limit=settings.sweep_batch)


def find_due_notices() -> list[int]:
    """The readers' reports whose outcome is to be told now, at most a sweep's batch."""
    return due_notice_ids(limit=get_settings().sweep_batch)


def find_probe() -> tuple[list[int], list[int]]:
    """What to try the spam checker with during an outage: one comment, or else one report; mostly nothing at all."""
    if not get_settings().spam_checker or not wants_probe(name_checker()):
        return [], []
    comments = engagement.due_comment_ids(limit=1)
    return comments, [] if comments else due_feedback_ids(limit=1)


def recover() -> int:
    """Bring forward what failed during an outage, now that it is over; returns how many comments."""
    return engagement.hurry_comments(limit=get_settings().sweep_batch)


def open_missing_cases() -> int:
    """Open cases for held comments that have none; returns how many, at most a sweep's batch."""
    waiting = Case.objects.filter(comment_id=OuterRef("pk"), queue=Queue.WAITING)
    held = engagement.Comment.objects.filter(visibility=Visibility.HELD).exclude(Exists(waiting)).order_by("pk")
    opened = 0
    for comment_id in held.values_list("pk", flat=True)[: get_settings().sweep_batch]:
        opened += open_case(comment_id=comment_id, reasons=[{"code": ReasonCode.HELD.value}]) is not None
    return opened


def open_missing_new() -> int:
    """Put published comments among the new that no message put there; returns how many.

    It looks at the latest comments alone: what is older was looked at by an earlier sweep.
    """
    settings = get_settings()
    latest = engagement.Comment.objects.order_by("-pk").values_list("pk", flat=True).first()
    if not settings.new_days or latest is None:
        return 0
    since = timezone.now() - dt.timedelta(days=settings.new_days)
    recent = engagement.Comment.objects.filter(pk__gt=latest - 2 * settings.sweep_batch)
    published = recent.filter(visibility=Visibility.PUBLISHED, published_at__gt=since)
    known = Exists(Case.objects.filter(comment_id=OuterRef("pk")))
    missing = list(published.exclude(known).order_by("pk").values_list("pk", flat=True)[: settings.sweep_batch])
    return sum(follow_publication(comment_id=comment_id) for comment_id in missing)


def close_idle_cases(*, queues: Iterable[Queue] = (Queue.WAITING, Queue.REPORTED)) -> int:
    """Close cases that stand in one of the queues though their comment waits for nothing there; returns how many."""
    unchecked = Q(comment__visibility=Visibility.PENDING, comment__cleared_at__isnull=True)
    belongs = {
        Queue.WAITING: Q(comment__visibility=Visibility.HELD) | unchecked,
        Queue.SPAM: Q(comment__visibility=Visibility.SPAM),
        Queue.DISCARDED: Q(comment__visibility=Visibility.SPAM),
        Queue.REPORTED: Q(comment__visibility=Visibility.PUBLISHED),
        Queue.NEW: Q(comment__visibility=Visibility.PUBLISHED) | Q(comment__cleared_at__isnull=False),
    }
    closed = 0
    for queue in queues:
        idle = Case.objects.filter(queue=queue).exclude(belongs[queue]).values_list("comment_id", flat=True)
        for comment_id in idle[: get_settings().sweep_batch]:
            closed += close_case(comment_id=comment_id)
    return closed


def follow_lost_erasures() -> int:
    """Do for erased comments what follows an erasure, where its announcement was lost; returns how many."""
    written_down = Decision.objects.filter(comment_id=OuterRef("pk"), action=Action.ERASE)
    erased = engagement.Comment.objects.filter(visibility=Visibility.ERASED).exclude(Exists(written_down))
    comment_ids = list(erased.order_by("pk").values_list("pk", flat=True)[: get_settings().sweep_batch])
    return sum(follow_author(comment_id=pk, before=Visibility.ERASED) is not None for pk in comment_ids)
