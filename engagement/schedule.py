"""What celery beat has to run for engagement: to be merged into ``CELERY_BEAT_SCHEDULE``."""

from typing import Any

MINUTE = 60.0

BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    # A message expires when the next one is due, so that none pile up while no worker runs.
    "engagement.send_notices": {"task": "engagement.send_notices", "schedule": MINUTE, "options": {"expires": MINUTE}},
}
