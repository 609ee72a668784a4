"""What celery beat has to run and where tasks may run: for ``CELERY_BEAT_SCHEDULE`` and ``CELERY_TASK_ROUTES``."""

from typing import Any

QUARTER = 15.0
MINUTE = 60.0
FIVE_MINUTES = 300.0
HOUR = 3600.0


def _every(task: str, seconds: float) -> dict[str, Any]:
    """A task's entry. Its message expires when the next one is due, so that none pile up while no worker runs."""
    return {"task": task, "schedule": seconds, "options": {"expires": seconds}}


BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "moderation.sweep_comments": _every("moderation.sweep_comments", MINUTE),
    "moderation.sweep_feedback": _every("moderation.sweep_feedback", MINUTE),
    "moderation.sweep_author_mail": _every("moderation.sweep_author_mail", MINUTE),
    "moderation.sweep_reports": _every("moderation.sweep_reports", MINUTE),
    "moderation.probe": _every("moderation.probe", QUARTER),
    "moderation.sweep_cases": _every("moderation.sweep_cases", MINUTE),
    "moderation.sweep_search": _every("moderation.sweep_search", MINUTE),
    "moderation.sweep_digests": _every("moderation.sweep_digests", MINUTE),
    "moderation.sweep_bulk": _every("moderation.sweep_bulk", MINUTE),
    "moderation.purge_spam": _every("moderation.purge_spam", FIVE_MINUTES),
    "moderation.purge": _every("moderation.purge", HOUR),
}

SCREENING_QUEUE = "afterword.screening"
FEEDBACK_QUEUE = "afterword.feedback"
MAINTENANCE_QUEUE = "afterword.maintenance"

TASK_ROUTES: dict[str, dict[str, str]] = {
    "moderation.screen_comment": {"queue": SCREENING_QUEUE},
    "moderation.release_unscreened": {"queue": SCREENING_QUEUE},
    "moderation.send_feedback": {"queue": FEEDBACK_QUEUE},
    "moderation.send_author_mail": {"queue": FEEDBACK_QUEUE},
    "moderation.tell_reporter": {"queue": FEEDBACK_QUEUE},
    "moderation.*": {"queue": MAINTENANCE_QUEUE},
}
"""A queue a kind of work, so that none waits behind another. Workers must then be told to consume all of them
(``celery worker -Q afterword.screening,afterword.feedback,afterword.maintenance``); without routes everything goes
through Celery's one default queue, and a plain worker does.
"""

VISIBILITY_TIMEOUT = 70
"""Seconds for Redis's ``visibility_timeout``: just over the tasks' hard time limit, so that what a killed worker had in
hand comes back soon, and nothing that still runs is run twice.
"""
