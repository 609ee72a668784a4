"""Rows stored by a statement that is written once are as Django's own ``save`` would leave them."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.forms.models import model_to_dict
from django.utils import timezone

from engagement.models import Comment, Submission
from engagement.services.inserting import insert
from tests.factories import DiscussionFactory, PublishedCommentFactory, UserFactory

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 5, 4, 12, 30, 15, 123456, tzinfo=dt.UTC)


def make_comment(key, **fields):
    return Comment(
        **fields, body="The quay’s “old” %s\n\U0001f469", html="<p>%s</p>", render_version=1, idempotency_key=key
    )


def values_of(row):
    own = {"id", "idempotency_key", "comment"}
    stored = type(row).objects.filter(pk=row.pk).values().get()
    return {name: value for name, value in stored.items() if name.removesuffix("_id") not in own}


def test_a_comment_is_stored_as_django_stores_it():
    parent = PublishedCommentFactory()
    fields = {
        "discussion": parent.discussion,
        "parent": parent,
        "root": parent,
        "depth": 1,
        "author": UserFactory(),
        "author_email": "ada@example.org",
        "created_at": NOW,
        "next_attempt_at": NOW,
    }
    saved, inserted = make_comment("saved-row", **fields), make_comment("inserted-row", **fields)
    saved.save()
    insert(inserted)
    assert values_of(inserted) == values_of(saved)
    assert inserted.pk > saved.pk
    found = Comment.objects.get(pk=inserted.pk)
    assert (found.created_at, found.idempotency_key, found.leased_until) == (NOW, "inserted-row", None)
    assert model_to_dict(found) == model_to_dict(inserted)


@pytest.mark.parametrize("ip", ["198.51.100.7", "2001:db8::7", None])
def test_a_submission_is_stored_as_django_stores_it(ip):
    first, second = PublishedCommentFactory.create_batch(2, discussion=DiscussionFactory())
    Submission.objects.filter(comment__in=[first, second]).delete()
    fields = {"ip": ip, "user_agent": "A%s", "referrer": "", "form_seconds": 2.5, "honeypot": "", "expires_at": NOW}
    saved, inserted = Submission(comment=first, **fields), Submission(comment=second, **fields)
    saved.save()
    insert(inserted)
    assert values_of(inserted) == values_of(saved)
    assert inserted.comment_id == second.pk


def test_the_row_may_be_changed_like_any_other():
    comment = make_comment("inserted-row", discussion=DiscussionFactory(), created_at=timezone.now())
    insert(comment)
    assert (comment._state.adding, comment._state.db) == (False, connection.alias)
    comment.body = "Another text."
    comment.save(update_fields=["body"])
    assert Comment.objects.get().body == "Another text."


def test_what_the_database_refuses_is_not_stored():
    discussion = DiscussionFactory()
    insert(make_comment("the-same-key", discussion=discussion))
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(make_comment("the-same-key", discussion=discussion))
    assert Comment.objects.count() == 1
