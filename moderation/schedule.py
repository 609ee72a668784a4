"""What celery beat has to run; a publisher puts it into ``CELERY_BEAT_SCHEDULE``."""

from typing import Any

MINUTE = 60.0
HOUR = 3600.0


def _every(task: str, seconds: float) -> dict[str, Any]:
    """A task's entry. Its message expires when the next one is due, so that none pile up while no worker runs."""
    return {"task": task, "schedule": seconds, "options": {"expires": seconds}}


BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "moderation.sweep_comments": _every("moderation.sweep_comments", MINUTE),
    "moderation.sweep_feedback": _every("moderation.sweep_feedback", MINUTE),
    "moderation.sweep_cases": _every("moderation.sweep_cases", MINUTE),
    "moderation.purge": _every("moderation.purge", HOUR),
}
