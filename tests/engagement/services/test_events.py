"""What is noted of a comment's life, and in which transaction."""

import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone

from engagement import events, gates
from engagement.models import Comment, Visibility, WebhookDelivery, WebhookEvent
from engagement.services.deletion import delete_spam
from engagement.services.editing import edit_comment
from engagement.services.erasure import delete_expired, erase_comment, withdraw_comment
from engagement.services.events import note_event, note_events
from engagement.services.redaction import redact_comment
from engagement.services.visibility import change_visibility
from tests.engagement.receiving import ON, endpoint_to
from tests.factories import (
    CommentFactory,
    DiscussionFactory,
    HeldCommentFactory,
    PendingCommentFactory,
    PublishedCommentFactory,
    SpamCommentFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def webhooks(settings):
    settings.ENGAGEMENT = ON


def noted():
    return list(WebhookEvent.objects.order_by("pk").values_list("kind", "comment_number"))


def test_a_comments_life_is_told_in_its_order():
    comment = PendingCommentFactory()
    assert noted() == []
    change_visibility(comment_id=comment.pk, to=Visibility.HELD)
    change_visibility(comment_id=comment.pk, to=Visibility.PUBLISHED)
    change_visibility(comment_id=comment.pk, to=Visibility.PUBLISHED)
    edit_comment(comment_id=comment.pk, body="Another text.", revision=1)
    redact_comment(comment_id=comment.pk, body="Another ...", revision=2)
    change_visibility(comment_id=comment.pk, to=Visibility.REJECTED)
    change_visibility(comment_id=comment.pk, to=Visibility.SPAM)
    withdraw_comment(comment_id=comment.pk)
    erase_comment(comment_id=comment.pk)
    erase_comment(comment_id=comment.pk)
    kinds = ["held", "published", "edited", "edited", "unpublished", "withdrawn", "erased"]
    assert noted() == [(kind, comment.pk) for kind in kinds]
    assert list(WebhookEvent.objects.order_by("pk").values_list("revision", flat=True)) == [1, 1, 2, 3, 3, 3, 3]


def test_what_is_held_or_shown_from_the_start_is_told_of():
    gates.register("tests", lambda draft: gates.Ruling(admission=gates.Admission.HOLD))
    held = CommentFactory()
    gates.unregister("tests")
    shown = CommentFactory()
    assert noted() == [("held", held.pk), ("published", shown.pk)]


def test_replies_that_waited_are_told_of_after_what_they_answer():
    parent = PublishedCommentFactory()
    reply = PendingCommentFactory(parent=parent)
    change_visibility(comment_id=parent.pk, to=Visibility.HELD)
    change_visibility(comment_id=reply.pk, to=Visibility.PUBLISHED)
    WebhookEvent.objects.all().delete()
    change_visibility(comment_id=parent.pk, to=Visibility.PUBLISHED)
    assert noted() == [("published", parent.pk), ("published", reply.pk)]


def test_an_edit_that_is_to_be_checked_takes_the_comment_out_of_sight_first():
    comment = PublishedCommentFactory()
    WebhookEvent.objects.all().delete()
    gates.register("tests", lambda draft: gates.Ruling(admission=gates.Admission.SCREEN))
    edit_comment(comment_id=comment.pk, body="Another text.", revision=1)
    gates.unregister("tests")
    first, second = WebhookEvent.objects.order_by("pk")
    assert (first.kind, first.payload["before"], first.visibility, first.revision) == (
        "unpublished",
        "published",
        "pending",
        2,
    )
    assert (second.kind, second.visibility, second.revision) == ("edited", "pending", 2)


def test_spam_that_goes_with_its_row_is_told_of():
    comment = SpamCommentFactory()
    delete_spam(discussion_id=comment.discussion_id, comment_ids=[comment.pk])
    assert not Comment.objects.filter(pk=comment.pk).exists()
    event = WebhookEvent.objects.get()
    assert (event.kind, event.comment_number, event.payload["comment"]["visibility"]) == (
        "erased",
        comment.pk,
        "erased",
    )


def test_the_payload_names_ids_places_and_times_and_nothing_personal():
    comment = PublishedCommentFactory(author_name="Fay Kim", author_email="fay@example.org", body="About the quay.")
    event = WebhookEvent.objects.get()
    discussion = comment.discussion
    assert event.payload == {
        "comment": {
            "id": comment.pk,
            "parent": None,
            "root": comment.pk,
            "visibility": "published",
            "revision": 1,
            "written_at": comment.created_at.isoformat(),
            "published_at": comment.published_at.isoformat(),
            "edited_at": None,
        },
        "discussion": {"key": discussion.key, "url": discussion.url, "section": "Harbour"},
        "before": "pending",
    }
    assert event.expires_at == event.created_at + dt.timedelta(days=30)


def test_an_event_goes_with_the_transaction_that_it_tells_of():
    comment = PendingCommentFactory()
    endpoint_to("https://192.0.2.1.example/")
    with transaction.atomic():
        change_visibility(comment_id=comment.pk, to=Visibility.PUBLISHED)
        assert WebhookDelivery.objects.count() == 1
        transaction.set_rollback(True)
    assert noted() == []
    assert WebhookDelivery.objects.count() == 0


def test_only_active_endpoints_are_told_and_of_what_they_want():
    wanting = endpoint_to("https://a.invalid/", events=[events.PUBLISHED], sections=["Harbour"])
    endpoint_to("https://b.invalid/", active=False)
    endpoint_to("https://c.invalid/", events=[events.HELD])
    endpoint_to("https://d.invalid/", sections=["Sport"])
    PublishedCommentFactory()
    assert [each.endpoint_id for each in WebhookDelivery.objects.all()] == [wanting.pk]


def test_switched_off_nothing_is_noted(settings, django_assert_num_queries):
    settings.ENGAGEMENT = {}
    comment = HeldCommentFactory()
    with django_assert_num_queries(0):
        note_event(events.HELD, comment.pk)
    assert noted() == []


def test_noting_many_costs_the_statements_of_noting_one(django_assert_num_queries):
    endpoint_to("https://a.invalid/")
    discussion = DiscussionFactory()
    ids = [PublishedCommentFactory(discussion=discussion).pk for _ in range(12)]
    with django_assert_num_queries(4):
        note_events(events.HELD, {ids[0]: {}})
    with django_assert_num_queries(4):
        note_events(events.HELD, {pk: {} for pk in ids})


def test_events_expire_with_their_deliveries():
    endpoint_to("https://a.invalid/")
    PublishedCommentFactory()
    later = timezone.now() + dt.timedelta(days=29)
    delete_expired(now=later)
    assert len(noted()) == 1
    delete_expired(now=later + dt.timedelta(days=2))
    assert noted() == []
    assert WebhookDelivery.objects.count() == 0


@pytest.mark.parametrize("end", [withdraw_comment, erase_comment])
def test_what_receivers_answered_goes_with_the_comment(end):
    endpoint_to("https://a.invalid/")
    comment, other = PublishedCommentFactory(), PublishedCommentFactory()
    WebhookDelivery.objects.update(answer="you wrote: About the quay")
    end(comment_id=comment.pk)
    answers = dict(
        WebhookDelivery.objects.filter(event__kind="published").values_list("event__comment_number", "answer")
    )
    assert answers == {comment.pk: "", other.pk: "you wrote: About the quay"}
