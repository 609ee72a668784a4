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
from moderation.api import confirm_bulk, open_case, prepare_bulk
from moderation.models import BulkRun, Case, Circuit, Feedback, Payload
from moderation.queries.filters import CaseFilter
from moderation.schedule import BEAT_SCHEDULE, TASK_ROUTES
from moderation.services.screening import screen_comment
from tests.factories import HeldCommentFactory, PendingCommentFactory, SpamCommentFactory
from tests.moderation.factories import DecisionFactory

pytestmark = pytest.mark.django_db

NAMES = {
    "moderation.screen_comment",
    "moderation.send_feedback",
    "moderation.tell_reporter",
    "moderation.sweep_reports",
    "moderation.sweep_comments",
    "moderation.sweep_feedback",
    "moderation.send_author_mail",
    "moderation.sweep_author_mail",
    "moderation.sweep_cases",
    "moderation.send_digest",
    "moderation.sweep_digests",
    "moderation.probe",
    "moderation.recover",
    "moderation.release_unscreened",
    "moderation.purge",
    "moderation.purge_spam",
    "moderation.sweep_search",
    "moderation.run_bulk",
    "moderation.sweep_bulk",
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
        "moderation.send_author_mail",
        "moderation.send_digest",
        "moderation.tell_reporter",
        "moderation.recover",
        "moderation.release_unscreened",
        "moderation.run_bulk",
    }
    assert {name: entry["schedule"] for name, entry in BEAT_SCHEDULE.items()} == {
        "moderation.sweep_comments": 60.0,
        "moderation.sweep_feedback": 60.0,
        "moderation.sweep_author_mail": 60.0,
        "moderation.sweep_reports": 60.0,
        "moderation.probe": 15.0,
        "moderation.sweep_cases": 60.0,
        "moderation.sweep_search": 60.0,
        "moderation.sweep_digests": 60.0,
        "moderation.purge": 3600.0,
        "moderation.purge_spam": 300.0,
        "moderation.sweep_bulk": 60.0,
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


@pytest.fixture
def outage():
    """A circuit that is open, with its next probe an hour off."""
    now = timezone.now()
    hour = dt.timedelta(hours=1)
    return Circuit.objects.create(name="dummy", is_open=True, failures=5, opened_at=now, probe_at=now + hour)


def test_a_long_outage_multiplies_no_messages(outage, messages):
    for _ in range(5):
        PendingCommentFactory()
    DecisionFactory(comment=HeldCommentFactory(), action="spam")
    for _ in range(10):
        tasks.sweep_comments()
        tasks.sweep_feedback()
        tasks.probe()
    assert messages() == []


def test_one_comment_at_a_time_is_the_probe(outage, messages):
    first, _second = PendingCommentFactory(), PendingCommentFactory()
    DecisionFactory(comment=HeldCommentFactory(), action="spam")
    Circuit.objects.update(probe_at=timezone.now())
    tasks.probe()
    assert messages() == [("moderation.screen_comment", first.pk)]


def test_where_no_comment_waits_a_report_is_the_probe(outage, messages):
    DecisionFactory(comment=HeldCommentFactory(), action="spam")
    Circuit.objects.update(probe_at=timezone.now())
    tasks.probe()
    assert messages() == [("moderation.send_feedback", Feedback.objects.get().pk)]


def test_during_an_outage_a_message_asks_nobody_and_costs_no_attempt(outage, checker):
    comment = PendingCommentFactory()
    tasks.screen_comment(comment.pk)
    assert checker.asked == []
    comment.refresh_from_db()
    assert (comment.visibility, comment.attempts, comment.leased_until) == ("pending", 0, None)


def test_after_an_outage_all_that_waited_is_checked_oldest_first(outage, checker, eager_tasks):
    tired, *_others = [PendingCommentFactory(body=f"Comment {number}.") for number in range(4)]
    Comment.objects.filter(pk=tired.pk).update(attempts=3, next_attempt_at=timezone.now() + dt.timedelta(minutes=50))
    Circuit.objects.update(is_open=False, opened_at=None, probe_at=None)
    tasks.recover.delay()
    assert [asked.body for asked in checker.asked] == [f"Comment {number}." for number in (1, 2, 3, 0)]
    assert set(Comment.objects.values_list("visibility", flat=True)) == {"published"}


def test_every_task_has_a_queue_of_its_kind():
    with Celery("routed", broker="memory://localhost/", set_as_current=False) as routed:
        routed.conf.task_routes = TASK_ROUTES
        queues = {name: routed.amqp.router.route({}, name)["queue"].name for name in NAMES}
    of_a_kind = {
        "moderation.screen_comment": "afterword.screening",
        "moderation.release_unscreened": "afterword.screening",
        "moderation.send_feedback": "afterword.feedback",
        "moderation.send_author_mail": "afterword.feedback",
        "moderation.tell_reporter": "afterword.feedback",
    }
    assert queues == {name: of_a_kind.get(name, "afterword.maintenance") for name in NAMES}


def test_messages_are_counted_by_queue(messages):
    tasks.enqueue(tasks.screen_comment, [1, 2])
    assert tasks.count_messages() == {"celery": 2}


@pytest.mark.parametrize(("waiting", "sent"), [(0, 3), (1, 2), (3, 0), (9, 0)])
def test_a_sweep_sends_no_more_than_what_is_missing_to_a_batch(messages, settings, waiting, sent):
    settings.MODERATION = {**settings.MODERATION, "SWEEP_BATCH": 3}
    tasks.enqueue(tasks.screen_comment, range(waiting))
    tasks.top_up(tasks.screen_comment, [101, 102, 103, 104])
    assert tasks.count_messages() == {"celery": waiting + sent}


def test_a_sweep_sends_all_where_the_broker_cannot_tell_what_waits(messages, monkeypatch):
    monkeypatch.setattr(tasks, "count_messages", lambda: {"celery": None})
    tasks.top_up(tasks.screen_comment, [1, 2])
    monkeypatch.undo()
    assert tasks.count_messages() == {"celery": 2}


def test_a_queue_that_nobody_used_yet_is_empty_and_hides_no_other(messages):
    tasks.enqueue(tasks.screen_comment, [1], queue="zebra")
    with tasks._connected() as connection:
        assert (tasks._count(connection, "aardvark"), tasks._count(connection, "zebra")) == (0, 1)


def test_a_broker_that_is_down_counts_nothing(dead_broker):
    assert tasks.count_messages() == {"celery": None}


def test_a_confirmed_run_is_carried_out_and_a_sweep_takes_over_what_was_lost(eager_tasks, moderator):
    comments = [HeldCommentFactory() for _number in range(2)]
    for comment in comments:
        open_case(comment_id=comment.pk, reasons=[])
    run = prepare_bulk(moderator_id=moderator.pk, action="approve", queue="waiting", matching=CaseFilter())
    confirm_bulk(run_id=run.pk, moderator_id=moderator.pk)
    assert BulkRun.objects.get().state == "running", "its message was lost: nothing is announced within a test"
    tasks.sweep_bulk()
    assert set(Comment.objects.values_list("visibility", flat=True)) == {"published"}
    assert BulkRun.objects.get().state == "done"
