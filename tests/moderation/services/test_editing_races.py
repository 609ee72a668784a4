"""An author edits while a moderator decides or a worker checks: threads with connections of their own."""

from functools import partial

import pytest

from engagement.api import Comment, NotEditable, SubmissionData, edit_comment
from moderation.exceptions import StaleDecision
from moderation.models import Case, Decision, Finding
from moderation.services.cases import put_case
from moderation.services.decisions import decide
from moderation.services.edits import follow_edit
from moderation.services.screening import screen_comment
from tests.factories import HeldCommentFactory, PendingCommentFactory, PublishedCommentFactory
from tests.moderation.factories import ModeratorFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def no_announcements(monkeypatch):
    """What is announced has its own tests; here it would only disturb."""
    monkeypatch.setattr("django.dispatch.Signal.send_robust", lambda *args, **kwargs: [])


def edit(comment):
    return partial(
        edit_comment,
        comment_id=comment.pk,
        body="The quay is new.",
        revision=1,
        submission=SubmissionData(ip="198.18.0.9"),
    )


def wish(comment, action):
    return partial(
        decide,
        comment_id=comment.pk,
        action=action,
        moderator_id=ModeratorFactory().pk,
        seen_visibility=comment.visibility,
        revision=1,
        reason="attack" if action == "reject" else "",
    )


@pytest.mark.parametrize("attempt", range(4))
@pytest.mark.parametrize("action", ["approve", "reject"])
def test_nobody_decides_on_a_text_that_they_did_not_see(race, action, attempt):
    comment = HeldCommentFactory()
    edited, decided = race(edit(comment), wish(comment, action))
    stored = Comment.objects.get()
    if isinstance(decided, StaleDecision):
        assert (stored.visibility, stored.revision, Decision.objects.count()) == ("held", 2, 0)
    elif isinstance(edited, NotEditable):
        assert (action, stored.visibility, stored.revision) == ("reject", "rejected", 1)
    else:
        # It was approved as it was, and then edited: what is new about it is checked again.
        assert (action, stored.visibility, stored.revision) == ("approve", "pending", 2)
        assert stored.next_attempt_at is not None


@pytest.mark.parametrize("attempt", range(4))
def test_a_check_of_the_old_text_never_publishes_the_new_one(race, attempt):
    comment = PendingCommentFactory()
    edited, _finding = race(edit(comment), partial(screen_comment, comment_id=comment.pk))
    assert edited.changed
    stored = Comment.objects.get()
    seen = Finding.objects.filter(check_name="dummy", revision=2).exists()
    assert (stored.visibility, stored.revision) == ("published" if seen else "pending", 2)
    assert (stored.next_attempt_at is None) == seen


def test_followed_at_once_it_is_followed_once(race):
    comment = PublishedCommentFactory()
    case = put_case(comment_id=comment.pk, queue="new", reasons=[])
    edit(comment)()
    race(*[partial(follow_edit, comment_id=comment.pk)] * 4)
    after = Case.objects.get()
    assert (after.reasons, after.version) == ([{"code": "edited"}], case.version + 1)
