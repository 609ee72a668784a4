"""An author's edit all the way through: service, announcement, worker, spam checker, case and card."""

import datetime as dt

import pytest
from django.utils import timezone

from engagement.api import Comment, SubmissionData, change_visibility, edit_comment
from moderation import tasks
from moderation.exceptions import SpamCheckUnavailable, StaleDecision
from moderation.models import Case, Decision, Finding
from moderation.queries.card import load_card
from moderation.services.cases import put_case
from moderation.services.decisions import decide
from moderation.services.edits import find_lost_edits, follow_lost_edits
from moderation.services.emptying import Seen
from moderation.services.looking import mark_looked_at
from moderation.services.maintenance import close_idle_cases
from moderation.services.reports import Reporter, file_report
from moderation.services.screening import screen_comment
from moderation.services.unscreened import find_unscreened
from moderation.spam.dummy import DummyChecker
from tests.factories import CommentFactory, HeldCommentFactory, PendingCommentFactory, PublishedCommentFactory
from tests.moderation.factories import DecisionFactory, ModeratorFactory

pytestmark = pytest.mark.django_db

EDITED = {"code": "edited"}
NEW = "The quay is new."


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """A context whose end counts as a commit."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def published(committed, checker, eager_tasks):
    """A comment that went the whole way: posted, checked, published, among the new."""
    with committed():
        comment = CommentFactory(body="The quay is old.")
    return Comment.objects.get(pk=comment.pk)


def edit(comment, body=NEW):
    comment.refresh_from_db()
    sent = SubmissionData(ip="198.18.0.9")
    edit_comment(comment_id=comment.pk, body=body, revision=comment.revision, submission=sent)


def state(comment):
    comment.refresh_from_db()
    case = Case.objects.filter(comment=comment).values_list("queue", "reasons").first()
    return comment.visibility, *(case or (None, None))


def test_an_edited_text_is_checked_before_anybody_sees_it_and_comes_back_with_the_reason(
    committed, published, checker, messages
):
    assert state(published) == ("published", "new", [])
    with committed():
        edit(published)
        published.refresh_from_db()
        assert (published.visibility, published.body) == ("pending", NEW)
    assert state(published) == ("published", "new", [EDITED])
    asked = [(sent.body, sent.recheck_reason) for sent in checker.asked]
    assert asked == [("The quay is old.", ""), (NEW, "edit")]
    found = Finding.objects.filter(check_name="dummy").order_by("id")
    assert list(found.values_list("revision", "verdict")) == [(1, "ham"), (2, "ham")]


def test_akismet_is_asked_with_the_new_text_and_told_why(committed, standin, eager_tasks):
    with committed():
        comment = CommentFactory(body="The quay is old.")
    with committed():
        edit(comment)
    asked = standin.checks()
    assert [entry.fields["comment_content"] for entry in asked] == [["The quay is old."], [NEW]]
    assert [entry.fields.get("recheck_reason") for entry in asked] == [None, ["edit"]]
    assert state(comment)[0] == "published"


def test_an_edit_that_turns_a_comment_into_spam_never_shows(committed, published):
    with committed():
        edit(published, "Buy watches: spam")
        published.refresh_from_db()
        # The dummy judges by the author's name, as Akismet's own test does.
        Comment.objects.filter(pk=published.pk).update(author_name="spam")
    spam = {"code": "signal", "signal": "checker.spam", "check": "checker"}
    assert state(published) == ("spam", "spam", [spam, EDITED])


def test_it_is_enqueued_once(committed, messages):
    comment = PublishedCommentFactory()
    with committed():
        edit(comment)
    assert messages() == [("moderation.screen_comment", comment.pk)]


def test_with_the_broker_down_it_waits_for_the_sweep(committed, dead_broker):
    comment = PublishedCommentFactory()
    with committed():
        edit(comment)
    comment.refresh_from_db()
    assert (comment.visibility, comment.next_attempt_at is not None) == ("pending", True)


def test_where_edits_are_published_first_they_are_checked_all_the_same(committed, published, checker, settings):
    settings.ENGAGEMENT = {"PUBLISH_EDITS_FIRST": True}
    with committed():
        edit(published)
        assert state(published)[0] == "published"
    assert checker.asked[-1].recheck_reason == "edit"
    published.refresh_from_db()
    assert published.next_attempt_at is None
    assert state(published) == ("published", "new", [EDITED])


def test_a_verdict_on_the_old_text_says_nothing_about_the_new_one(checker, monkeypatch):
    comment = PendingCommentFactory()
    answer = DummyChecker.check

    def check(self, submitted):
        edit(comment)
        return answer(self, submitted)

    monkeypatch.setattr(DummyChecker, "check", check)
    screen_comment(comment_id=comment.pk)
    monkeypatch.undo()
    comment.refresh_from_db()
    assert (comment.visibility, comment.revision) == ("pending", 2)
    assert comment.next_attempt_at <= timezone.now()
    screen_comment(comment_id=comment.pk)
    assert state(comment)[0] == "published"
    assert checker.asked[-1].body == NEW


def test_an_outage_keeps_the_edited_text_waiting_and_out_of_sight(committed, checker, monkeypatch):
    comment = PublishedCommentFactory()
    edit(comment)

    def fail(self, submitted):
        raise SpamCheckUnavailable("nobody there", kind="connection")

    monkeypatch.setattr(DummyChecker, "check", fail)
    screen_comment(comment_id=comment.pk)
    comment.refresh_from_db()
    assert (comment.visibility, comment.body, comment.next_attempt_at > timezone.now()) == ("pending", NEW, True)


# Moderators


def test_a_decision_on_the_old_text_is_stale():
    comment = HeldCommentFactory()
    edit(comment)
    with pytest.raises(StaleDecision):
        decide(
            comment_id=comment.pk,
            action="approve",
            moderator_id=ModeratorFactory().pk,
            seen_visibility="held",
            revision=1,
        )
    assert state(comment)[0] == "held"
    assert not Decision.objects.exists()


def test_what_a_moderator_approved_comes_back_when_it_reads_otherwise(committed, published):
    DecisionFactory(comment=published, action="approve")
    assert state(published)[1] == "decided"
    with committed():
        edit(published)
    assert state(published) == ("published", "new", [EDITED])


def test_nobody_writes_their_way_past_a_moderator_who_is_to_look(committed, checker, eager_tasks):
    with committed():
        comment = HeldCommentFactory()
    with committed():
        edit(comment)
    assert checker.asked[-1].body == NEW, "what the checks say of it, the moderator sees"
    comment.refresh_from_db()
    assert (comment.visibility, comment.next_attempt_at) == ("held", None)
    visibility, queue, reasons = state(comment)
    assert (visibility, queue, reasons[0]) == ("held", "waiting", EDITED)


def test_a_held_comment_that_becomes_spam_by_an_edit_is_spam(committed, checker, eager_tasks):
    comment = HeldCommentFactory(author_name="spam")
    with committed():
        edit(comment)
    assert state(comment)[:2] == ("spam", "spam")


def test_what_readers_reported_waits_for_a_moderator_with_its_new_text(committed, published):
    with committed():
        file_report(comment_id=published.pk, reason="offensive", reporter=Reporter(token="t" * 20, ip="203.0.113.7"))
    assert state(published)[:2] == ("published", "reported")
    with committed():
        edit(published)
    close_idle_cases()
    visibility, queue, reasons = state(published)
    assert (visibility, queue, reasons[0], reasons[1]["code"]) == ("held", "waiting", EDITED, "reported")


def test_without_a_spam_checker_an_edit_waits_for_a_moderator(committed, settings):
    settings.MODERATION = {}
    with committed():
        comment = PublishedCommentFactory()
    with committed():
        edit(comment)
    assert state(comment) == ("held", "waiting", [EDITED])


def test_what_was_seen_before_a_second_edit_is_not_looked_at(committed, published):
    with committed():
        edit(published)
    case = Case.objects.get()
    with committed():
        edit(published, "The quay is newer.")
    moderator = ModeratorFactory()
    seen = [Seen(comment_id=published.pk, version=case.version)]
    assert mark_looked_at(seen=seen, moderator_id=moderator.pk) == ()
    assert state(published) == ("published", "new", [EDITED])


def test_the_card_shows_the_earlier_texts_at_one_query_more(django_assert_num_queries):
    comment = PublishedCommentFactory(body="The quay is old.")
    assert load_card(comment.pk).revisions == ()
    edit(comment)
    edit(comment, "The quay is newer.")
    card = load_card(comment.pk)
    assert [(line.revision, line.body) for line in card.revisions] == [(1, "The quay is old."), (2, NEW)]
    assert card.body == "The quay is newer."


# What was lost


@pytest.mark.parametrize("make", [HeldCommentFactory, PublishedCommentFactory])
def test_a_sweep_follows_an_edit_whose_announcement_was_lost(make, settings):
    settings.ENGAGEMENT = {"PUBLISH_EDITS_FIRST": True}
    comment = make()
    DecisionFactory(comment=comment, action="hold" if comment.visibility == "published" else "approve")
    comment.refresh_from_db()
    edit(comment)
    assert find_lost_edits() == [comment.pk]
    tasks.sweep_cases()
    assert state(comment)[2][0] == EDITED
    assert find_lost_edits() == []
    assert follow_lost_edits() == 0


def test_an_edit_before_anybody_looked_is_not_lost(committed):
    comment = PendingCommentFactory()
    with committed():
        edit(comment)
    assert find_lost_edits() == []
    screen_comment(comment_id=comment.pk)
    assert state(comment) == ("published", "new", [])
    assert find_lost_edits() == []


def test_what_was_decided_since_is_not_lost():
    comment = PublishedCommentFactory()
    put_case(comment_id=comment.pk, queue="new", reasons=[])
    edit(comment)
    change_visibility(comment_id=comment.pk, to="published")
    DecisionFactory(comment=comment, action="approve")
    assert find_lost_edits() == []


def test_an_edited_text_has_a_grace_of_its_own():
    comment = PublishedCommentFactory()
    Comment.objects.update(created_at=timezone.now() - dt.timedelta(minutes=4))
    edit(comment)
    Comment.objects.update(created_at=timezone.now() - dt.timedelta(minutes=11))
    assert find_unscreened() == []
    Comment.objects.update(edited_at=timezone.now() - dt.timedelta(minutes=11))
    assert find_unscreened() == [comment.pk]
