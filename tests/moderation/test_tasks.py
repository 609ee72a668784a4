"""Tasks: what the messages bring about, and that a sweep finds what no message brought."""

import datetime as dt
import socket
import threading
import time

import pytest
from celery import Celery, current_app
from django.utils import timezone

from engagement.api import Comment
from moderation import tasks
from moderation.models import Case, Feedback, Payload
from moderation.schedule import BEAT_SCHEDULE
from moderation.services.screening import screen_comment
from tests.factories import HeldCommentFactory, PendingCommentFactory, SpamCommentFactory
from tests.moderation.factories import DecisionFactory

pytestmark = pytest.mark.django_db

NAMES = {
    "moderation.screen_comment",
    "moderation.send_feedback",
    "moderation.sweep_comments",
    "moderation.sweep_feedback",
    "moderation.sweep_cases",
    "moderation.purge",
}


@pytest.fixture
def silent_broker():
    """A broker that takes connections and never says a word."""
    before = current_app._get_current_object()
    with socket.create_server(("127.0.0.1", 0)) as server:
        silent = Celery("silent", broker=f"amqp://127.0.0.1:{server.getsockname()[1]}//")
        silent.set_current()
        yield
        before.set_current()
        silent.close()


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_task_may_be_lost_with_its_worker_and_has_an_end(name):
    task = current_app.tasks[name]
    assert task.acks_late is True
    assert task.reject_on_worker_lost is True
    assert task.ignore_result is True
    assert (task.soft_time_limit, task.time_limit) == (45, 60)


def test_there_are_no_other_tasks():
    assert {name for name in current_app.tasks if name.startswith("moderation.")} == NAMES


def test_beat_runs_tasks_that_there_are():
    assert {entry["task"] for entry in BEAT_SCHEDULE.values()} == NAMES - {
        "moderation.screen_comment",
        "moderation.send_feedback",
    }
    assert {name: entry["schedule"] for name, entry in BEAT_SCHEDULE.items()} == {
        "moderation.sweep_comments": 60.0,
        "moderation.sweep_feedback": 60.0,
        "moderation.sweep_cases": 60.0,
        "moderation.purge": 3600.0,
    }


def test_a_message_has_its_comment_checked(eager_tasks):
    comment = PendingCommentFactory()
    tasks.enqueue(tasks.screen_comment, [comment.pk])
    assert Comment.objects.get().visibility == "published"


def test_a_sweep_has_everything_checked_that_no_message_brought(eager_tasks):
    for author in ("Ada", "spam", "discard"):
        PendingCommentFactory(author_name=author)
    tasks.sweep_comments.delay()
    assert list(Comment.objects.order_by("pk").values_list("visibility", flat=True)) == ["published", "spam", "spam"]


def test_what_a_sweep_enqueues_expires_with_the_next_sweep(messages):
    comment = PendingCommentFactory()
    tasks.sweep_comments()
    assert messages() == [("moderation.screen_comment", comment.pk)]
    with tasks.current_app.connection_for_read() as connection, connection.SimpleQueue("celery") as queue:
        tasks.sweep_comments()
        message = queue.get_nowait()
        message.ack()
    expires = dt.datetime.fromisoformat(message.headers["expires"])
    assert dt.timedelta(seconds=55) < expires - timezone.now() <= dt.timedelta(seconds=60)


def test_a_sweep_has_all_feedback_sent(eager_tasks, checker):
    DecisionFactory(comment=HeldCommentFactory(), action="spam")
    DecisionFactory(comment=SpamCommentFactory(), action="not_spam")
    tasks.sweep_feedback.delay()
    assert sorted(told.verdict for told in checker.told) == ["ham", "spam"]
    assert set(Feedback.objects.values_list("state", flat=True)) == {"sent"}


def test_a_sweep_brings_the_queue_in_line(eager_tasks):
    HeldCommentFactory()
    tasks.sweep_cases.delay()
    assert Case.objects.get().queue == "waiting"
    Comment.objects.update(visibility="rejected")
    tasks.sweep_cases.delay()
    assert Case.objects.get().queue == "decided"


def test_a_purge_deletes_what_expired_and_closes_what_is_no_spam_any_more(eager_tasks, checker):
    comment = PendingCommentFactory(author_name="discard")
    screen_comment(comment_id=comment.pk)
    Payload.objects.update(expires_at=timezone.now())
    Comment.objects.update(visibility="rejected")
    tasks.purge.delay()
    assert not Payload.objects.exists()
    assert Case.objects.get().queue == "decided"


def test_a_sweep_with_the_broker_down_says_so_once(dead_broker, caplog):
    for _ in range(3):
        PendingCommentFactory()
    tasks.sweep_comments()
    assert len(caplog.records) == 1


def test_a_broker_that_never_answers_is_not_waited_for(silent_broker, caplog):
    started = time.monotonic()
    tasks.enqueue(tasks.screen_comment, [1])
    assert time.monotonic() - started < 2, "half a second is what it waits, four what Celery would"
    assert [record.name for record in caplog.records] == ["moderation.tasks"]


def test_threads_that_post_at_once_all_reach_the_broker(messages):
    threads = [threading.Thread(target=tasks.enqueue, args=(tasks.screen_comment, [pk])) for pk in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(pk for _task, pk in messages()) == list(range(20))
