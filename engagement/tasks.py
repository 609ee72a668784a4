"""What workers run for engagement. Tasks take ids, decide nothing, and may run twice or be killed at any line."""

import logging
from collections.abc import Sequence
from typing import Any

from celery import Task, current_app, shared_task

from engagement import api

logger = logging.getLogger(__name__)

_COMMON: dict[str, Any] = {
    "acks_late": True,
    "reject_on_worker_lost": True,
    "ignore_result": True,
    "soft_time_limit": 50,
    "time_limit": 60,
}

_WORK_SECONDS = 30
"""So long a task begins new mails: until beat sends the next one. With a mail that hangs it stays below its limits."""

_PATIENCE = 0.5
"""Seconds that whoever enqueues waits for the broker: behind a wish to follow stands a reader."""


def hurry_question(follow_id: int) -> None:
    """Have an address asked at once, where there is a broker; never raise: the next sweep asks it anyway."""
    _hurry(send_question, follow_id, "asks")


def hurry_events(event_ids: Sequence[int]) -> None:
    """Have the publisher's servers told at once, where there is a broker; never raise: the next sweep tells them.

    Many at once are left to it: a message each would only fill the queue.
    """
    if len(event_ids) == 1:
        _hurry(send_event, event_ids[0], "tells")


def _hurry(task: "Task[..., None]", pk: int, does: str) -> None:
    if not current_app.conf.broker_url:
        return
    try:
        with current_app.producer_pool.acquire(block=True, timeout=_PATIENCE) as producer:
            connection: Any = producer.connection
            connection.connect_timeout = _PATIENCE
            if connection.transport.driver_type == "redis":
                # Only Redis takes it, and without it a server that accepts and says nothing is waited for without end.
                connection.transport_options.setdefault("socket_timeout", _PATIENCE)
            connection.ensure_connection(max_retries=1, interval_start=0, timeout=_PATIENCE)
            task.apply_async((pk,), producer=producer, retry=False)
    except Exception as error:  # noqa: BLE001  # each transport fails in its own way, and none may stop a reader
        logger.warning("The broker cannot be reached (%s); the next sweep %s.", type(error).__name__, does)


@shared_task(name="engagement.send_question", **_COMMON)
def send_question(follow_id: int) -> None:
    """Ask one address whether it wants to follow."""
    api.send_question(follow_id=follow_id)


@shared_task(name="engagement.send_notices", **_COMMON)
def send_notices() -> None:
    """Ask and tell whomever it is time for."""
    api.send_notices(seconds=_WORK_SECONDS)


@shared_task(name="engagement.send_event", **_COMMON)
def send_event(event_id: int) -> None:
    """Tell the publisher's servers of one event."""
    api.send_event(event_id=event_id, seconds=_WORK_SECONDS)


@shared_task(name="engagement.send_webhooks", **_COMMON)
def send_webhooks() -> None:
    """Tell them of whatever it is time for."""
    api.send_webhooks(seconds=_WORK_SECONDS)
