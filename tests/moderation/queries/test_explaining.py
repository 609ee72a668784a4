"""What authors are told of why their comment does not show."""

import pytest

from engagement.api import change_visibility
from engagement.explanations import Explanation
from moderation.models import Decision, Finding
from moderation.queries.explaining import explain
from tests.factories import HeldCommentFactory, PendingCommentFactory, PublishedCommentFactory, SpamCommentFactory
from tests.moderation.factories import DecisionFactory

pytestmark = pytest.mark.django_db


def refused(*signals, reason="words.banned"):
    """A comment that the checks refused."""
    comment = PendingCommentFactory()
    change_visibility(comment_id=comment.pk, to="rejected")
    Decision.objects.create(
        comment=comment,
        actor="policy",
        action="reject",
        before="pending",
        after="rejected",
        reason=reason,
        reasons=list(signals),
        revision=1,
    )
    return comment


@pytest.mark.parametrize(
    ("signals", "words"),
    [
        (["words.banned", "links.many"], "It contains words that this site does not publish."),
        (["links.many"], "It has more links than this site publishes."),
        (["links.mismatch"], "It has a link that does not lead where it says."),
        (["author.sanctioned"], "You may not comment here for now."),
        (["email.disposable"], "This site takes no disposable e-mail addresses."),
        (["author.guest"], "This site publishes comments of members only."),
        (["checker.spam"], "It does not fit this site's rules for comments."),
        (["form.honeypot"], "It does not fit this site's rules for comments."),
        (["newer.signal"], "It does not fit this site's rules for comments."),
        ([], "It contains words that this site does not publish."),
    ],
)
def test_a_refusal_by_the_policy_says_why_and_names_no_mechanism(signals, words):
    assert explain(refused(*signals).pk, "rejected") == Explanation(why=words)


def test_a_moderators_rejection_says_its_reason():
    decision = DecisionFactory(action="reject", reason="accusation", note="Between us.")
    assert explain(decision.comment_id, "rejected") == Explanation(
        why="A moderator decided against this comment: It accuses without a source."
    )


def test_of_a_reason_that_the_publisher_dropped_nothing_is_said(settings):
    decision = DecisionFactory(action="reject")
    settings.MODERATION = {**settings.MODERATION, "REJECT_REASONS": [("rude", "It is rude")]}
    assert explain(decision.comment_id, "rejected") == Explanation(why="")


def test_where_nobody_decided_there_is_nothing_to_say():
    comment = HeldCommentFactory(visibility="rejected")
    assert explain(comment.pk, "rejected") is None
    assert explain(PublishedCommentFactory().pk, "published") is None


def discard(comment):
    return Finding.objects.create(
        comment=comment, check_name="akismet", revision=1, verdict="discard", signals=["checker.discard"]
    )


def test_the_author_of_blatant_spam_is_told_plainly_unless_the_publisher_wants_silence(settings):
    spam, blatant = SpamCommentFactory(), SpamCommentFactory()
    discard(blatant)
    assert (explain(spam.pk, "spam"), explain(blatant.pk, "spam")) == (None, None)
    settings.MODERATION = {**settings.MODERATION, "SILENT_DISCARDS": True}
    assert (explain(spam.pk, "spam"), explain(blatant.pk, "spam")) == (None, Explanation(as_held=True))


def test_silence_covers_what_the_policy_refused_and_not_what_a_moderator_did(settings):
    settings.MODERATION = {**settings.MODERATION, "SILENT_DISCARDS": True}
    by_policy = refused("words.banned", "checker.discard")
    by_moderator = DecisionFactory(action="reject").comment
    for comment in (by_policy, by_moderator):
        discard(comment)
    assert explain(by_policy.pk, "rejected") == Explanation(as_held=True)
    assert explain(by_moderator.pk, "rejected").why.startswith("A moderator decided against this comment")
