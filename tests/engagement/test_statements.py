import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.db.models.expressions import RawSQL
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from engagement.api import CommentNotFound, lock_comment
from engagement.models import Comment, Discussion, WebhookEvent
from engagement.statements import Change, Question, store
from tests.factories import DiscussionFactory, PendingCommentFactory, PublishedCommentFactory

pytestmark = pytest.mark.django_db

OF_COMMENT = Question(
    lambda comment_id: (
        Discussion.objects.filter(comments__id=comment_id).annotate(found=F("comments__created_at")).order_by()
    ),
    int,
)
NEWER = Question(
    lambda pk, email, since: (
        Comment.objects.filter(author_email=email, created_at__gte=since)
        .exclude(pk=pk)
        .order_by("-pk")
        .values_list("pk", "created_at", "discussion__tags")
    ),
    int,
    str,
    dt.datetime,
)
LOCKED = Question(lambda pk: Comment.objects.select_for_update().filter(pk=pk).order_by(), int)
BY_NUMBER = Question(lambda pk: Comment.objects.filter(pk=pk).order_by(), int)
NUMBER_OF = Question(lambda pk: Comment.objects.filter(pk=pk).order_by().values_list("pk", flat=True), int)
LEASE = Change(
    lambda pk, until: (Comment.objects.filter(pk=pk), {"leased_until": until, "attempts": F("attempts") + 1}),
    int,
    dt.datetime,
)


def test_objects_are_those_that_the_query_itself_gives():
    for _ in range(3):
        comment = PublishedCommentFactory(discussion=DiscussionFactory())
        [found] = OF_COMMENT.objects(comment.pk)
        [wanted] = Discussion.objects.filter(comments__id=comment.pk)
        assert found == wanted
        values = [(each.attname, getattr(found, each.attname)) for each in Discussion._meta.concrete_fields]
        assert values == [(each.attname, getattr(wanted, each.attname)) for each in Discussion._meta.concrete_fields]
        assert found.found == Comment.objects.get(pk=comment.pk).created_at
        assert (found._state.db, found._state.adding) == ("default", False)


def test_a_question_stands_within_another_one():
    first, second, _third = (PublishedCommentFactory() for _ in range(3))
    parts = [RawSQL(*NUMBER_OF.part(comment.pk)) for comment in (first, second)]  # noqa: S611  as it is used
    assert set(Comment.objects.filter(pk__in=parts)) == {first, second}


def test_rows_are_those_that_the_query_itself_gives():
    first, second, third = (PendingCommentFactory() for _ in range(3))
    Comment.objects.update(author_email="ada@mail.example")
    Discussion.objects.update(tags=["harbour", "quay"])
    Comment.objects.filter(pk=first.pk).update(created_at=timezone.now() - dt.timedelta(days=2))
    since = timezone.now() - dt.timedelta(days=1)
    wanted = [(second.pk, Comment.objects.get(pk=second.pk).created_at, ["harbour", "quay"])]
    assert NEWER.rows(third.pk, "ada@mail.example", since) == wanted
    assert NEWER.rows(third.pk, "eve@mail.example", since) == []
    assert [row[0] for row in NEWER.rows(0, "ada@mail.example", since - dt.timedelta(days=3))] == [
        third.pk,
        second.pk,
        first.pk,
    ]


def test_each_asking_is_one_query_with_the_values_of_its_own():
    one, other = PendingCommentFactory(), PendingCommentFactory()
    with CaptureQueriesContext(connection) as queries:
        assert BY_NUMBER.first(one.pk) == one
        assert BY_NUMBER.first(other.pk) == other
    assert len(queries) == 2


@pytest.mark.parametrize("number", [0, -1, 2**63, -(2**63) - 1, 10**30])
def test_a_number_that_no_row_can_have_finds_none(number):
    PendingCommentFactory()
    assert BY_NUMBER.objects(number) == []
    assert LEASE.make(number, timezone.now()) == 0
    with transaction.atomic(), pytest.raises(CommentNotFound):
        lock_comment(number)


def test_a_change_tells_how_many_rows_it_found():
    comment, other = PendingCommentFactory(), PendingCommentFactory()
    until = timezone.now() + dt.timedelta(minutes=2)
    assert [LEASE.make(comment.pk, until), LEASE.make(comment.pk, until), LEASE.make(10**9, until)] == [1, 1, 0]
    assert list(Comment.objects.order_by("pk").values_list("pk", "attempts", "leased_until")) == [
        (comment.pk, 2, until),
        (other.pk, 0, None),
    ]


def test_a_statement_that_has_no_place_for_a_value_is_refused():
    with pytest.raises(ValueError, match=r"no place for its values \[1\]"):
        Question(lambda pk, _unused: Comment.objects.filter(pk=pk), int, int).rows(1, 2)


def make_event(number):
    now = timezone.now()
    return WebhookEvent(
        kind="comment.published",
        comment_number=number,
        revision=1,
        visibility="published",
        payload={"comment": {"id": number}},
        created_at=now,
        expires_at=now,
    )


def test_what_is_stored_at_once_has_its_numbers_and_values():
    made = [make_event(7), make_event(8)]
    with CaptureQueriesContext(connection) as queries:
        store(made)
        store([])
    assert len(queries) == 1
    stored = list(WebhookEvent.objects.order_by("pk"))
    assert stored == made
    assert [(each.comment_number, each.payload, each.section) for each in stored] == [
        (7, {"comment": {"id": 7}}, ""),
        (8, {"comment": {"id": 8}}, ""),
    ]
    assert [each.created_at for each in stored] == [each.created_at for each in made]
    assert [(each._state.adding, each._state.db) for each in made] == [(False, "default")] * 2


def test_what_the_database_refuses_is_not_stored_in_part():
    refused = make_event(8)
    refused.kind = None
    with pytest.raises(IntegrityError), transaction.atomic():
        store([make_event(7), refused])
    assert not WebhookEvent.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(not connection.features.has_select_for_update, reason="SQLite has no locks on rows")
def test_a_lock_outside_of_a_transaction_is_refused_each_time():
    comment = PendingCommentFactory()
    for _ in range(2):
        with pytest.raises(TransactionManagementError):
            LOCKED.first(comment.pk)
        with transaction.atomic():
            assert LOCKED.first(comment.pk) == comment
