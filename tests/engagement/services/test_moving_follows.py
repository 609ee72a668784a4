"""Whoever followed a discussion that is merged follows the other."""

import datetime as dt

import pytest
from django.utils import timezone

from engagement.api import merge_discussions
from engagement.models import Follow
from tests.factories import DiscussionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def source():
    return DiscussionFactory()


@pytest.fixture
def target():
    return DiscussionFactory()


def follow(discussion, email, scope="discussion", *, confirmed=True, stopped=False):
    now = timezone.now()
    return Follow.objects.create(
        discussion=discussion,
        scope=scope,
        email=email,
        email_folded=email.lower(),
        frequency="daily",
        asked_frequency="daily",
        nonce=f"{discussion.pk}-{scope}-{email}"[:22],
        confirmed_at=now if confirmed else None,
        stopped_at=now if stopped else None,
        expires_at=now + dt.timedelta(days=1),
    )


def test_follows_move_and_those_of_others_stay(source, target):
    other = follow(DiscussionFactory(), "ada@example.org")
    moved = [follow(source, "ada@example.org"), follow(source, "ada@example.org", "replies")]
    stayed = follow(target, "ben@example.org")
    merge_discussions(source_id=source.pk, target_id=target.pk)
    assert set(Follow.objects.filter(discussion=target)) == {*moved, stayed}
    assert Follow.objects.exclude(discussion=target).get() == other


@pytest.mark.parametrize(
    ("here", "there", "left"),
    [
        ({}, {}, "there"),
        ({}, {"stopped": True}, "there"),
        ({}, {"confirmed": False}, "here"),
        ({"confirmed": False}, {"confirmed": False}, "there"),
        ({"stopped": True}, {"confirmed": False}, "there"),
    ],
)
def test_of_two_follows_of_one_address_one_is_left(source, target, here, there, left):
    rows = {"here": follow(source, "ADA@example.org", **here), "there": follow(target, "ada@example.org", **there)}
    merge_discussions(source_id=source.pk, target_id=target.pk)
    assert Follow.objects.get() == rows[left]
    assert Follow.objects.get().discussion == target
