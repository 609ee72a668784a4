"""What a moderator is told after a decision."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from engagement.api import Visibility
from moderation.api import screen_comment, undo
from moderation.models import Decision
from moderation.queries.told import load_told
from tests.factories import HeldCommentFactory, PendingCommentFactory, PublishedCommentFactory
from tests.moderation.factories import DecisionFactory

pytestmark = pytest.mark.django_db


def test_it_names_the_comment_and_what_was_done():
    comment = HeldCommentFactory(author_name="Mara", body="The **old** quay, " + "which is long, " * 10)
    decision = DecisionFactory(comment=comment, action="reject")
    with CaptureQueriesContext(connection) as queries:
        told = load_told(decision.pk)
    assert len(queries) == 2
    assert (told.author_name, told.comment_id, told.moderator_id) == ("Mara", comment.pk, decision.moderator_id)
    assert told.excerpt == "The old quay, which is long, which is long, which is long,…"
    assert (told.decision.what, told.decision.reason_label) == ("rejected", "It attacks a person")
    assert (told.undoable, told.waits_for_parent) == (True, False)


def test_an_approved_reply_whose_parent_does_not_show_waits():
    parent = PublishedCommentFactory()
    reply = HeldCommentFactory(parent=parent)
    type(parent).objects.filter(pk=parent.pk).update(visibility=Visibility.HELD)
    told = load_told(DecisionFactory(comment=reply, action="approve").pk)
    assert (told.waits_for_parent, told.undoable) == (True, True)


def test_what_something_happened_to_since_cannot_be_undone():
    decision = DecisionFactory(action="spam")
    undoing = undo(decision_id=decision.pk, moderator_id=decision.moderator_id)
    assert not load_told(decision.pk).undoable
    assert not load_told(undoing.pk).undoable


def test_a_comment_that_moved_by_itself_cannot_be_undone():
    decision = DecisionFactory(action="spam")
    type(decision.comment).objects.filter(pk=decision.comment_id).update(visibility=Visibility.ERASED)
    assert not load_told(decision.pk).undoable


def test_nothing_is_told_of_what_the_checks_decided_nor_of_what_is_not_there(checker):
    screen_comment(comment_id=PendingCommentFactory().pk)
    assert load_told(Decision.objects.get().pk) is None
    assert load_told(999_999) is None
