"""The card: all that a moderator needs to decide, at a cost that nothing changes."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from engagement.api import CommentNotFound, Visibility, change_visibility, withdraw_comment
from engagement.models import Submission
from moderation.models import Finding
from moderation.queries.card import load_card
from moderation.services.cases import open_case
from moderation.services.decisions import undo
from moderation.services.screening import screen_comment
from tests.factories import (
    HeldCommentFactory,
    PendingCommentFactory,
    PublishedCommentFactory,
    SpamCommentFactory,
    UserFactory,
)
from tests.moderation.factories import DecisionFactory, ModeratorFactory

pytestmark = pytest.mark.django_db


def test_a_card_shows_the_comment_as_shown_and_as_typed():
    comment = HeldCommentFactory(body="*No* <b>change</b>.")
    card = load_card(comment.pk)
    assert (card.comment_id, card.visibility, card.revision) == (comment.pk, "held", 1)
    assert card.visibility_label == "waiting for a moderator"
    assert card.body == "*No* <b>change</b>."
    assert "<em>No</em>" in card.html
    assert "<b>" not in card.html
    assert (card.created_at, card.published_at, card.edited_at) == (comment.created_at, None, None)
    assert (card.waits_for_parent, card.replies_waiting, card.context, card.skipped) == (False, 0, (), 0)
    assert (card.case, card.findings, card.history, card.undoable) == (None, (), (), None)


def test_a_card_shows_what_the_comment_stands_under():
    comment = HeldCommentFactory()
    article = load_card(comment.pk).article
    discussion = comment.discussion
    assert (article.discussion_key, article.title, article.url) == (discussion.key, discussion.title, discussion.url)
    assert (article.section, article.question) == ("Harbour", "Should the old quay be kept?")


def chain(length):
    comments = [PublishedCommentFactory(author_name="Root")]
    for number in range(1, length):
        comments.append(PublishedCommentFactory(parent=comments[-1], author_name=f"Level {number}"))
    return comments


@pytest.mark.parametrize(
    ("above", "names", "skipped"),
    [
        (1, ["Root"], 0),
        (2, ["Root", "Level 1"], 0),
        (3, ["Root", "Level 1", "Level 2"], 0),
        (4, ["Root", "Level 1", "Level 2", "Level 3"], 0),
        (6, ["Root", "Level 3", "Level 4", "Level 5"], 2),
    ],
)
def test_the_thread_around_it_is_the_root_and_the_nearest_above(above, names, skipped):
    reply = HeldCommentFactory(parent=chain(above)[-1])
    card = load_card(reply.pk)
    assert [item.author_name for item in card.context] == names
    assert card.skipped == skipped
    assert card.context[0].excerpt.startswith("The quay is older than the town hall")
    assert card.article.question == "Should the old quay be kept?"


def test_replies_that_wait_for_it_are_counted():
    parent = PublishedCommentFactory()
    replies = [PendingCommentFactory(parent=parent) for _ in range(3)]
    change_visibility(comment_id=parent.pk, to=Visibility.HELD)
    for reply in replies[:2]:
        change_visibility(comment_id=reply.pk, to=Visibility.PUBLISHED)
    assert load_card(parent.pk).replies_waiting == 2
    assert load_card(replies[0].pk).waits_for_parent is True
    assert load_card(replies[2].pk).waits_for_parent is False


def test_each_checks_finding_is_said_in_plain_words(checker):
    comment = PendingCommentFactory(author_name="unavailable")
    screen_comment(comment_id=comment.pk)
    Finding.objects.create(comment=comment, check_name="akismet", revision=1, verdict="ham", duration_ms=412)
    Finding.objects.create(comment=comment, check_name="akismet", revision=2, verdict="discard", duration_ms=1000)
    lines = load_card(comment.pk).findings
    assert [(line.check, line.saw, line.says, line.quiet, line.revision) for line in lines] == [
        ("Akismet", "blatant spam, 1.0 s", "discard", False, 2),
        ("Akismet", "not spam, 0.4 s", "ham", True, 1),
        ("Dummy", "could not be asked: The dummy checker fails for authors called unavailable.", "error", False, 1),
    ]


def test_the_author_is_known_by_what_became_of_their_comments():
    with time_machine.travel(timezone.now() - dt.timedelta(days=30)):
        first = PublishedCommentFactory(author_email="kasimir@example.org")
    for _ in range(2):
        DecisionFactory(comment=PublishedCommentFactory(author_email="kasimir@example.org"), action="reject")
    SpamCommentFactory(author_email="kasimir@example.org")
    PublishedCommentFactory(author_email="else@example.org")
    PublishedCommentFactory(user=UserFactory(email="kasimir@example.org"))
    comment = HeldCommentFactory(author_email="kasimir@example.org", author_name="Kasimir Dorn", ip="203.0.113.24")
    author = load_card(comment.pk).author
    assert (author.comments, author.approved, author.rejected, author.spam) == (5, 1, 2, 1)
    assert author.first_seen_at == first.created_at
    assert (author.name, author.is_guest, author.is_known) == ("Kasimir Dorn", True, True)
    assert (author.email, author.url, author.ip) == ("kasimir@example.org", "", "203.0.113.24")
    assert author.user_agent.startswith("Mozilla/5.0")
    assert author.ip_until == comment.submission.expires_at


def test_an_account_is_known_by_itself():
    user = UserFactory()
    PublishedCommentFactory(user=user)
    PublishedCommentFactory(author_email=user.email)
    author = load_card(HeldCommentFactory(user=user).pk).author
    assert (author.comments, author.approved, author.is_guest, author.is_known) == (2, 1, False, True)


def test_a_guest_without_an_address_is_not_taken_for_another():
    HeldCommentFactory(author_name="Ada", author_email="")
    author = load_card(HeldCommentFactory(author_name="Ada", author_email="").pk).author
    assert (author.comments, author.is_known) == (1, False)


@pytest.mark.parametrize("gone", [True, False])
def test_an_address_whose_time_is_over_is_not_shown(gone):
    comment = HeldCommentFactory()
    Submission.objects.update(expires_at=timezone.now())
    if gone:
        Submission.objects.all().delete()
    author = load_card(comment.pk).author
    assert (author.ip, author.ip_until, author.user_agent) == ("", None, "")


def test_the_history_says_who_did_what_and_why(checker):
    comment = PendingCommentFactory()
    screen_comment(comment_id=comment.pk)
    jo, lena = ModeratorFactory(first_name="Jo", last_name="Lindqvist"), ModeratorFactory(username="lena")
    rejected = DecisionFactory(comment=comment, moderator=jo, action="reject", reason="illegal", note="Twice warned.")
    undo(decision_id=rejected.pk, moderator_id=lena.pk)
    withdraw_comment(comment_id=comment.pk)
    history = load_card(comment.pk).history
    assert [(line.what, line.who, line.before, line.after, line.undone) for line in history] == [
        ("undone", "lena", "rejected", "published", False),
        ("rejected", "Jo Lindqvist", "published", "rejected", True),
        ("approved", "the checks", "pending", "published", False),
    ]
    assert (history[1].reason, history[1].reason_label, history[1].note) == (
        "illegal",
        "It is illegal",
        "Twice warned.",
    )
    assert history[1].decision_id == rejected.pk


def test_a_reason_that_the_publisher_has_dropped_stands_as_its_code(settings):
    decision = DecisionFactory(action="reject", reason="attack")
    settings.MODERATION = {**settings.MODERATION, "REJECT_REASONS": [("rude", "It is rude")]}
    assert load_card(decision.comment_id).history[0].reason_label == "attack"


def test_only_the_newest_decision_of_a_moderator_may_be_undone(checker, moderator):
    comment = PendingCommentFactory()
    screen_comment(comment_id=comment.pk)
    assert load_card(comment.pk).undoable is None
    DecisionFactory(comment=comment, action="reject")
    newest = DecisionFactory(comment=comment, action="approve")
    assert load_card(comment.pk).undoable == newest.pk
    undo(decision_id=newest.pk, moderator_id=moderator.pk)
    assert load_card(comment.pk).undoable is None


def test_what_was_moved_by_another_hand_since_cannot_be_undone():
    decision = DecisionFactory(action="reject")
    withdraw_comment(comment_id=decision.comment_id)
    assert load_card(decision.comment_id).undoable is None


def test_a_case_says_why_and_since_when():
    comment = HeldCommentFactory()
    case = open_case(comment_id=comment.pk, reasons=[{"code": "held", "gate": "unchecked"}])
    line = load_card(comment.pk).case
    assert (line.queue, line.opened_at, line.decided_at) == ("waiting", case.opened_at, None)
    assert line.reasons == ("Nothing is set up that checks comments",)


def test_a_comment_that_is_not_there_has_no_card():
    with pytest.raises(CommentNotFound):
        load_card(0)


def test_the_number_of_queries_does_not_grow(django_assert_num_queries, checker):
    small = HeldCommentFactory()
    with CaptureQueriesContext(connection) as few:
        load_card(small.pk)
    comment = HeldCommentFactory(parent=chain(7)[-1], user=UserFactory())
    for action in ("approve", "reject", "spam", "hold", "approve"):
        DecisionFactory(comment=comment, action=action)
        Finding.objects.create(comment=comment, check_name="links", revision=1, verdict="ham")
    for _ in range(5):
        PublishedCommentFactory(parent=comment, user=comment.author)
    with django_assert_num_queries(len(few)):
        card = load_card(comment.pk)
    assert (len(card.history), len(card.findings), card.author.comments) == (5, 5, 6)
    assert len(few) == 6
