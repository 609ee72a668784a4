"""Comments that nobody checked within their grace: put before a moderator, or published to be checked later."""

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from engagement import api as engagement
from engagement.api import Visibility
from moderation.conf import get_settings
from moderation.models import Action, Actor, Case, Queue, ReasonCode
from moderation.rules.outcomes import Outcome
from moderation.services.cases import open_case, put_case
from moderation.services.checking import run_checks
from moderation.services.findings import keep_reports
from moderation.services.judging import judge_comment, spell_reasons
from moderation.services.recording import record_decision


def find_unscreened() -> list[int]:
    """The comments unchecked past their grace that nobody has dealt with, oldest first, at most a sweep's batch."""
    settings = get_settings()
    grace = dt.timedelta(minutes=settings.unscreened_grace_minutes)
    since = timezone.now() - grace
    late = _without_case().filter(visibility=Visibility.PENDING, cleared_at__isnull=True, created_at__lte=since)
    # An edited text has a grace of its own.
    late = late.exclude(edited_at__gt=since)
    return list(late.order_by("created_at").values_list("pk", flat=True)[: settings.sweep_batch])


@transaction.atomic
def release_unscreened(*, comment_id: int) -> bool:
    """Deal with a comment that is past its grace as the publisher chose; false where nothing was to be done any more.

    It becomes a case with what our own checks saw, and stays pending: the spam checker may still come first. Where
    ``UNSCREENED`` is ``publish`` it is published, to be checked later, unless our own checks find reason to hold it.
    """
    record = engagement.get_comment_record(comment_id)
    reports = run_checks(record)
    comment = engagement.lock_comment(comment_id)
    if comment.visibility != Visibility.PENDING or comment.cleared_at or comment.revision != record.revision:
        return False
    judgement = judge_comment(record=record, signals=[signal for report in reports for signal in report.signals])
    may_show = get_settings().unscreened == "publish" and _parent_shows(comment)
    if may_show and judgement.outcome is Outcome.PUBLISH:
        keep_reports(record=record, reports=reports)
        _publish(comment)
        return True
    reasons = [{"code": ReasonCode.UNSCREENED.value}, *spell_reasons(judgement.reasons)]
    if open_case(comment_id=comment_id, reasons=reasons) is None:
        return False
    keep_reports(record=record, reports=reports)
    return True


def _publish(comment: engagement.Comment) -> None:
    """Show a comment, and keep the order to have it checked."""
    due_at = comment.next_attempt_at
    change = engagement.change_visibility(comment_id=comment.pk, to=Visibility.PUBLISHED, locked=comment)
    engagement.request_check(comment_ids=[comment.pk], at=due_at)
    if get_settings().new_days:
        reasons = [{"code": ReasonCode.UNSCREENED.value}]
        put_case(comment_id=comment.pk, queue=Queue.NEW, reasons=reasons, judged=True)
    record_decision(
        comment_id=comment.pk,
        actor=Actor.POLICY,
        action=Action.APPROVE,
        before=change.before,
        after=change.after,
        reason=ReasonCode.UNSCREENED.value,
        revision=comment.revision,
    )


def _parent_shows(comment: engagement.Comment) -> bool:
    return comment.parent is None or comment.parent.visibility == Visibility.PUBLISHED


def _without_case() -> QuerySet[engagement.Comment]:
    waiting = Case.objects.filter(comment_id=OuterRef("pk"), queue=Queue.WAITING)
    return engagement.Comment.objects.exclude(Exists(waiting))
