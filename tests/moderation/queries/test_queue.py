"""The queues' pages: what stands in them, in which order, at which cost."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from engagement.api import BadCursor, Comment, Visibility
from moderation.models import Case, Decision, Queue
from moderation.queries.counts import queue_counts
from moderation.queries.queue import load_queue
from moderation.rules.priority import find_priority
from moderation.services.cases import put_case
from moderation.services.decisions import undo
from moderation.services.maintenance import open_missing_cases
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


def file(comment, queue=Queue.WAITING, *, reasons=(), **ago):
    case = put_case(comment_id=comment.pk, queue=queue, reasons=reasons)
    if ago:
        opened_at = case.opened_at - dt.timedelta(**ago)
        priority = find_priority(reasons=reasons, reach=0, opened_at=opened_at)
        Case.objects.filter(pk=case.pk).update(opened_at=opened_at, priority=priority)
    return case


def ids(page):
    return [item.comment_id for item in page.items]


def test_an_item_says_everything_that_a_list_shows():
    root = PublishedCommentFactory(author_name="Ingrid Sool", body="I drive the *number 4*.")
    reply = HeldCommentFactory(parent=root, author_name="Kasimir", body="**No** change.\n\nNone at all.")
    case = file(reply, reasons=[{"code": "unscreened"}, {"code": "checker", "check": "akismet", "verdict": "discard"}])
    (item,) = load_queue(queue="waiting").items
    discussion = root.discussion
    assert (item.comment_id, item.queue, item.visibility, item.revision) == (reply.pk, "waiting", "held", 1)
    assert (item.author_name, item.is_guest, item.excerpt) == ("Kasimir", True, "No change. None at all.")
    assert (item.article_title, item.article_url, item.section) == (discussion.title, discussion.url, "Harbour")
    assert item.question == "Should the old quay be kept?"
    assert (item.parent.comment_id, item.parent.author_name) == (root.pk, "Ingrid Sool")
    assert item.parent.excerpt == "I drive the number 4."
    assert item.reasons == ("Not yet checked", "Akismet: blatant spam")
    assert (item.created_at, item.opened_at, item.decided_at) == (reply.created_at, case.opened_at, None)
    assert item.latest is None


def test_a_root_comment_of_an_account_answers_the_prompt_itself():
    file(HeldCommentFactory(user=UserFactory(username="lena")))
    (item,) = load_queue(queue="waiting").items
    assert (item.parent, item.is_guest, item.author_name) == (None, False, "lena")
    assert item.question == "Should the old quay be kept?"


def test_the_newest_decision_stands_beside_each_comment(checker):
    comment = PendingCommentFactory(author_name="spam")
    screen_comment(comment_id=comment.pk)
    (item,) = load_queue(queue="spam").items
    assert (item.latest.action, item.latest.actor, item.latest.who) == ("spam", "policy", "the checks")
    DecisionFactory(comment=comment, moderator=ModeratorFactory(first_name="Jo", last_name="L."), action="reject")
    (item,) = load_queue(queue="decided").items
    assert (item.latest.what, item.latest.who, item.latest.reason_label) == ("rejected", "Jo L.", "It attacks a person")
    assert item.decided_at is not None


def test_who_waits_longest_comes_first_and_the_other_queues_begin_with_the_newest():
    held = [HeldCommentFactory() for _ in range(3)]
    spam = [SpamCommentFactory() for _ in range(3)]
    for minutes, comment in zip((5, 9, 1), held, strict=True):
        file(comment, minutes=minutes)
    for minutes, comment in zip((5, 9, 1), spam, strict=True):
        file(comment, Queue.SPAM, minutes=minutes)
    assert ids(load_queue(queue="waiting")) == [held[1].pk, held[0].pk, held[2].pk]
    assert ids(load_queue(queue="spam")) == [spam[2].pk, spam[0].pk, spam[1].pk]


def test_the_newest_decisions_come_first_among_the_decided():
    decisions = [DecisionFactory(action="reject") for _ in range(3)]
    assert ids(load_queue(queue="decided")) == [decision.comment_id for decision in reversed(decisions)]


@pytest.mark.parametrize("queue", ["waiting", "spam", "discarded"])
def test_pages_follow_each_other_without_gaps_or_repeats_even_at_one_moment(queue):
    make = HeldCommentFactory if queue == "waiting" else SpamCommentFactory
    comments = [make() for _ in range(7)]
    for comment in comments:
        file(comment, Queue(queue))
    moment = timezone.now()
    Case.objects.filter(comment__in=comments[2:5]).update(opened_at=moment)
    whole = ids(load_queue(queue=queue))
    assert sorted(whole) == [comment.pk for comment in comments]
    seen, cursor = [], ""
    for expected in (3, 3, 1):
        page = load_queue(queue=queue, cursor=cursor, limit=3)
        assert len(page.items) == expected
        seen, cursor = seen + ids(page), page.next_cursor
    assert seen == whole
    assert cursor == ""


def test_a_page_that_is_just_full_has_no_next():
    for _ in range(2):
        file(HeldCommentFactory())
    assert load_queue(queue="waiting", limit=2).next_cursor == ""


def test_an_empty_queue_is_an_empty_page():
    page = load_queue(queue="waiting")
    assert (page.items, page.next_cursor) == ((), "")


@pytest.mark.parametrize(
    "cursor", ["x", "eyJhIjoxfQ", "WyJ3YWl0aW5nIiwgIm5vdyIsIDFd", "W10", "ä", "W1tbW1tbW1tb" * 200]
)
def test_what_is_no_cursor_is_refused(cursor):
    with pytest.raises(BadCursor):
        load_queue(queue="waiting", cursor=cursor)


def test_a_cursor_of_another_queue_is_refused():
    for _ in range(2):
        file(HeldCommentFactory())
    cursor = load_queue(queue="waiting", limit=1).next_cursor
    with pytest.raises(BadCursor):
        load_queue(queue="spam", cursor=cursor)


def test_a_queue_that_there_is_not_is_refused():
    with pytest.raises(BadCursor):
        load_queue(queue="everything")


def test_the_queues_are_counted_each_and_all_together():
    HeldCommentFactory()
    HeldCommentFactory()
    open_missing_cases()
    file(SpamCommentFactory(), Queue.SPAM)
    file(SpamCommentFactory(), Queue.DISCARDED)
    DecisionFactory(action="reject")
    assert queue_counts() == {
        "waiting": 2,
        "reported": 0,
        "spam": 1,
        "discarded": 1,
        "new": 0,
        "decided": 1,
        "all": 5,
    }


def test_the_number_of_queries_does_not_grow_with_the_queue(django_assert_num_queries):
    def grow():
        moderator = ModeratorFactory()
        for _ in range(4):
            root = PublishedCommentFactory()
            DecisionFactory(comment=root, moderator=moderator, action="hold")
            file(HeldCommentFactory(parent=PublishedCommentFactory(), user=UserFactory()))

    grow()
    with CaptureQueriesContext(connection) as few:
        assert len(load_queue(queue="waiting").items) == 8
    grow()
    grow()
    with django_assert_num_queries(len(few)):
        assert len(load_queue(queue="waiting").items) == 24
    with django_assert_num_queries(1):
        queue_counts()
    assert len(few) == 2


def test_a_comment_without_a_name_is_a_guests():
    file(HeldCommentFactory(author_name="Ada"))
    Comment.objects.update(author_name="")
    assert load_queue(queue="waiting").items[0].author_name == "Guest"


def test_an_undone_decision_is_the_newest_there_is(moderator):
    decision = DecisionFactory(action="reject")
    undo(decision_id=decision.pk, moderator_id=moderator.pk)
    assert Decision.objects.count() == 2
    assert load_queue(queue="decided").items[0].latest.what == "undone"
    assert load_queue(queue="decided").items[0].visibility == Visibility.PUBLISHED
