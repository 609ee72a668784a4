import datetime as dt

import pytest
import time_machine
from django.db import models
from django.test import override_settings

from engagement import gates
from engagement.api import (
    AuthorData,
    Comment,
    Discussion,
    SubmissionData,
    Visibility,
    change_visibility,
    erase_comment,
    post_comment,
    set_discussion_status,
    withdraw_comment,
)
from engagement.exceptions import CommentRefused, InvalidComment
from engagement.gates import Admission, Ruling
from engagement.models import PostingPace, SentText, Submission
from tests.factories import ArticleFactory, DiscussionFactory, UserFactory

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 3, 2, 12, 0, 0, tzinfo=dt.UTC)
TEXT = "The quay is older than the town hall."
AGAIN = "You have written this already. Please write something new."
AGAIN_HERE = "You have written this already, in this discussion. Please write something new."
ANNA = AuthorData(name="Anna", email="anna@example.org")
NOBODY = AuthorData(name="Somebody")


@pytest.fixture
def discussion():
    return DiscussionFactory()


def post(discussion, body=TEXT, author=ANNA, ip="198.18.0.1", **given):
    return post_comment(
        discussion_id=discussion.pk, body=body, author=author, submission=SubmissionData(ip=ip), **given
    ).comment


def refusal_of(discussion, body=TEXT, **given):
    """What the author is told; nothing may be stored, counted or moved by it."""

    def rows():
        kinds = (Comment, Submission, PostingPace, SentText, Discussion)
        return [list(kind.objects.order_by("pk").values()) for kind in kinds]

    before = rows()
    with pytest.raises(InvalidComment) as caught:
        post(discussion, body, **given)
    assert rows() == before
    ((field, (sentence,)),) = caught.value.errors.items()
    assert field == "body"
    return sentence


@pytest.mark.parametrize(
    "again",
    [
        pytest.param("THE QUAY IS OLDER THAN THE TOWN HALL.", id="in capitals"),
        pytest.param("The quay\n\n  is older\tthan the\u00a0town hall.", id="with other spaces"),
        pytest.param("Ｔｈｅ quay is older than the town hall．", id="in wide letters"),
        pytest.param("The q\u200buay is\u00ad older than the town hall.\ufeff", id="with what nobody sees"),
    ],
)
def test_the_same_text_again_is_refused_however_it_is_written(discussion, again):
    post(discussion)
    assert refusal_of(discussion, again) == AGAIN_HERE


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param({}, {"author": AuthorData(name="A.", email="ANNA@example.org")}, id="one e-mail address"),
        pytest.param({"author": NOBODY}, {"author": AuthorData(name="Else")}, id="one address, without e-mail"),
        pytest.param(
            {"author": NOBODY, "ip": "2001:db8::1"}, {"author": NOBODY, "ip": "2001:db8::2"}, id="one IPv6 network"
        ),
    ],
)
def test_a_guest_is_the_same_by_address_and_email_address(discussion, first, second):
    post(discussion, **first)
    assert refusal_of(DiscussionFactory(), **second).startswith("You have written this already")


def test_an_account_is_the_same_wherever_it_writes_and_is_nobody_else(discussion):
    rea = AuthorData(user_id=UserFactory().pk, name="Rea", email="anna@example.org")
    post(discussion, author=rea)
    assert refusal_of(discussion, author=rea, ip="198.18.0.9") == AGAIN_HERE
    post(discussion, author=ANNA)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"body": "The quay is older than the old town hall."}, id="another text"),
        pytest.param({"author": AuthorData(name="Anna", email="berta@example.org")}, id="another e-mail address"),
        pytest.param({"author": NOBODY}, id="a guest without one"),
    ],
)
def test_another_text_and_another_sender_are_taken(discussion, other):
    post(discussion)
    post(discussion, **other)
    assert SentText.objects.count() == 2


def test_nobody_learns_whose_text_it_is_by_trying_an_email_address(discussion):
    post(discussion)
    guess = AuthorData(name="Curious", email=ANNA.email)
    assert post(discussion, author=guess, ip="203.0.113.9").visibility == Visibility.PUBLISHED


def test_guests_of_whom_nothing_is_known_are_not_taken_for_one(discussion):
    for author in (NOBODY, ANNA):
        post(discussion, author=author, ip=None)
        post(DiscussionFactory(), author=author, ip=None)
    assert not SentText.objects.exists()


def test_a_short_text_may_be_written_often(discussion):
    for number in range(2):
        post(discussion, "I agree with that  !", idempotency_key=f"key-{number}-of-two")
    assert not SentText.objects.exists()
    post(discussion, "I agree with that !!")
    assert SentText.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "rows"), [({"SAME_TEXT_HOURS": 0}, 0), ({"SAME_TEXT_LENGTH": 38}, 0), ({"SAME_TEXT_LENGTH": 0}, 1)]
)
def test_which_texts_are_kept_is_the_publishers_to_say(discussion, given, rows):
    with override_settings(ENGAGEMENT=given):
        post(discussion)
    assert SentText.objects.count() == rows


@time_machine.travel(NOON, tick=False)
def test_after_its_time_a_text_is_taken_again_purged_or_not():
    discussion = DiscussionFactory()
    post(discussion)
    with time_machine.travel(NOON + dt.timedelta(hours=24, seconds=-1), tick=False):
        assert refusal_of(discussion) == AGAIN_HERE
    with time_machine.travel(NOON + dt.timedelta(hours=24), tick=False):
        second = post(discussion)
        assert refusal_of(discussion, idempotency_key="another-key") == AGAIN_HERE
    (row,) = SentText.objects.all()
    assert (row.comment, row.expires_at) == (second, NOON + dt.timedelta(hours=48))


def test_where_the_first_one_stands_is_said_where_everybody_can_see_it(discussion):
    first = post(DiscussionFactory(article=ArticleFactory(title="The <old> quay")))
    said = "You have written this already, under “The <old> quay”. Please write something new."
    assert refusal_of(discussion) == said
    change_visibility(comment_id=first.pk, to=Visibility.REJECTED)
    assert refusal_of(discussion) == AGAIN
    change_visibility(comment_id=first.pk, to=Visibility.PUBLISHED)
    set_discussion_status(discussion_id=first.discussion_id, status=Discussion.Status.HIDDEN)
    assert refusal_of(discussion) == AGAIN


@pytest.mark.parametrize("visibility", [Visibility.HELD, Visibility.SPAM, Visibility.REJECTED])
def test_what_a_moderator_decided_against_is_not_free_to_be_tried_again(discussion, visibility):
    change_visibility(comment_id=post(discussion).pk, to=visibility)
    assert refusal_of(discussion, idempotency_key="another-key") == AGAIN


@pytest.mark.parametrize("take_back", [withdraw_comment, erase_comment])
def test_what_its_author_took_back_may_be_written_again(discussion, take_back):
    take_back(comment_id=post(discussion).pk)
    assert not SentText.objects.exists()
    assert post(discussion, idempotency_key="another-key").visibility == Visibility.PUBLISHED


@pytest.mark.parametrize("key", [None, "0123456789abcdef"])
def test_the_very_same_post_is_answered_with_the_first_comment(discussion, key):
    first = post(discussion, idempotency_key=key)
    assert post(discussion, idempotency_key=key) == first
    assert Comment.objects.count() == SentText.objects.count() == 1


def test_a_text_that_a_gate_refused_is_not_kept(discussion):
    gates.register("tests", lambda draft: Ruling(admission=Admission.REFUSE))
    with pytest.raises(CommentRefused):
        post(discussion)
    assert not SentText.objects.exists()
    gates.unregister("tests")
    post(discussion)


def test_neither_text_nor_sender_can_be_read_from_what_is_kept(discussion):
    post(discussion)
    (row,) = SentText.objects.all()
    assert len(row.digest) == 64
    kept = {field.name for field in row._meta.get_fields() if isinstance(field, models.TextField | models.CharField)}
    assert kept == {"digest"}
    with override_settings(SECRET_KEY="another" * 9):
        post(discussion, idempotency_key="another-key")
    assert SentText.objects.values("digest").distinct().count() == 2
