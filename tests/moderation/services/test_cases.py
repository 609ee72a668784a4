"""Cases: which comments stand in which queue, and when they leave it."""

import pytest

from engagement.api import CommentNotFound, Visibility, change_visibility
from moderation.models import Case, Queue
from moderation.services.cases import close_case, open_case, put_case
from tests.factories import HeldCommentFactory, PendingCommentFactory, PublishedCommentFactory, SpamCommentFactory

pytestmark = pytest.mark.django_db

REASONS = [{"code": "held", "gate": "links"}]


@pytest.mark.parametrize("make", [HeldCommentFactory, PendingCommentFactory])
def test_a_comment_that_waits_gets_a_case(make):
    comment = make()
    case = open_case(comment_id=comment.pk, reasons=REASONS)
    assert Case.objects.get() == case
    assert (case.comment_id, case.queue, case.reasons, case.decided_at) == (comment.pk, "waiting", REASONS, None)


@pytest.mark.parametrize("make", [PublishedCommentFactory, SpamCommentFactory])
def test_a_comment_that_does_not_wait_gets_none(make):
    assert open_case(comment_id=make().pk, reasons=REASONS) is None
    assert not Case.objects.exists()


def test_a_reply_that_passed_and_waits_for_its_parent_gets_none():
    parent = PublishedCommentFactory()
    reply = PendingCommentFactory(parent=parent)
    change_visibility(comment_id=parent.pk, to=Visibility.HELD)
    change_visibility(comment_id=reply.pk, to=Visibility.PUBLISHED)
    assert open_case(comment_id=reply.pk, reasons=REASONS) is None


def test_opening_twice_leaves_the_first_as_it_is():
    comment = HeldCommentFactory()
    first = open_case(comment_id=comment.pk, reasons=REASONS)
    again = open_case(comment_id=comment.pk, reasons=[{"code": "unscreened"}])
    assert again == first
    assert (again.reasons, again.version, again.opened_at) == (REASONS, 1, first.opened_at)


def test_a_decided_case_is_opened_anew_behind_the_others():
    comment = HeldCommentFactory()
    first = open_case(comment_id=comment.pk, reasons=[])
    change_visibility(comment_id=comment.pk, to=Visibility.PUBLISHED)
    close_case(comment_id=comment.pk)
    change_visibility(comment_id=comment.pk, to=Visibility.HELD)
    again = open_case(comment_id=comment.pk, reasons=REASONS)
    assert again == first
    assert (again.queue, again.reasons, again.decided_at, again.version) == ("waiting", REASONS, None, 3)
    assert again.opened_at > first.opened_at


@pytest.mark.parametrize(
    "settled", [Visibility.PUBLISHED, Visibility.REJECTED, Visibility.WITHDRAWN, Visibility.ERASED]
)
def test_a_case_is_closed_once_its_comment_waits_no_more(settled):
    comment = HeldCommentFactory()
    open_case(comment_id=comment.pk, reasons=REASONS)
    assert close_case(comment_id=comment.pk) is False
    change_visibility(comment_id=comment.pk, to=settled)
    assert close_case(comment_id=comment.pk) is True
    case = Case.objects.get()
    assert (case.queue, case.reasons) == ("decided", REASONS)
    assert case.decided_at is not None
    assert close_case(comment_id=comment.pk) is False


@pytest.mark.parametrize("queue", [Queue.SPAM, Queue.DISCARDED])
def test_spam_stays_in_its_queue_while_it_is_spam(queue):
    comment = SpamCommentFactory()
    put_case(comment_id=comment.pk, queue=queue, reasons=[])
    assert close_case(comment_id=comment.pk) is False
    assert Case.objects.get().queue == queue


def test_closing_where_there_is_no_case_does_nothing():
    assert close_case(comment_id=PublishedCommentFactory().pk) is False
    assert not Case.objects.exists()


def test_a_comment_that_is_not_there_has_no_case():
    with pytest.raises(CommentNotFound):
        open_case(comment_id=0, reasons=[])
    assert close_case(comment_id=0) is False
