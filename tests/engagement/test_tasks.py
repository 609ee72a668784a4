"""What workers run for engagement: thin, in time, and never in a reader's way."""

import pytest
from celery import current_app
from django.core import mail

from engagement import tasks
from engagement.models import Follow
from engagement.schedule import BEAT_SCHEDULE
from tests.engagement.following import ON, ask, follow
from tests.factories import DiscussionFactory, PublishedCommentFactory


@pytest.fixture(autouse=True)
def following(settings, engagement_alone):
    settings.ENGAGEMENT = ON


@pytest.mark.django_db
def test_the_sweep_asks_and_tells():
    discussion = DiscussionFactory()
    follow(discussion)
    PublishedCommentFactory(discussion=discussion)
    ask(discussion, "new@example.org")
    tasks.send_notices()
    tasks.send_notices()
    assert sorted(message.to[0] for message in mail.outbox) == ["fay@example.org", "new@example.org"]


@pytest.mark.django_db
def test_a_question_is_asked_by_its_number_once():
    ask(DiscussionFactory())
    (pk,) = Follow.objects.values_list("pk", flat=True)
    tasks.send_question(pk)
    tasks.send_question(pk)
    tasks.send_question(pk + 1)
    assert [message.to for message in mail.outbox] == [["fay@example.org"]]


@pytest.mark.django_db
def test_a_wish_hurries_its_question_after_commit(monkeypatch, django_capture_on_commit_callbacks):
    hurried = []
    monkeypatch.setattr(tasks, "hurry_question", hurried.append)
    with django_capture_on_commit_callbacks(execute=True):
        ask(DiscussionFactory())
        assert hurried == []
    assert hurried == [Follow.objects.get().pk]


def test_without_a_broker_nobody_is_hurried(monkeypatch):
    monkeypatch.setattr(current_app.conf, "broker_url", None)
    monkeypatch.setattr(tasks.send_question, "apply_async", lambda *_, **__: pytest.fail("sent"))
    tasks.hurry_question(1)


def test_a_broker_that_is_down_stops_nobody(monkeypatch, caplog):
    monkeypatch.setattr(current_app.conf, "broker_url", "memory://")

    def fail(*_, **__):
        raise ConnectionRefusedError

    monkeypatch.setattr(tasks.send_question, "apply_async", fail)
    tasks.hurry_question(1)
    assert "The broker cannot be reached (ConnectionRefusedError); the next sweep asks." in caplog.text


@pytest.mark.parametrize("task", [tasks.send_notices, tasks.send_question])
def test_tasks_end_in_time_and_come_back_when_their_worker_is_lost(task):
    assert task.name == f"engagement.{task.__name__}"
    assert (task.acks_late, task.reject_on_worker_lost) == (True, True)
    assert tasks._WORK_SECONDS < task.soft_time_limit < task.time_limit


def test_beat_runs_a_task_that_is_there():
    (entry,) = BEAT_SCHEDULE.values()
    assert entry["schedule"] == entry["options"]["expires"] == tasks._WORK_SECONDS
    assert [entry["task"] for entry in BEAT_SCHEDULE.values()] == [tasks.send_notices.name]
