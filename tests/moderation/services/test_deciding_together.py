"""Many comments decided together: row by row what deciding one by one leaves, and what is not plain is left alone."""

import pytest
from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from engagement.api import Comment, lock_comments, withdraw_comment
from moderation.exceptions import InvalidDecision
from moderation.models import AuthorMail, BulkRun, Case, Claim, Decision, Feedback, Report, SpamPrint
from moderation.services.cases import open_case
from moderation.services.claims import claim_comment
from moderation.services.deciding_together import SeenCase, decide_together, undo_together
from moderation.services.decisions import decide, undo
from moderation.services.recounting import recount_cases
from tests.engagement.counting import assert_everything_counts
from tests.factories import DiscussionFactory, HeldCommentFactory, PublishedCommentFactory
from tests.moderation.factories import DecisionFactory

pytestmark = pytest.mark.django_db

BODY = "The quay is older than the town hall, and whoever wants to pull it down should say what comes in its place."
REASONS = [{"code": "signal", "signal": "links.many", "check": "links"}]


def wait(**fields):
    comment = HeldCommentFactory(body=BODY, **fields)
    open_case(comment_id=comment.pk, reasons=REASONS)
    return comment


def see(*comments):
    return [
        SeenCase(comment_id=one.pk, visibility=one.visibility, revision=one.revision, version=1) for one in comments
    ]


def make_run(moderator, action="approve"):
    return BulkRun.objects.create(moderator=moderator, action=action).pk


def read(comments):
    """All that a decision leaves, without what is a row's own."""
    decision = ("actor", "moderator_id", "about", "action", "before", "after", "queue_before", "reason", "reasons")
    decision += ("cause", "is_timed", "note", "message", "detail", "tells", "revision", "undoes__action")
    case = ("queue", "section", "reasons", "codes", "version", "escalated_at")
    is_timed = ExpressionWrapper(Q(waited__isnull=False), output_field=BooleanField())
    decisions = Decision.objects.annotate(is_timed=is_timed).order_by("pk")
    rows = []
    for one in comments:
        mine = {"comment_id": one.pk}
        rows.append(
            {
                "comment": Comment.objects.values_list("visibility", "in_thread", "cleared_at", "seq").get(pk=one.pk),
                "decisions": list(decisions.filter(**mine).values_list(*decision)),
                "cases": list(Case.objects.filter(**mine).values_list(*case)),
                "prints": sorted(SpamPrint.objects.filter(**mine).values_list("band", "value")),
                "feedback": list(Feedback.objects.filter(**mine).order_by("pk").values_list("kind", "state")),
                "mail": AuthorMail.objects.filter(decision__comment=one).count(),
                "reports": list(Report.objects.filter(**mine).values_list("outcome", flat=True)),
                "claims": Claim.objects.filter(**mine).count(),
            }
        )
    return rows


def assert_alike(alone, together):
    for left, right in zip(read(alone), read(together), strict=True):
        # Places in a thread are given one after another.
        left["comment"], right["comment"] = left["comment"][:3], right["comment"][:3]
        for name, value in left.items():
            assert (name, right[name]) == (name, value)


@pytest.mark.parametrize("action", ["approve", "reject", "spam", "not_spam"])
def test_together_leaves_what_one_by_one_leaves_and_so_does_taking_back(moderator, checker, action):
    discussion, parent = DiscussionFactory(), PublishedCommentFactory()
    pairs = [
        (wait(discussion=discussion), wait(discussion=discussion)),
        (wait(parent=parent), wait(parent=parent)),
        (wait(author_email="jo@example.org"), wait(author_email="jo@example.org")),
        (wait(), wait()),
    ]
    for one in pairs[3]:
        undo(decision_id=DecisionFactory(comment=one, action="spam", moderator=moderator).pk, moderator_id=moderator.pk)
        Report.objects.create(comment=one, reason="offensive", guest="a guest", expires_at=timezone.now())
        claim_comment(comment_id=one.pk, moderator_id=moderator.pk)
    alone, together = zip(*pairs, strict=True)
    reason = "attack" if action == "reject" else ""
    wish = {"action": action, "moderator_id": moderator.pk, "reason": reason, "note": " Enough. "}
    for one in alone:
        decide(comment_id=one.pk, seen_visibility="held", revision=1, **wish)
    seen = [
        SeenCase(comment_id=one.pk, visibility="held", revision=1, version=Case.objects.get(comment=one).version)
        for one in together
    ]
    assert decide_together(seen=seen, bulk_id=make_run(moderator), **wish) == {one.pk for one in together}
    assert_alike(alone, together)
    assert_everything_counts()
    assert list(recount_cases(repair=False)) == []
    latest = [Decision.objects.filter(comment=one).latest("pk") for one in reversed(together)]
    for one in reversed(alone):
        undo(decision_id=Decision.objects.filter(comment=one).latest("pk").pk, moderator_id=moderator.pk)
    assert undo_together(decisions=latest, moderator_id=moderator.pk, bulk_id=make_run(moderator)) == {
        one.pk for one in together
    }
    assert_alike(alone, together)
    assert set(Comment.objects.filter(pk__in=[one.pk for one in together]).values_list("visibility")) == {("held",)}
    assert_everything_counts()
    assert list(recount_cases(repair=False)) == []


def test_what_is_not_as_it_was_seen_is_left_alone(moderator):
    edited, moved, decided, withdrawn, same = comments = [wait() for _number in range(5)]
    seen = see(*comments)
    Comment.objects.filter(pk=edited.pk).update(revision=2)
    Case.objects.filter(comment=moved).update(version=2)
    DecisionFactory(comment=decided, action="reject")
    withdraw_comment(comment_id=withdrawn.pk)
    before = read(comments[:4])
    wish = {"action": "approve", "moderator_id": moderator.pk, "bulk_id": make_run(moderator)}
    assert decide_together(seen=seen, **wish) == {same.pk}
    assert read(comments[:4]) == before
    assert decide_together(seen=seen, **wish) == set()
    assert Decision.objects.filter(comment=same).count() == 1


def test_what_was_decided_on_since_is_not_taken_back(moderator):
    since, undone, same = comments = [wait() for _number in range(3)]
    decisions = [DecisionFactory(comment=one, action="reject") for one in comments]
    DecisionFactory(comment=since, action="approve")
    undo(decision_id=decisions[1].pk, moderator_id=moderator.pk)
    before = read([since, undone])
    assert undo_together(decisions=decisions, moderator_id=moderator.pk, bulk_id=make_run(moderator)) == {same.pk}
    assert read([since, undone]) == before


def test_a_rejection_without_a_reason_changes_nothing(moderator):
    comment = wait()
    with pytest.raises(InvalidDecision):
        decide_together(seen=see(comment), action="reject", moderator_id=moderator.pk, bulk_id=make_run(moderator))
    assert (Comment.objects.get(pk=comment.pk).visibility, Decision.objects.count()) == ("held", 0)


def test_a_comment_more_costs_its_own_change_alone(moderator):
    spent = []
    for count in (3, 13):
        seen = see(*[wait() for _number in range(count)])
        with CaptureQueriesContext(connection) as queries:
            decide_together(seen=seen, action="approve", moderator_id=moderator.pk, bulk_id=make_run(moderator))
        spent.append(len([query for query in queries if "afterword_moderation" in query["sql"]]))
    assert spent[0] == spent[1]


def test_locked_comments_share_their_roots_and_what_is_gone_is_left_out():
    root = PublishedCommentFactory()
    first, second = (PublishedCommentFactory(parent=root) for _number in range(2))
    found = lock_comments([second.pk, first.pk, root.pk, 0])
    assert list(found) == [second.pk, first.pk, root.pk]
    assert found[first.pk].root is found[second.pk].root is found[root.pk]
    assert found[first.pk].discussion == root.discussion
