"""What moderation does when something happened: enqueue, open and close cases. What is lost here, a sweep finds."""

from typing import Any

from django.dispatch import receiver

from engagement.api import Visibility
from engagement.signals import comment_posted, visibility_changed
from moderation import api, tasks
from moderation.models import ReasonCode
from moderation.signals import bulk_confirmed, circuit_closed, feedback_queued


@receiver(comment_posted, dispatch_uid="afterword.moderation.posted")
def on_posted(*, comment_id: int, visibility: str, reason: str, **_kwargs: Any) -> None:
    """Have a new comment checked, or put it before a moderator."""
    if visibility == Visibility.PENDING:
        tasks.enqueue(tasks.screen_comment, [comment_id])
    elif visibility == Visibility.HELD:
        api.open_case(comment_id=comment_id, reasons=[{"code": ReasonCode.HELD.value, "gate": reason}])


@receiver(visibility_changed, dispatch_uid="afterword.moderation.changed")
def on_changed(*, comment_id: int, before: str, after: str, **_kwargs: Any) -> None:
    """Keep cases in line with comments, whoever moved them."""
    if after == Visibility.PENDING:
        tasks.enqueue(tasks.screen_comment, [comment_id])
    elif after == Visibility.HELD:
        api.open_case(comment_id=comment_id, reasons=[{"code": ReasonCode.MODERATOR.value}])
    elif after in (Visibility.WITHDRAWN, Visibility.ERASED):
        api.follow_author(comment_id=comment_id, before=before)
    else:
        api.close_case(comment_id=comment_id)


@receiver(feedback_queued, dispatch_uid="afterword.moderation.feedback")
def on_feedback(*, feedback_id: int, **_kwargs: Any) -> None:
    """Have a report sent."""
    tasks.enqueue(tasks.send_feedback, [feedback_id])


@receiver(circuit_closed, dispatch_uid="afterword.moderation.recovered")
def on_recovered(**_kwargs: Any) -> None:
    """Take up at once what waited for the spam checker."""
    tasks.enqueue_alone(tasks.recover)


@receiver(bulk_confirmed, dispatch_uid="afterword.moderation.bulk")
def on_bulk(*, run_id: int, **_kwargs: Any) -> None:
    """Have a bulk run carried out."""
    tasks.enqueue(tasks.run_bulk, [run_id])
