"""What workers run. Tasks take ids, decide nothing, and may run twice or be killed at any line."""

import logging
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from celery import Task, current_app, shared_task
from celery.signals import task_postrun, task_prerun
from django.db import close_old_connections

from moderation import api
from moderation.conf import get_settings
from moderation.schedule import MINUTE, QUARTER, VISIBILITY_TIMEOUT

logger = logging.getLogger(__name__)

_COMMON: dict[str, Any] = {
    "acks_late": True,
    "reject_on_worker_lost": True,
    "ignore_result": True,
    "soft_time_limit": 45,
    "time_limit": 60,
}


_OURS = "moderation."

_IDLE_SECONDS = 1
_idle_since: dict[int, float] = {}

_PATIENCE = 0.5
"""Seconds that whoever enqueues waits for the broker: behind a reader's post stands a reader."""


def enqueue(task: Task[..., None], ids: Iterable[int], **options: Any) -> None:
    """Send one message for each id, with Celery's ``options``; never raise."""
    _send(task, [(pk,) for pk in ids], **options)


def enqueue_alone(task: Task[..., None], **options: Any) -> None:
    """Send one message for a task without an id; never raise."""
    _send(task, [()], **options)


def _send(task: Task[..., None], arguments: Sequence[tuple[int, ...]], **options: Any) -> None:
    """Send a message each; never raise.

    Where the broker cannot be reached the rest is left to the next sweep: the rows are the orders, messages only
    hurry them. Celery's own ``apply_async(retry=False)`` alone would wait 6 seconds for a broker that is down.
    """
    if not arguments:
        return
    try:
        with current_app.producer_pool.acquire(block=True, timeout=_PATIENCE) as producer:
            connection: Any = producer.connection
            connection.connect_timeout = _PATIENCE
            if connection.transport.driver_type == "redis":
                # Only Redis takes it, and without it a server that accepts and says nothing is waited for without end.
                connection.transport_options.setdefault("socket_timeout", _PATIENCE)
            connection.ensure_connection(max_retries=1, interval_start=0, timeout=_PATIENCE)
            for each in arguments:
                task.apply_async(each, producer=producer, retry=False, **options)
    except Exception as error:  # noqa: BLE001  # each transport fails in its own way, and none may stop a reader
        logger.warning("The broker cannot be reached (%s); the next sweep takes over.", type(error).__name__)


def top_up(task: Task[..., None], ids: Sequence[int], **options: Any) -> None:
    """Send a message for each id, though only so many that no more than a sweep's batch waits for the workers.

    A sweep cannot know whether a message is on its way already. Where workers do not keep up each would send one more
    for the same rows, until messages expire before their turn and workers do nothing but throw them away.
    """
    waiting = count_messages().get(_queue_of(task.name)) or 0
    enqueue(task, ids[: max(0, get_settings().sweep_batch - waiting)], **options)


def count_messages() -> dict[str, int | None]:
    """How many messages wait in each queue that our tasks go through; None where the broker cannot tell."""
    names = sorted({_queue_of(task) for task in current_app.tasks if task.startswith(_OURS)})
    counts: dict[str, int | None] = dict.fromkeys(names)
    try:
        with _connected() as connection:
            for name in names:
                counts[name] = _count(connection, name)
    except Exception as error:  # noqa: BLE001  # each transport fails in its own way
        logger.info("The broker does not tell its queues' lengths (%s).", type(error).__name__)
    return counts


def _count(connection: Any, name: str) -> int:
    """One queue's length; 0 for one that the broker does not know, as Redis knows none that is empty."""
    channel = connection.channel()
    try:
        return int(channel.queue_declare(name, passive=True).message_count)
    except connection.channel_errors:
        return 0
    finally:
        channel.close()


def _queue_of(task: str) -> str:
    return str(current_app.amqp.router.route({}, task)["queue"].name)


def reach_broker() -> None:
    """Connect to the broker; raises whatever its transport raises where that fails."""
    with _connected():
        return


@contextmanager
def _connected() -> Iterator[Any]:
    """A connection to the broker, for which nobody waits long."""
    with current_app.connection_for_write(connect_timeout=_PATIENCE) as opened:
        connection: Any = opened
        if connection.transport.driver_type == "redis":
            connection.transport_options.setdefault("socket_timeout", _PATIENCE)
        connection.ensure_connection(max_retries=1, interval_start=0, timeout=_PATIENCE)
        yield connection


def has_broker() -> bool:
    """Whether somebody set a broker."""
    return bool(current_app.conf.broker_url)


def hands_out_twice() -> bool:
    """Whether the broker is Redis, and takes a worker for lost before a task's time is up."""
    if not str(current_app.conf.broker_url or "").startswith(("redis", "sentinel")):
        return False
    options = current_app.conf.broker_transport_options or {}
    seconds = int(options.get("visibility_timeout", VISIBILITY_TIMEOUT))
    return seconds <= int(_COMMON["time_limit"])


def scheduled() -> set[str]:
    """The names of the tasks that celery beat runs."""
    return {str(entry["task"]) for entry in (current_app.conf.beat_schedule or {}).values()}


@task_prerun.connect(dispatch_uid="afterword.moderation.connections")
def drop_old_connections(*, task: Task[..., None], **_kwargs: Any) -> None:
    """Give up a broken or old connection to the database before a task of ours, as Django does before a request.

    Celery itself hangs up after every task; a worker that does not (``CELERY_DB_REUSE_MAX``) would never notice.
    """
    if task.request.is_eager or not task.name.startswith(_OURS):
        # Run where it was enqueued, a task has its caller's connection.
        return
    if time.monotonic() - _idle_since.get(os.getpid(), 0) > _IDLE_SECONDS:
        close_old_connections()


@task_postrun.connect(dispatch_uid="afterword.moderation.idle")
def note_the_time(**_kwargs: Any) -> None:
    """Remember since when this process has nothing to do: right after a task its connection need not be tried."""
    _idle_since[os.getpid()] = time.monotonic()


@shared_task(name="moderation.screen_comment", **_COMMON)
def screen_comment(comment_id: int) -> None:
    """Have one comment checked."""
    api.screen_comment(comment_id=comment_id)


@shared_task(name="moderation.send_feedback", **_COMMON)
def send_feedback(feedback_id: int) -> None:
    """Tell the spam checker about one decision."""
    api.send_feedback(feedback_id=feedback_id)


@shared_task(name="moderation.tell_reporter", **_COMMON)
def tell_reporter(report_id: int) -> None:
    """Tell a reader what came of their report."""
    api.tell_reporter(report_id=report_id)


@shared_task(name="moderation.sweep_reports", **_COMMON)
def sweep_reports() -> None:
    """Have the readers told whom no message told."""
    top_up(tell_reporter, api.find_due_notices(), expires=MINUTE)


@shared_task(name="moderation.sweep_comments", **_COMMON)
def sweep_comments() -> None:
    """Have the comments checked that no message brought."""
    top_up(screen_comment, api.find_due_comments(), expires=MINUTE)


@shared_task(name="moderation.sweep_feedback", **_COMMON)
def sweep_feedback() -> None:
    """Have the reports sent that no message brought."""
    top_up(send_feedback, api.find_due_feedback(), expires=MINUTE)


@shared_task(name="moderation.send_author_mail", **_COMMON)
def send_author_mail(mail_id: int) -> None:
    """Tell one author by mail of a rejection."""
    api.send_author_mail(mail_id=mail_id)


@shared_task(name="moderation.sweep_author_mail", **_COMMON)
def sweep_author_mail() -> None:
    """Have the mails sent whose time has come."""
    top_up(send_author_mail, api.find_due_author_mail(), expires=MINUTE)


@shared_task(name="moderation.probe", **_COMMON)
def probe() -> None:
    """Try the spam checker with one comment or report during an outage."""
    comments, reports = api.find_probe()
    enqueue(screen_comment, comments, expires=QUARTER)
    enqueue(send_feedback, reports, expires=QUARTER)


@shared_task(name="moderation.recover", **_COMMON)
def recover() -> None:
    """Take up what waited for the end of an outage."""
    api.recover()
    top_up(screen_comment, api.find_due_comments(), expires=MINUTE)
    top_up(send_feedback, api.find_due_feedback(), expires=MINUTE)


@shared_task(name="moderation.release_unscreened", **_COMMON)
def release_unscreened(comment_id: int) -> None:
    """Deal with one comment that nobody checked within its grace."""
    api.release_unscreened(comment_id=comment_id)


@shared_task(name="moderation.sweep_cases", **_COMMON)
def sweep_cases() -> None:
    """Bring the moderators' queue in line with the comments."""
    api.open_missing_cases()
    api.open_missing_new()
    api.follow_lost_edits()
    api.close_idle_cases()
    api.fold_counts()
    top_up(release_unscreened, api.find_unscreened(), expires=MINUTE)


@shared_task(name="moderation.sweep_search", **_COMMON)
def sweep_search() -> None:
    """Have comments found by those who search, and forget what is looked for no more."""
    api.index_missing()
    api.forget_settled(limit=get_settings().sweep_batch)


@shared_task(name="moderation.send_digest", **_COMMON)
def send_digest(preference_id: int) -> None:
    """Tell one moderator by mail what waits."""
    api.send_digest(preference_id=preference_id)


@shared_task(name="moderation.sweep_digests", **_COMMON)
def sweep_digests() -> None:
    """Have the digests sent that are due."""
    top_up(send_digest, api.find_due_digests(), expires=MINUTE)


@shared_task(name="moderation.purge", **_COMMON)
def purge() -> None:
    """Delete what expired."""
    api.close_idle_cases(queues=(api.Queue.SPAM, api.Queue.DISCARDED, api.Queue.NEW))
    api.expire_new()
    api.follow_lost_erasures()
    api.purge()


@shared_task(name="moderation.purge_spam", **_COMMON)
def purge_spam() -> None:
    """Delete spam whose days are over."""
    api.purge_spam()


@shared_task(name="moderation.run_bulk", **_COMMON)
def run_bulk(run_id: int) -> None:
    """Carry a bulk run on for a while; what is left is another message's."""
    if api.run_bulk(run_id=run_id):
        enqueue(run_bulk, [run_id])


@shared_task(name="moderation.sweep_bulk", **_COMMON)
def sweep_bulk() -> None:
    """Have the bulk runs carried on that no message brought, or whose worker was lost."""
    top_up(run_bulk, api.find_due_bulk(), expires=MINUTE)
    api.drop_drafts()
