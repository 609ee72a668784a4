"""What workers run for engagement: thin, in time, and never in a reader's way."""

import pytest
from celery import current_app
from django.core import mail

from engagement import tasks
from engagement.models import Follow, WebhookEvent
from engagement.schedule import BEAT_SCHEDULE
from tests.engagement import receiving
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


@pytest.mark.parametrize("task", [tasks.send_notices, tasks.send_question, tasks.send_event, tasks.send_webhooks])
def test_tasks_end_in_time_and_come_back_when_their_worker_is_lost(task):
    assert task.name == f"engagement.{task.__name__}"
    assert (task.acks_late, task.reject_on_worker_lost) == (True, True)
    assert tasks._WORK_SECONDS < task.soft_time_limit < task.time_limit


def test_beat_runs_a_task_that_is_there():
    for entry in BEAT_SCHEDULE.values():
        assert entry["schedule"] == entry["options"]["expires"] == tasks._WORK_SECONDS
    named = [entry["task"] for entry in BEAT_SCHEDULE.values()]
    assert named == [tasks.send_notices.name, tasks.send_webhooks.name]


@pytest.mark.django_db
def test_the_publishers_servers_are_told_by_event_and_by_the_sweep(settings):
    settings.ENGAGEMENT = receiving.ON
    with receiving.receiving() as server:
        receiving.endpoint_to(server.url)
        PublishedCommentFactory()
        tasks.send_event(WebhookEvent.objects.get().pk)
        tasks.send_event(WebhookEvent.objects.get().pk)
        tasks.send_event(0)
        assert server.kinds == ["published"]
        PublishedCommentFactory()
        tasks.send_webhooks()
        tasks.send_webhooks()
        assert server.kinds == ["published", "published"]


@pytest.mark.django_db
def test_one_event_is_hurried_after_commit_and_many_are_left_to_the_sweep(
    settings, monkeypatch, django_capture_on_commit_callbacks
):
    settings.ENGAGEMENT = receiving.ON
    sent = []
    monkeypatch.setattr(current_app.conf, "broker_url", "memory://")
    monkeypatch.setattr(tasks.send_event, "apply_async", lambda arguments, **_: sent.append(arguments))
    receiving.endpoint_to("http://127.0.0.1:9/")
    with django_capture_on_commit_callbacks(execute=True):
        comment = PublishedCommentFactory()
        assert sent == []
    event = WebhookEvent.objects.get()
    assert sent == [(event.pk,)]
    tasks.hurry_events([event.pk, event.pk + 1])
    assert sent == [(event.pk,)]
    assert event.comment_number == comment.pk
