"""Edited comments: what comes back, where, and why it says it does."""

import pytest
from django.utils import timezone

from engagement.api import Comment
from moderation.api import follow_edit, redact
from moderation.models import Case
from moderation.services.cases import open_case, put_case
from moderation.services.screening import screen_comment
from tests.factories import HeldCommentFactory, PendingCommentFactory, PublishedCommentFactory, SpamCommentFactory
from tests.moderation.factories import DecisionFactory

pytestmark = pytest.mark.django_db

EDITED = {"code": "edited"}
LINKS = {"code": "signal", "signal": "links.many", "check": "links"}


def edit(comment, **fields):
    """What a reader's edit leaves behind, until there is a service for it."""
    comment.refresh_from_db()
    Comment.objects.filter(pk=comment.pk).update(revision=comment.revision + 1, edited_at=timezone.now(), **fields)
    return follow_edit(comment_id=comment.pk)


def state(comment):
    return Case.objects.filter(comment=comment).values_list("queue", "reasons").first()


@pytest.mark.parametrize(
    ("make", "action", "queue"),
    [
        pytest.param(HeldCommentFactory, "approve", "new", id="what was approved is to be looked at"),
        pytest.param(PublishedCommentFactory, "spam", "spam", id="what a moderator took for spam"),
    ],
)
def test_what_was_decided_comes_back_with_the_reason(make, action, queue):
    comment = make()
    DecisionFactory(comment=comment, action=action)
    assert state(comment)[0] == "decided"
    edit(comment)
    assert state(comment) == (queue, [EDITED])


def test_what_nobody_looked_at_yet_is_among_the_new_with_the_reason():
    comment = PublishedCommentFactory()
    edit(comment)
    assert state(comment) == ("new", [EDITED])


@pytest.mark.parametrize(("make", "queue"), [(HeldCommentFactory, "waiting"), (PublishedCommentFactory, "reported")])
def test_what_stands_in_a_queue_stays_there_and_says_so_first(make, queue):
    comment = make()
    case = put_case(comment_id=comment.pk, queue=queue, reasons=[LINKS])
    edit(comment)
    assert state(comment) == (queue, [EDITED, LINKS])
    after = Case.objects.get(pk=case.pk)
    assert (after.opened_at, after.version) == (case.opened_at, case.version + 1)


def test_it_is_more_urgent_than_before():
    comment = HeldCommentFactory()
    before = open_case(comment_id=comment.pk, reasons=[LINKS]).priority
    assert edit(comment).priority > before


def test_twice_is_once():
    comment = PublishedCommentFactory()
    DecisionFactory(comment=comment, action="approve")
    version = edit(comment).version
    assert follow_edit(comment_id=comment.pk).version == version


def test_what_a_moderator_decided_on_as_it_reads_now_stays_decided():
    comment = PublishedCommentFactory()
    edit(comment)
    DecisionFactory(comment=comment, action="approve")
    assert follow_edit(comment_id=comment.pk) is None
    assert state(comment)[0] == "decided"


def test_where_nothing_is_looked_through_the_check_alone_sees_it(settings):
    settings.MODERATION = {**settings.MODERATION, "NEW_DAYS": 0}
    comment = PublishedCommentFactory()
    assert edit(comment) is None
    assert state(comment) is None


@pytest.mark.parametrize("visibility", ["rejected", "withdrawn"])
def test_what_is_gone_comes_back_to_nobody(visibility):
    comment = PublishedCommentFactory(visibility=visibility)
    assert edit(comment) is None
    assert state(comment) is None


def test_what_is_checked_anew_keeps_the_reason_through_the_check(checker):
    comment = PublishedCommentFactory()
    DecisionFactory(comment=comment, action="approve")
    edit(comment, visibility="pending", next_attempt_at=timezone.now())
    assert state(comment) == ("decided", [EDITED])
    screen_comment(comment_id=comment.pk)
    assert state(comment) == ("new", [EDITED])


def test_a_text_that_was_never_seen_waits_for_its_check():
    assert edit(PendingCommentFactory()) is None


def test_what_was_taken_for_spam_says_that_it_reads_otherwise_now():
    comment = SpamCommentFactory()
    put_case(comment_id=comment.pk, queue="discarded", reasons=[LINKS])
    edit(comment)
    assert state(comment) == ("discarded", [EDITED, LINKS])


def test_a_moderators_own_edit_brings_nothing_back(moderator, django_capture_on_commit_callbacks):
    comment = PublishedCommentFactory()
    DecisionFactory(comment=comment, action="approve")
    with django_capture_on_commit_callbacks(execute=True):
        redact(comment_id=comment.pk, body="The quay.", revision=1, moderator_id=moderator.pk)
    assert state(comment) == ("decided", [])
