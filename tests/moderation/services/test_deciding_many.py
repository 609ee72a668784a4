"""Deciding on many at once: each on its own, as it was seen."""

import pytest

from engagement.api import Comment, Visibility, withdraw_comment
from moderation.exceptions import InvalidDecision
from moderation.models import Case, Decision
from moderation.services.deciding_many import MOST, SeenComment, decide_many, undo_many
from tests.factories import HeldCommentFactory
from tests.moderation.factories import DecisionFactory

pytestmark = pytest.mark.django_db


def see(comment):
    return SeenComment(comment_id=comment.pk, revision=comment.revision, visibility=comment.visibility)


def whats(outcomes):
    return [(outcome.comment_id, outcome.what) for outcome in outcomes]


def test_each_is_decided_that_is_as_it_was_seen_and_the_others_say_why_not(moderator):
    fine, edited, faster, same, withdrawn, deleted = comments = [HeldCommentFactory() for _ in range(6)]
    seen = [see(comment) for comment in comments]
    Comment.objects.filter(pk=edited.pk).update(revision=2)
    theirs = DecisionFactory(comment=faster, action="approve")
    same_by = DecisionFactory(comment=same, action="spam")
    withdraw_comment(comment_id=withdrawn.pk)
    Comment.objects.filter(pk=deleted.pk).delete()
    outcomes = decide_many(seen=seen, action="spam", moderator_id=moderator.pk)
    assert whats(outcomes) == [
        (fine.pk, "done"),
        (edited.pk, "stale"),
        (faster.pk, "stale"),
        (same.pk, "same"),
        (withdrawn.pk, "gone"),
        (deleted.pk, "gone"),
    ]
    assert outcomes[0].decision_id == Decision.objects.get(comment=fine).pk
    assert (outcomes[1].last, outcomes[2].last.decision_id) == (None, theirs.pk)
    assert outcomes[3].decision_id == same_by.pk
    assert Decision.objects.filter(moderator=moderator).count() == 1
    visibilities = dict(Comment.objects.values_list("pk", "visibility"))
    assert visibilities == {
        fine.pk: "spam",
        edited.pk: "held",
        faster.pk: "published",
        same.pk: "spam",
        withdrawn.pk: "withdrawn",
    }


def test_the_same_list_twice_changes_nothing_the_second_time(moderator):
    seen = [see(HeldCommentFactory()) for _ in range(2)]
    first = decide_many(seen=[*seen, seen[0]], action="approve", moderator_id=moderator.pk)
    again = decide_many(seen=seen, action="approve", moderator_id=moderator.pk)
    assert [outcome.what for outcome in first] == ["done", "done"]
    assert [outcome.what for outcome in again] == ["same", "same"]
    assert [outcome.decision_id for outcome in again] == [outcome.decision_id for outcome in first]
    assert Decision.objects.count() == 2


@pytest.mark.parametrize(("action", "reason"), [("reject", ""), ("reject", "nonsense"), ("explode", "")])
def test_a_wish_that_nobody_can_act_on_does_nothing_at_all(moderator, action, reason):
    seen = [see(HeldCommentFactory()) for _ in range(2)]
    with pytest.raises(InvalidDecision):
        decide_many(seen=seen, action=action, moderator_id=moderator.pk, reason=reason)
    assert not Decision.objects.exists()


def test_more_than_somebody_can_wait_for_are_refused(moderator):
    seen = [SeenComment(comment_id=number, revision=1, visibility="held") for number in range(MOST + 1)]
    with pytest.raises(ValueError, match="at most 200"):
        decide_many(seen=seen, action="spam", moderator_id=moderator.pk)


def test_many_decisions_are_taken_back_and_those_that_cannot_be_stay(moderator):
    comments = [HeldCommentFactory() for _ in range(3)]
    done = decide_many(seen=[see(comment) for comment in comments], action="spam", moderator_id=moderator.pk)
    comments[1].refresh_from_db()
    DecisionFactory(comment=comments[1], action="not_spam")
    numbers = [outcome.decision_id for outcome in done]
    outcomes = undo_many(decision_ids=[*numbers, 10**12], moderator_id=moderator.pk)
    assert [outcome.what for outcome in outcomes] == ["done", "stale", "done"]
    assert [outcome.what for outcome in undo_many(decision_ids=numbers, moderator_id=moderator.pk)] == [
        "same",
        "stale",
        "same",
    ]
    assert list(Comment.objects.order_by("pk").values_list("visibility", flat=True)) == ["held", "published", "held"]
    assert Visibility.HELD == "held"
    assert Case.objects.count() == 3
