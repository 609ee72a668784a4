"""What moderators decide: the table of what becomes of what, stale wishes, no-ops, and undoing."""

import pytest

from engagement.api import Comment, CommentNotFound, Visibility, change_visibility, erase_comment, withdraw_comment
from moderation.exceptions import (
    DecisionNotFound,
    DecisionNotPossible,
    InvalidDecision,
    NothingToUndo,
    StaleDecision,
)
from moderation.models import Action, Actor, Case, Decision, Queue
from moderation.services.decisions import LONGEST_NOTE, decide, undo
from tests.factories import (
    HeldCommentFactory,
    PendingCommentFactory,
    PublishedCommentFactory,
    SpamCommentFactory,
)
from tests.moderation.factories import DecisionFactory, ModeratorFactory

pytestmark = pytest.mark.django_db

OPEN = [Visibility.PENDING, Visibility.PUBLISHED, Visibility.HELD, Visibility.SPAM, Visibility.REJECTED]
ACTIONS = {
    "approve": Visibility.PUBLISHED,
    "not_spam": Visibility.PUBLISHED,
    "reject": Visibility.REJECTED,
    "spam": Visibility.SPAM,
    "hold": Visibility.HELD,
}


def comment_that_is(visibility):
    return PendingCommentFactory(visibility=None if visibility == Visibility.PENDING else visibility)


def wish(comment, moderator, action="approve", **changes):
    comment.refresh_from_db()
    wanted = {
        "comment_id": comment.pk,
        "action": action,
        "moderator_id": moderator.pk,
        "seen_visibility": comment.visibility,
        "revision": comment.revision,
        "reason": "attack" if action == "reject" else "",
        "note": "",
    }
    return decide(**{**wanted, **changes})


def visibility_of(comment):
    return Comment.objects.values_list("visibility", flat=True).get(pk=comment.pk)


@pytest.mark.parametrize("before", OPEN)
@pytest.mark.parametrize(("action", "after"), ACTIONS.items())
def test_every_action_moves_every_open_comment_and_leaves_one_row(moderator, before, action, after):
    comment = comment_that_is(before)
    decision = wish(comment, moderator, action, note="Seen twice.")
    row = Decision.objects.get()
    assert row == decision
    assert visibility_of(comment) == after
    assert (row.comment_id, row.actor, row.moderator, row.action) == (comment.pk, "moderator", moderator, action)
    assert (row.before, row.after, row.revision, row.note) == (before, after, 1, "Seen twice.")
    assert row.reason == ("attack" if action == "reject" else "")
    assert row.undoes is None


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("take_back", [withdraw_comment, erase_comment])
def test_what_was_withdrawn_or_erased_nobody_decides_on(moderator, action, take_back):
    comment = PublishedCommentFactory()
    take_back(comment_id=comment.pk)
    before = visibility_of(comment)
    with pytest.raises(DecisionNotPossible):
        wish(comment, moderator, action)
    assert visibility_of(comment) == before
    assert not Decision.objects.exists()
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("action", "queue"),
    [("approve", "decided"), ("not_spam", "decided"), ("reject", "decided"), ("spam", "decided"), ("hold", "waiting")],
)
@pytest.mark.parametrize("before", OPEN)
def test_a_decision_files_the_case(moderator, before, action, queue):
    comment = comment_that_is(before)
    decision = wish(comment, moderator, action)
    case = Case.objects.get(comment_id=comment.pk)
    assert case.queue == queue
    assert decision.queue_before == ""


def test_a_stale_wish_is_refused_and_says_who_was_faster(moderator):
    comment = HeldCommentFactory()
    other = ModeratorFactory(first_name="Jo", last_name="Lindqvist")
    first = wish(comment, other, "reject", reason="illegal", note="See the press code.")
    with pytest.raises(StaleDecision) as refusal:
        wish(comment, moderator, "approve", seen_visibility="held")
    stale = refusal.value
    assert (stale.visibility, stale.revision) == ("rejected", 1)
    assert (stale.last.decision_id, stale.last.moderator, stale.last.actor) == (first.pk, "Jo Lindqvist", "moderator")
    assert (stale.last.action, stale.last.reason, stale.last.note) == ("reject", "illegal", "See the press code.")
    assert stale.last.at == first.at
    assert visibility_of(comment) == "rejected"
    assert Decision.objects.get() == first


def test_a_wish_for_a_comment_edited_since_is_refused(moderator):
    comment = HeldCommentFactory()
    Comment.objects.filter(pk=comment.pk).update(revision=2)
    with pytest.raises(StaleDecision) as refusal:
        wish(comment, moderator, "approve", revision=1)
    assert (refusal.value.visibility, refusal.value.revision, refusal.value.last) == ("held", 2, None)
    assert visibility_of(comment) == "held"
    assert not Decision.objects.exists()


@pytest.mark.parametrize("action", ACTIONS)
def test_who_wants_what_a_colleague_did_already_gets_the_colleagues_decision(moderator, action):
    comment = SpamCommentFactory()
    if action == "spam":
        change_visibility(comment_id=comment.pk, to=Visibility.HELD)
        comment.refresh_from_db()
    seen = comment.visibility
    first = wish(comment, ModeratorFactory(), action)
    assert wish(comment, moderator, action, seen_visibility=seen) == first
    assert wish(comment, moderator, action) == first
    assert Decision.objects.get() == first


def test_approving_and_calling_not_spam_are_the_same_wish(moderator):
    comment = SpamCommentFactory()
    first = wish(comment, moderator, "not_spam")
    assert wish(comment, ModeratorFactory(), "approve", seen_visibility="spam") == first
    assert Decision.objects.get() == first


def test_what_the_checks_decided_meanwhile_is_not_decided_again(moderator):
    comment = PendingCommentFactory()
    change_visibility(comment_id=comment.pk, to=Visibility.PUBLISHED)
    by_checks = Decision.objects.create(
        comment=comment, actor="policy", action="approve", before="pending", after="published", revision=1
    )
    assert wish(comment, moderator, "approve", seen_visibility="pending") == by_checks
    assert Decision.objects.get() == by_checks


def test_what_the_checks_decided_a_moderator_may_confirm_once(moderator):
    comment = SpamCommentFactory()
    Decision.objects.create(comment=comment, actor="policy", action="spam", before="pending", after="spam", revision=1)
    confirmed = wish(comment, moderator, "spam")
    assert (confirmed.before, confirmed.after, confirmed.actor) == ("spam", "spam", "moderator")
    assert wish(comment, moderator, "spam") == confirmed
    assert Decision.objects.count() == 2
    assert Case.objects.get().queue == "decided"


def test_an_approved_reply_whose_parent_is_not_there_waits_for_it(moderator):
    parent = PublishedCommentFactory()
    reply = HeldCommentFactory(parent=parent)
    change_visibility(comment_id=parent.pk, to=Visibility.HELD)
    decision = wish(reply, moderator, "approve")
    assert (decision.before, decision.after) == ("held", "pending")
    assert Case.objects.get(comment_id=reply.pk).queue == "decided"
    assert wish(reply, ModeratorFactory(), "approve", seen_visibility="held") == decision
    change_visibility(comment_id=parent.pk, to=Visibility.PUBLISHED)
    assert visibility_of(reply) == "published"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({"action": "delete"}, "action", id="an action that there is not"),
        pytest.param({"action": "undo"}, "action", id="undo is no wish of its own"),
        pytest.param({"action": "withdraw"}, "action", id="only authors withdraw"),
        pytest.param({"action": "reject", "reason": ""}, "reason", id="a rejection without a reason"),
        pytest.param(
            {"action": "reject", "reason": "dislike"}, "reason", id="a reason that the publisher did not list"
        ),
        pytest.param({"action": "approve", "reason": "attack"}, "reason", id="a reason for what is not rejected"),
        pytest.param({"note": "x" * (LONGEST_NOTE + 1)}, "note", id="a note too long"),
        pytest.param({"note": "a\x00b"}, "note", id="a note with NUL"),
        pytest.param({"note": "a\ud800b"}, "note", id="a note with a lone surrogate"),
    ],
)
def test_a_wish_that_nobody_can_act_on_is_refused_at_its_field(moderator, changes, field):
    comment = HeldCommentFactory()
    with pytest.raises(InvalidDecision) as refusal:
        wish(comment, moderator, **changes)
    assert refusal.value.field == field
    assert visibility_of(comment) == "held"
    assert not Decision.objects.exists()
    assert not Case.objects.exists()


def test_the_publisher_lists_the_reasons(moderator, settings):
    settings.MODERATION = {**settings.MODERATION, "REJECT_REASONS": [("rude", "It is rude")]}
    assert wish(HeldCommentFactory(), moderator, "reject", reason="rude").reason == "rude"
    with pytest.raises(InvalidDecision):
        wish(HeldCommentFactory(), moderator, "reject", reason="attack")


def test_a_note_as_long_as_allowed_is_kept_without_the_space_around_it(moderator):
    decision = wish(HeldCommentFactory(), moderator, note=f"  {'ä' * LONGEST_NOTE}\n")
    assert decision.note == "ä" * LONGEST_NOTE


def test_a_comment_that_is_not_there_cannot_be_decided_on(moderator):
    with pytest.raises(CommentNotFound):
        decide(comment_id=0, action="approve", moderator_id=moderator.pk, seen_visibility="held", revision=1)
    assert not Decision.objects.exists()


@pytest.mark.parametrize("before", OPEN)
@pytest.mark.parametrize("action", ACTIONS)
def test_undoing_brings_back_what_was_before(moderator, before, action):
    comment = comment_that_is(before)
    decision = wish(comment, moderator, action)
    undone = undo(decision_id=decision.pk, moderator_id=moderator.pk)
    assert visibility_of(comment) == before
    assert (undone.action, undone.undoes, undone.actor, undone.moderator) == (
        Action.UNDO,
        decision,
        Actor.MODERATOR,
        moderator,
    )
    assert (undone.before, undone.after) == (decision.after, before)
    assert Decision.objects.count() == 2


def test_undoing_twice_is_undoing_once(moderator):
    comment = HeldCommentFactory()
    decision = wish(comment, moderator, "reject")
    first = undo(decision_id=decision.pk, moderator_id=moderator.pk)
    assert undo(decision_id=decision.pk, moderator_id=ModeratorFactory().pk) == first
    wish(comment, moderator, "reject")
    assert undo(decision_id=decision.pk, moderator_id=moderator.pk) == first
    assert visibility_of(comment) == "rejected"
    assert Decision.objects.count() == 3


def test_undoing_puts_the_case_back_into_its_place(moderator):
    comment = HeldCommentFactory()
    case = Case.objects.create(comment=comment, queue=Queue.WAITING, reasons=[{"code": "held", "gate": ""}])
    decision = wish(comment, moderator, "approve")
    assert decision.queue_before == "waiting"
    undo(decision_id=decision.pk, moderator_id=moderator.pk)
    restored = Case.objects.get()
    assert (restored.queue, restored.decided_at) == ("waiting", None)
    assert (restored.opened_at, restored.reasons) == (case.opened_at, [{"code": "held", "gate": ""}])
    assert restored.version == 3


def test_only_the_newest_decision_on_a_comment_is_undone(moderator):
    comment = HeldCommentFactory()
    older = wish(comment, moderator, "approve")
    newer = wish(comment, ModeratorFactory(), "spam")
    with pytest.raises(StaleDecision) as refusal:
        undo(decision_id=older.pk, moderator_id=moderator.pk)
    assert refusal.value.last.decision_id == newer.pk
    assert visibility_of(comment) == "spam"
    assert Decision.objects.count() == 2


def test_an_older_decision_is_not_undone_though_the_comment_is_again_what_it_made_of_it(moderator):
    comment = HeldCommentFactory()
    older = wish(comment, moderator, "approve")
    wish(comment, ModeratorFactory(), "hold")
    newest = wish(comment, ModeratorFactory(), "approve")
    with pytest.raises(StaleDecision) as refusal:
        undo(decision_id=older.pk, moderator_id=moderator.pk)
    assert refusal.value.last.decision_id == newest.pk
    assert visibility_of(comment) == "published"
    assert Decision.objects.count() == 3


def test_what_its_author_took_away_since_is_not_brought_back_by_undoing(moderator):
    comment = PublishedCommentFactory()
    decision = wish(comment, moderator, "reject")
    withdraw_comment(comment_id=comment.pk)
    with pytest.raises(StaleDecision):
        undo(decision_id=decision.pk, moderator_id=moderator.pk)
    assert visibility_of(comment) == "withdrawn"
    assert Decision.objects.get() == decision


def test_the_checks_decisions_and_undoings_are_not_undone(moderator):
    comment = SpamCommentFactory()
    by_checks = Decision.objects.create(
        comment=comment, actor="policy", action="spam", before="pending", after="spam", revision=1
    )
    with pytest.raises(NothingToUndo):
        undo(decision_id=by_checks.pk, moderator_id=moderator.pk)
    undone = undo(decision_id=wish(comment, moderator, "approve").pk, moderator_id=moderator.pk)
    with pytest.raises(NothingToUndo):
        undo(decision_id=undone.pk, moderator_id=moderator.pk)
    assert visibility_of(comment) == "spam"
    assert Decision.objects.count() == 3


def test_a_decision_that_is_not_there_cannot_be_undone(moderator):
    with pytest.raises(DecisionNotFound):
        undo(decision_id=0, moderator_id=moderator.pk)


def test_undoing_an_approved_reply_that_waits_for_its_parent_takes_it_back(moderator):
    parent = PublishedCommentFactory()
    reply = HeldCommentFactory(parent=parent)
    change_visibility(comment_id=parent.pk, to=Visibility.HELD)
    undo(decision_id=wish(reply, moderator, "approve").pk, moderator_id=moderator.pk)
    change_visibility(comment_id=parent.pk, to=Visibility.PUBLISHED)
    assert visibility_of(reply) == "held"


def test_the_account_may_go_and_the_decision_stays():
    decision = DecisionFactory()
    decision.moderator.delete()
    decision.refresh_from_db()
    assert (decision.moderator, decision.actor) == (None, "moderator")
