"""What celery beat has to run for engagement: to be merged into ``CELERY_BEAT_SCHEDULE``."""

from typing import Any

HALF_MINUTE = 30.0

BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    # A message expires when the next one is due, so that none pile up while no worker runs.
    "engagement.send_notices": {
        "task": "engagement.send_notices",
        "schedule": HALF_MINUTE,
        "options": {"expires": HALF_MINUTE},
    },
    "engagement.send_webhooks": {
        "task": "engagement.send_webhooks",
        "schedule": HALF_MINUTE,
        "options": {"expires": HALF_MINUTE},
    },
}
