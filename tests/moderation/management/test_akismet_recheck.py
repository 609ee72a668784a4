import datetime as dt
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from engagement.api import Visibility, due_comment_ids
from engagement.models import Comment, Submission
from moderation.api import find_due_comments, screen_comment
from moderation.management.commands import akismet
from moderation.models import Decision, Finding
from tests.factories import (
    DiscussionFactory,
    HeldCommentFactory,
    PendingCommentFactory,
    PublishedCommentFactory,
    SpamCommentFactory,
)
from tests.moderation.factories import DecisionFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def recheck(*arguments):
    out = StringIO()
    call_command("akismet", "recheck", *arguments, stdout=out)
    return out.getvalue().splitlines()


def published(**values):
    """A comment that readers see and nobody wants checked."""
    comment = PublishedCommentFactory(**values)
    assert comment.next_attempt_at is None
    return comment


def write_at(comment, moment):
    Comment.objects.filter(pk=comment.pk).update(created_at=moment)
    return comment


def marked():
    return set(Comment.objects.filter(next_attempt_at__isnull=False).values_list("pk", flat=True))


def test_comments_are_chosen_by_time():
    now = timezone.now()
    old, middle, new = (write_at(published(), now - days * DAY) for days in (9, 5, 1))
    lines = recheck("--since", "6d", "--until", (now - 3 * DAY).isoformat())
    assert lines[:2] == ["Comments to be checked: 1 (1 published).", "Marked: 1 of 1"]
    assert lines[2].startswith("The workers check at most 60 of them a minute, the last ones from 20")
    assert marked() == {middle.pk}
    assert old.pk not in due_comment_ids(limit=10)
    assert new.pk not in marked()


def test_comments_are_chosen_by_discussion():
    one, other = published(), published()
    recheck("--discussion", one.discussion.key)
    assert marked() == {one.pk}
    assert other.pk not in marked()


def test_comments_are_chosen_by_state_and_each_is_counted():
    chosen = [HeldCommentFactory(), SpamCommentFactory(), SpamCommentFactory()]
    Comment.objects.update(next_attempt_at=None)
    published()
    lines = recheck("--state", "held", "--state", "spam")
    assert lines[0] == "Comments to be checked: 3 (1 held, 2 spam)."
    assert marked() == {comment.pk for comment in chosen}


def test_what_was_withdrawn_or_erased_is_never_checked():
    for visibility in (Visibility.WITHDRAWN, Visibility.ERASED):
        Comment.objects.filter(pk=published().pk).update(visibility=visibility)
    assert recheck("--all") == ["Comments to be checked: 0."]
    assert marked() == set()


def test_a_dry_run_counts_and_changes_nothing():
    published()
    before = list(Comment.objects.values())
    assert recheck("--all", "--dry-run") == ["Comments to be checked: 1 (1 published)."]
    assert list(Comment.objects.values()) == before


def test_comments_whose_address_has_expired_are_left_out_and_counted():
    gone, expired, kept = published(), published(), published()
    Submission.objects.filter(comment=gone).delete()
    Submission.objects.filter(comment=expired).update(expires_at=timezone.now())
    assert recheck("--all")[:2] == [
        "Comments to be checked: 1 (1 published).",
        "Left out: 2, because the reader's address, which is asked with, has expired.",
    ]
    assert marked() == {kept.pk}


def test_they_are_spread_over_time_oldest_first():
    comments = [published() for _ in range(5)]
    before = timezone.now()
    assert recheck("--all", "--rate", "2")[-2] == "Marked: 5 of 5"
    times = [Comment.objects.get(pk=comment.pk).next_attempt_at for comment in comments]
    assert before <= times[0] <= timezone.now()
    assert [(time - times[0]).total_seconds() for time in times] == [0, 0, 60, 60, 120]
    assert set(find_due_comments()) == {comments[0].pk, comments[1].pk}


def test_what_is_checked_sooner_anyway_keeps_its_time_and_what_waits_longer_is_brought_forward():
    soon, later, never = published(), published(), published()
    now = timezone.now()
    Comment.objects.filter(pk=soon.pk).update(next_attempt_at=now - DAY, attempts=2)
    Comment.objects.filter(pk=later.pk).update(next_attempt_at=now + DAY, attempts=2)
    recheck("--all")
    rows = {row.pk: row for row in Comment.objects.all()}
    assert (rows[soon.pk].next_attempt_at, rows[soon.pk].attempts) == (now - DAY, 2)
    assert now <= rows[later.pk].next_attempt_at <= timezone.now()
    assert rows[later.pk].attempts == 0
    assert rows[never.pk].next_attempt_at is not None


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param([], "Say which comments", id="nothing narrows the choice"),
        pytest.param(["--all", "--rate", "0"], "--rate takes 1 to 600", id="too slow"),
        pytest.param(["--all", "--rate", "601"], "--rate takes 1 to 600", id="too fast for the sweep"),
        pytest.param(["--discussion", "none"], "There is no discussion with the key 'none'", id="no such discussion"),
        pytest.param(["--since", "yesterday"], "is no time", id="no time"),
        pytest.param(["--state", "erased"], "invalid choice", id="no state to check"),
    ],
)
def test_what_cannot_be_done_is_refused_and_changes_nothing(arguments, message):
    published()
    with pytest.raises(CommandError, match=message):
        recheck(*arguments)
    assert marked() == set()


def test_without_a_checker_nothing_is_marked(settings):
    settings.MODERATION = {}
    published()
    with pytest.raises(CommandError, match="No spam checker is set"):
        recheck("--all")
    assert marked() == set()


def test_what_the_checker_says_now_moves_what_no_moderator_decided(standin):
    comment = published(author_name="akismet-guaranteed-spam")
    recheck("--all")
    assert standin.requests() == []
    screen_comment(comment_id=comment.pk)
    assert Comment.objects.get(pk=comment.pk).visibility == Visibility.SPAM
    assert standin.checks()[0].fields["comment_author"] == ["akismet-guaranteed-spam"]


@pytest.mark.parametrize(
    ("author", "factory", "action"),
    [
        ("akismet-guaranteed-spam", PendingCommentFactory, "approve"),
        ("akismet-guaranteed-ham", PublishedCommentFactory, "spam"),
        ("akismet-guaranteed-ham", PublishedCommentFactory, "reject"),
    ],
)
def test_what_a_moderator_decided_stays_as_it_is(standin, author, factory, action):
    comment = factory(author_name=author, discussion=DiscussionFactory())
    DecisionFactory(comment=comment, action=action)
    before = Comment.objects.get(pk=comment.pk).visibility
    decided = Decision.objects.count()
    recheck("--all")
    finding = screen_comment(comment_id=comment.pk)
    comment.refresh_from_db()
    assert (comment.visibility, comment.next_attempt_at) == (before, None)
    assert Decision.objects.count() == decided
    assert Finding.objects.filter(pk=finding.pk, comment=comment).exists()


def test_whoever_waits_sees_the_workers_finish(monkeypatch):
    comments = [published() for _ in range(3)]

    def let_the_workers_work(_seconds):
        screen_comment(comment_id=find_due_comments()[0])

    monkeypatch.setattr(akismet.time, "sleep", let_the_workers_work)
    assert recheck("--all", "--wait")[-1] == "Checked: 3 of 3"
    assert Finding.objects.filter(comment__in=comments).exists()
    assert marked() == set()


def test_whoever_interrupts_the_waiting_interrupts_nothing_else(monkeypatch):
    comment = published()

    def interrupt(_seconds):
        raise KeyboardInterrupt

    monkeypatch.setattr(akismet.time, "sleep", interrupt)
    assert recheck("--all", "--wait")[-2:] == ["Checked: 0 of 1", "The workers go on without this command."]
    assert marked() == {comment.pk}
