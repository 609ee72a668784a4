"""Editing by the author: what becomes of the comment, what is refused, and that a refusal changes nothing."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from engagement import explanations, gates
from engagement.api import (
    AuthorData,
    Comment,
    Discussion,
    SubmissionData,
    Visibility,
    change_visibility,
    delete_expired,
    edit_comment,
    erase_comment,
    feature_comment,
    get_revisions,
    lock_branch,
    post_comment,
    redact_comment,
    set_discussion_status,
    withdraw_comment,
)
from engagement.exceptions import (
    CommentNotFound,
    CommentRefused,
    CommentWithdrawn,
    GateFailed,
    InvalidComment,
    NotEditable,
    PostingTooFast,
    StaleComment,
)
from engagement.explanations import Explanation
from engagement.gates import Admission, Ruling
from engagement.models import PostingPace, Revision, SentText
from tests.engagement.counting import assert_everything_counts
from tests.factories import (
    CommentFactory,
    DiscussionFactory,
    HeldCommentFactory,
    PendingCommentFactory,
    PublishedCommentFactory,
    SpamCommentFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

NEW = "The quay is *new*."
IP = "198.18.0.9"


@pytest.fixture
def rule():
    """Let a gate answer so from here on; gives the drafts that it was asked about."""
    asked = []

    def register(admission, **ruling):
        def gate(draft):
            asked.append(draft)
            return Ruling(admission=admission, **ruling)

        gates.register("tests", gate)
        return asked

    return register


def edit(comment, body=NEW, *, revision=None, **given):
    sent = {"submission": SubmissionData(ip=IP), **given}
    return edit_comment(
        comment_id=comment.pk, body=body, revision=comment.revision if revision is None else revision, **sent
    )


def rows():
    """Everything that an edit may touch."""
    return [
        list(model.objects.order_by("pk").values()) for model in (Comment, Revision, SentText, PostingPace, Discussion)
    ]


@pytest.fixture
def unchanged():
    """Assert that nothing came of it: ``with unchanged(NotEditable) as refusal``."""

    class Unchanged:
        def __init__(self, error):
            self.raised = pytest.raises(error)

        def __enter__(self):
            self.before = rows()
            return self.raised.__enter__()

        def __exit__(self, *failure):
            caught = self.raised.__exit__(*failure)
            assert rows() == self.before
            return caught

    return Unchanged


def test_the_new_text_stands_in_the_place_of_the_old_one_which_is_kept():
    with time_machine.travel("2026-03-02T12:00:00Z", tick=False) as clock:
        comment = PublishedCommentFactory(body="The quay is old.")
        clock.shift(60)
        done = edit(comment)
        now = timezone.now()
    assert done.changed is True
    stored = Comment.objects.get()
    assert (stored.body, stored.html, stored.revision) == (NEW, "<p>The quay is <em>new</em>.</p>", 2)
    assert (stored.edited_at, stored.redacted_at, stored.visibility) == (now, None, "published")
    assert done.comment.html == stored.html
    (kept,) = Revision.objects.all()
    assert (kept.comment, kept.revision, kept.body) == (comment, 1, "The quay is old.")
    assert (kept.replaced_at, kept.expires_at) == (now, now + dt.timedelta(days=60))


def test_readers_caches_learn_of_it():
    comment = PublishedCommentFactory()
    before = Discussion.objects.get().version
    edit(comment)
    assert Discussion.objects.get().version == before + 1


def test_each_text_is_kept_once_oldest_first():
    comment = CommentFactory(body="One quay.")
    edit(comment, "Two quays.")
    edit(comment, "Three quays.", revision=2)
    assert [(kept.revision, kept.body) for kept in get_revisions(comment.pk)] == [(1, "One quay."), (2, "Two quays.")]


def test_it_is_announced_once_with_its_id(announced):
    comment = PublishedCommentFactory()
    with announced() as heard:
        edit(comment)
    assert heard == [
        ("discussion_changed", {"discussion_id": comment.discussion_id}),
        ("comment_edited", {"comment_id": comment.pk}),
    ]


def test_the_same_text_is_a_no_op_whatever_was_seen(announced):
    comment = PublishedCommentFactory()
    edit(comment)
    before = rows()
    with announced() as heard:
        assert edit(comment, f"{NEW}\r\n").changed is False
    assert (rows(), heard) == (before, [])


# What the gates say


@pytest.mark.parametrize(
    ("make", "admission", "after", "due"),
    [
        pytest.param(PublishedCommentFactory, Admission.PUBLISH, "published", False, id="nobody checks"),
        pytest.param(PublishedCommentFactory, Admission.SCREEN, "pending", True, id="checked before anybody sees it"),
        pytest.param(PublishedCommentFactory, Admission.HOLD, "held", False, id="held"),
        pytest.param(PendingCommentFactory, Admission.SCREEN, "pending", True, id="goes on being checked"),
        pytest.param(PendingCommentFactory, Admission.HOLD, "held", False, id="held before it was checked"),
        pytest.param(HeldCommentFactory, Admission.PUBLISH, "held", False, id="goes on waiting"),
        pytest.param(HeldCommentFactory, Admission.SCREEN, "held", True, id="goes on waiting, and is checked"),
        pytest.param(HeldCommentFactory, Admission.HOLD, "held", False, id="stays held"),
    ],
)
def test_what_becomes_of_it(rule, make, admission, after, due):
    comment = make()
    rule(admission)
    done = edit(comment)
    assert (done.comment.visibility, done.comment.next_attempt_at is not None) == (after, due)
    assert done.comment.body == NEW
    assert_everything_counts()


def test_who_shows_edits_first_has_them_checked_all_the_same(rule, settings):
    settings.ENGAGEMENT = {"PUBLISH_EDITS_FIRST": True}
    comment = PublishedCommentFactory()
    rule(Admission.SCREEN)
    version = Discussion.objects.get().version
    done = edit(comment)
    assert (done.comment.visibility, done.comment.next_attempt_at is not None) == ("published", True)
    assert Discussion.objects.get().version == version + 1


def test_its_place_is_kept_while_it_is_checked(rule):
    root = PublishedCommentFactory()
    comment, reply = PublishedCommentFactory(parent=root), PublishedCommentFactory(parent=root)
    under = PublishedCommentFactory(parent=comment)
    place = (comment.seq, comment.published_at)
    rule(Admission.SCREEN)
    edit(comment)
    comment.refresh_from_db()
    assert (comment.visibility, comment.in_thread) == ("pending", True), "a tombstone holds what hangs on it"
    change_visibility(comment_id=comment.pk, to=Visibility.PUBLISHED)
    comment.refresh_from_db()
    assert (comment.seq, comment.published_at) == place
    assert (place[0], reply.seq, under.seq) == (1, 2, 3)
    assert_everything_counts()


def test_what_passed_and_waits_for_its_parent_is_checked_anew(rule):
    parent = PublishedCommentFactory()
    reply = PendingCommentFactory(parent=parent)
    change_visibility(comment_id=parent.pk, to=Visibility.HELD)
    change_visibility(comment_id=reply.pk, to=Visibility.PUBLISHED)
    rule(Admission.SCREEN)
    edit(reply, revision=1)
    change_visibility(comment_id=parent.pk, to=Visibility.PUBLISHED)
    reply.refresh_from_db()
    assert (reply.visibility, reply.cleared_at, reply.next_attempt_at is not None) == ("pending", None, True)


def test_the_gates_are_asked_as_about_a_new_comment_without_the_time_in_the_form(rule):
    comment = PublishedCommentFactory(author_name="Ada", author_email="ada@example.org")
    asked = rule(Admission.SCREEN)
    edit(comment, submission=SubmissionData(ip=IP, user_agent="Browser", form_seconds=0.5))
    (draft,) = asked
    assert (draft.comment_id, draft.body, draft.author_name, draft.author_email) == (
        comment.pk,
        NEW,
        "Ada",
        "ada@example.org",
    )
    assert draft.submission == SubmissionData(ip=IP, user_agent="Browser")
    assert (draft.discussion_key, draft.section) == (comment.discussion.key, "Harbour")


def test_what_a_gate_refuses_changes_nothing(rule, unchanged):
    comment = PublishedCommentFactory()
    rule(Admission.REFUSE, reason="links", message="Too many links.")
    with unchanged(CommentRefused) as refusal:
        edit(comment)
    assert (refusal.value.code, refusal.value.message) == ("links", "Too many links.")


def test_a_gate_that_breaks_lets_nothing_through(unchanged):
    comment = PublishedCommentFactory()
    gates.register("tests", lambda draft: 1 / 0)
    with unchanged(GateFailed):
        edit(comment)


# What may not be edited


def test_the_window_is_counted_from_posting_to_the_second(unchanged, settings):
    settings.ENGAGEMENT = {"EDIT_MINUTES": 3}
    with time_machine.travel("2026-03-02T12:00:00Z", tick=False) as clock:
        comment = PublishedCommentFactory()
        clock.shift(179)
        assert edit(comment).changed is True
        clock.shift(1)
        with unchanged(NotEditable) as refusal:
            edit(comment, "Too late.", revision=2)
    assert refusal.value.code == "window"
    assert refusal.value.message == "The time for editing is over: that is 3 minutes after posting."


def test_what_waited_long_for_its_check_has_no_longer_window(rule, unchanged):
    with time_machine.travel("2026-03-02T12:00:00Z", tick=False) as clock:
        comment = PendingCommentFactory()
        clock.shift(dt.timedelta(minutes=5))
        change_visibility(comment_id=comment.pk, to=Visibility.PUBLISHED)
        with unchanged(NotEditable):
            edit(comment)


def test_nothing_is_edited_where_the_publisher_lets_nobody(unchanged, settings):
    settings.ENGAGEMENT = {"EDIT_MINUTES": 0}
    comment = PublishedCommentFactory()
    with unchanged(NotEditable) as refusal:
        edit(comment)
    assert (refusal.value.code, refusal.value.message) == ("off", "Comments cannot be edited here.")


def redact(comment):
    redact_comment(comment_id=comment.pk, body="The quay is …", revision=1)


def feature(comment):
    feature_comment(comment_id=comment.pk, featured=True)


def lock(comment):
    lock_branch(comment_id=comment.pk, locked=True)


def lock_root(comment):
    lock_branch(comment_id=comment.root_id, locked=True)


def close(comment):
    set_discussion_status(discussion_id=comment.discussion_id, status="closed")


def reject(comment):
    change_visibility(comment_id=comment.pk, to=Visibility.REJECTED)


def call_spam(comment):
    change_visibility(comment_id=comment.pk, to=Visibility.SPAM)


@pytest.mark.parametrize(
    ("decide", "code", "words"),
    [
        (reject, "decided", "This comment was decided on, and cannot be edited any more."),
        (call_spam, "decided", "This comment was decided on, and cannot be edited any more."),
        (redact, "redacted", "A moderator has edited this comment: it stays as it reads now."),
        (feature, "featured", "The newsroom has featured this comment: it stays as it reads now."),
        (close, "closed", "This discussion is closed: what was said in it stays as it reads now."),
        (
            lock,
            "locked",
            "The newsroom has closed this part of the discussion: what was said in it stays as it reads now.",
        ),
        (
            lock_root,
            "locked",
            "The newsroom has closed this part of the discussion: what was said in it stays as it reads now.",
        ),
    ],
)
def test_an_edit_is_no_way_round_a_decision(unchanged, decide, code, words):
    comment = PublishedCommentFactory(parent=PublishedCommentFactory())
    decide(comment)
    with unchanged(NotEditable) as refusal:
        edit(comment, revision=Comment.objects.get(pk=comment.pk).revision)
    assert (refusal.value.code, refusal.value.message) == (code, words)


def test_what_the_newsroom_says_is_not_edited_by_whoever_wrote_it(unchanged):
    user = UserFactory()
    spoken = post_comment(
        discussion_id=DiscussionFactory().pk,
        body="We read it all.",
        author=AuthorData(user_id=user.pk, name="The newsroom"),
        from_newsroom=True,
    )
    with unchanged(NotEditable) as refusal:
        edit(spoken.comment)
    assert refusal.value.code == "newsroom"


def test_spam_whose_author_is_told_that_it_waits_is_edited_and_stays_spam(rule):
    explanations.register("tests", lambda comment_id, visibility: Explanation(as_held=True))
    comment = SpamCommentFactory()
    for admission in (Admission.PUBLISH, Admission.SCREEN, Admission.HOLD):
        rule(admission)
        done = edit(comment, f"Edited for {admission.name}.", revision=Comment.objects.get().revision)
        assert (done.comment.visibility, done.comment.next_attempt_at) == ("spam", None)
    assert done.comment.body == "Edited for HOLD."


def test_what_its_author_took_back_stays_so(unchanged):
    comment = PublishedCommentFactory()
    withdraw_comment(comment_id=comment.pk)
    with unchanged(CommentWithdrawn):
        edit(comment)


def test_an_erased_comment_is_not_there(unchanged):
    comment = PublishedCommentFactory()
    erase_comment(comment_id=comment.pk)
    for body in (NEW, ""):
        with unchanged(InvalidComment if not body else CommentNotFound):
            edit(comment, body)
    with unchanged(CommentNotFound):
        edit(Comment(pk=10**6))


def test_a_stale_edit_is_told_what_the_comment_is_now(unchanged):
    comment = PublishedCommentFactory()
    edit(comment)
    with unchanged(StaleComment) as refusal:
        edit(comment, "Written over the first text.")
    assert (refusal.value.visibility, refusal.value.revision) == ("published", 2)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("", "Please write something."),
        (
            "<!-- x -->",
            "Readers would see nothing of this. Please write some words; pictures and HTML do not show here.",
        ),
        ("x" * 3001, "This is 3001 characters long; at most 3000 are allowed."),
        ("a\x00b", "Character 2 is one that cannot be stored: NUL (U+0000)."),
    ],
)
def test_what_cannot_be_stored_is_refused_at_its_field(unchanged, body, words):
    comment = PublishedCommentFactory()
    with unchanged(InvalidComment) as refusal:
        edit(comment, body)
    assert refusal.value.errors == {"body": [words]}


# Limits, repeats and what is kept


def test_edits_are_limited_by_themselves(unchanged, settings):
    settings.ENGAGEMENT = {"EDIT_LIMITS": [(2, 60)], "POST_LIMITS": [(2, 60)]}
    with time_machine.travel("2026-03-02T12:00:00Z", tick=False) as clock:
        comment = PublishedCommentFactory(ip=IP)
        for revision in (1, 2):
            edit(comment, f"Edit number {revision} of the quay.", revision=revision)
        with unchanged(PostingTooFast) as refusal:
            edit(comment, "One too many.", revision=3)
        assert (refusal.value.retry_after, refusal.value.crowded) == (60, False)
        assert CommentFactory(ip=IP).pk, "posting is counted apart"
        other = CommentFactory()
        assert edit(other, submission=SubmissionData(ip="198.18.0.77")).changed
        clock.shift(60)
        assert edit(comment, "One too many.", revision=3).changed


def test_an_accounts_edits_count_wherever_they_come_from(settings, unchanged):
    settings.ENGAGEMENT = {"EDIT_LIMITS": [(1, 60)]}
    comment = PublishedCommentFactory(user=UserFactory())
    edit(comment)
    with unchanged(PostingTooFast):
        edit(comment, "Again.", revision=2, submission=SubmissionData(ip="203.0.113.5"))


def test_without_an_address_each_comment_counts_by_itself(settings, unchanged):
    settings.ENGAGEMENT = {"EDIT_LIMITS": [(1, 60)]}
    comment, other = PublishedCommentFactory(), PublishedCommentFactory()
    assert edit(comment, submission=None).changed
    assert edit(other, submission=None).changed
    with unchanged(PostingTooFast):
        edit(comment, "Again.", revision=2, submission=None)


def test_the_text_that_went_may_be_written_again_and_the_new_one_may_not(unchanged):
    discussion = DiscussionFactory()
    sent = {"discussion": discussion, "author_name": "Ada", "author_email": "ada@example.org", "ip": IP}
    first, second = "The quay is older than the town.", "The quay is younger than the town."
    comment = CommentFactory(body=first, **sent)
    edit(comment, second)
    again = CommentFactory(body=first, **sent)
    assert again.pk != comment.pk
    with unchanged(InvalidComment) as refusal:
        CommentFactory(body=second, **sent)
    assert refusal.value.errors["body"][0].startswith("You have written this already")
    with unchanged(InvalidComment):
        edit(again, second)


def test_a_text_that_was_edited_and_edited_back_is_taken():
    comment = CommentFactory(body="The quay is older than the town.", ip=IP)
    edit(comment, "The quay is younger than the town.")
    assert edit(comment, "The quay is older than the town.", revision=2).changed
    assert SentText.objects.count() == 1


@pytest.mark.parametrize("take_back", [withdraw_comment, erase_comment])
def test_what_its_author_takes_back_is_kept_nowhere(take_back):
    comment, other = PublishedCommentFactory(), PublishedCommentFactory()
    edit(comment)
    edit(other)
    take_back(comment_id=comment.pk)
    assert [kept.comment for kept in Revision.objects.all()] == [other]


def test_what_a_moderator_edits_out_is_kept_in_no_earlier_text():
    comment = PublishedCommentFactory(body="I live at 1 Quay Street.")
    edit(comment, "I live at 1 Quay Street, Harbour.")
    redact_comment(comment_id=comment.pk, body="I live in Harbour.", revision=2)
    assert get_revisions(comment.pk) == ()


def test_an_earlier_text_is_gone_when_its_days_are_over(settings):
    settings.ENGAGEMENT = {"REVISION_DAYS": 2, "SAME_TEXT_HOURS": 0, "EDIT_LIMITS": [], "POST_LIMITS": []}
    with time_machine.travel("2026-03-02T12:00:00Z", tick=False) as clock:
        comment = PublishedCommentFactory()
        edit(comment)
        clock.shift(dt.timedelta(days=2, seconds=-1))
        delete_expired()
        assert len(get_revisions(comment.pk)) == 1
        clock.shift(1)
        assert get_revisions(comment.pk) == (), "before it is deleted, too"
        assert Revision.objects.exists()
        delete_expired()
        assert not Revision.objects.exists()
