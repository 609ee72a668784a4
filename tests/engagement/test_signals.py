import logging

import pytest
from django.db import transaction

from engagement import signals
from engagement.api import Comment
from engagement.signals import announce, comment_posted

pytestmark = pytest.mark.usefixtures("engagement_alone")


@pytest.fixture
def heard():
    calls = []

    def listen(signal, sender, **ids):
        calls.append((sender, ids))

    comment_posted.connect(listen)
    return calls, listen


@pytest.mark.django_db(transaction=True)
def test_what_is_announced_is_heard_after_the_commit(heard):
    calls, _listen = heard
    with transaction.atomic():
        announce(comment_posted, sender=Comment, comment_id=7)
        assert calls == []
    assert calls == [(Comment, {"comment_id": 7})]


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_is_never_announced(heard):
    calls, _listen = heard
    with transaction.atomic():
        announce(comment_posted, sender=Comment, comment_id=7)
        transaction.set_rollback(True)
    assert calls == []


@pytest.mark.django_db(transaction=True)
def test_who_fails_to_listen_is_logged_and_stops_nobody_else(engagement_alone, caplog):
    calls = []

    def fail(**ids):
        message = "cannot listen"
        raise RuntimeError(message)

    def listen(signal, sender, **ids):
        calls.append(ids)

    comment_posted.connect(fail)
    comment_posted.connect(listen)
    with caplog.at_level(logging.ERROR):
        announce(comment_posted, sender=Comment, comment_id=7)
    assert calls == [{"comment_id": 7}]
    assert [record.name for record in caplog.records] == ["django.dispatch"]


def test_each_signal_says_what_it_carries():
    announced = {
        "comment_posted",
        "comment_edited",
        "visibility_changed",
        "discussion_changed",
        "prompt_proposed",
        "section_changed",
    }
    announced |= {"discussion_merged", "events_noted", "follow_asked"}
    assert {name for name in vars(signals) if isinstance(getattr(signals, name), signals.Signal)} == announced
