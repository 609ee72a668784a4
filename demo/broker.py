"""How the demo's processes reach the broker: Celery's settings for each kind of it."""

import sys
from pathlib import Path
from typing import Any

from demo.environment import Environment
from moderation.schedule import FEEDBACK_QUEUE, MAINTENANCE_QUEUE, SCREENING_QUEUE, TASK_ROUTES, VISIBILITY_TIMEOUT

DEFAULT_QUEUE = "afterword"
QUEUES = (DEFAULT_QUEUE, SCREENING_QUEUE, FEEDBACK_QUEUE, MAINTENANCE_QUEUE)
"""What the demo's one worker consumes."""

CONNECT_SECONDS = 0.5
"""So long a reader's post may wait for a broker that is down; the sweep finds the comment without it."""


def find_queue(environment: Environment) -> Path:
    """The folder in which the embedded broker's messages wait."""
    return environment.var / "broker" / "queue"


def make_celery_settings(environment: Environment) -> dict[str, Any]:
    """Return Celery's own settings; creates the folders of the embedded broker."""
    settings = {
        "broker_url": environment.broker_url,
        "broker_connection_timeout": CONNECT_SECONDS,
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        "broker_transport_options": {
            "max_retries": 0,
            "visibility_timeout": VISIBILITY_TIMEOUT,
            "socket_connect_timeout": CONNECT_SECONDS,
            "socket_timeout": CONNECT_SECONDS,
        },
        "task_publish_retry": False,
        "task_default_queue": DEFAULT_QUEUE,
        "task_routes": TASK_ROUTES,
        "task_serializer": "json",
        "accept_content": ["json"],
        "task_ignore_result": True,
        "task_acks_late": True,
        "task_soft_time_limit": 50,
        "task_time_limit": 60,
        "worker_prefetch_multiplier": 1,
        "worker_enable_remote_control": False,
        # Else Celery hangs up on the database after every task, whatever CONN_MAX_AGE says.
        "CELERY_DB_REUSE_MAX": sys.maxsize,
        "timezone": "UTC",
    }
    if environment.embeds_broker:
        settings["broker_transport"] = "demo.spool:Transport"
        settings["broker_transport_options"] = _make_folders(environment)
    return settings


def _make_folders(environment: Environment) -> dict[str, Any]:
    queue = find_queue(environment)
    control = queue.with_name("control")
    for each in (queue, control):
        each.mkdir(mode=0o700, parents=True, exist_ok=True)
    return {
        "data_folder_in": str(queue),
        "data_folder_out": str(queue),
        "control_folder": str(control),
        "polling_interval": 0.05,
    }
