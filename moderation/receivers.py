"""What moderation does when something happened: enqueue, open and close cases. What is lost here, a sweep finds."""

from typing import Any

from django.dispatch import receiver

from engagement.api import Visibility
from engagement.signals import (
    BY_EDIT,
    comment_edited,
    comment_posted,
    discussion_merged,
    section_changed,
    visibility_changed,
)
from moderation import api, tasks
from moderation.models import ReasonCode
from moderation.signals import bulk_confirmed, circuit_closed, feedback_queued, report_settled


@receiver(comment_posted, dispatch_uid="afterword.moderation.posted")
def on_posted(*, comment_id: int, visibility: str, reason: str, **_kwargs: Any) -> None:
    """Have a new comment checked, or put it before a moderator."""
    if visibility == Visibility.PENDING:
        tasks.enqueue(tasks.screen_comment, [comment_id])
    elif visibility == Visibility.HELD:
        api.open_case(comment_id=comment_id, reasons=[{"code": ReasonCode.HELD.value, "gate": reason}])
    elif visibility == Visibility.PUBLISHED:
        api.follow_publication(comment_id=comment_id)


@receiver(comment_edited, dispatch_uid="afterword.moderation.edited")
def on_edited(*, comment_id: int, **_kwargs: Any) -> None:
    """Have an edited text checked, and put it before moderators once more where they saw the one before."""
    api.follow_edit(comment_id=comment_id)
    tasks.enqueue(tasks.screen_comment, [comment_id])


@receiver(visibility_changed, dispatch_uid="afterword.moderation.changed")
def on_changed(*, comment_id: int, before: str, after: str, source: str = "", **_kwargs: Any) -> None:
    """Keep cases in line with comments, whoever moved them; our own decisions moved theirs in the same transaction, and
    what an edit moved ``on_edited`` follows.
    """
    if source == BY_EDIT:
        return
    if after == Visibility.PENDING:
        tasks.enqueue(tasks.screen_comment, [comment_id])
    elif source == api.SOURCE:
        return
    elif after == Visibility.HELD:
        api.open_case(comment_id=comment_id, reasons=[{"code": ReasonCode.MODERATOR.value}])
    elif after in (Visibility.WITHDRAWN, Visibility.ERASED):
        api.follow_author(comment_id=comment_id, before=before)
    elif after == Visibility.PUBLISHED:
        api.follow_publication(comment_id=comment_id)
    else:
        api.close_case(comment_id=comment_id)


@receiver(section_changed, dispatch_uid="afterword.moderation.section")
def on_section(*, discussion_id: int, **_kwargs: Any) -> None:
    """Count the cases of a discussion where its article stands now."""
    api.follow_section(discussion_id=discussion_id)


@receiver(discussion_merged, dispatch_uid="afterword.moderation.merged")
def on_merged(*, source_id: int, target_id: int, **_kwargs: Any) -> None:
    """Let cases and policy rules go with the comments."""
    api.follow_merge(source_id=source_id, target_id=target_id)


@receiver(feedback_queued, dispatch_uid="afterword.moderation.feedback")
def on_feedback(*, feedback_id: int, **_kwargs: Any) -> None:
    """Have a report sent."""
    tasks.enqueue(tasks.send_feedback, [feedback_id])


@receiver(report_settled, dispatch_uid="afterword.moderation.report_settled")
def on_report_settled(*, report_id: int, **_kwargs: Any) -> None:
    """Have the reporter told."""
    tasks.enqueue(tasks.tell_reporter, [report_id])


@receiver(circuit_closed, dispatch_uid="afterword.moderation.recovered")
def on_recovered(**_kwargs: Any) -> None:
    """Take up at once what waited for the spam checker."""
    tasks.enqueue_alone(tasks.recover)


@receiver(bulk_confirmed, dispatch_uid="afterword.moderation.bulk")
def on_bulk(*, run_id: int, **_kwargs: Any) -> None:
    """Have a bulk run carried out."""
    tasks.enqueue(tasks.run_bulk, [run_id])
