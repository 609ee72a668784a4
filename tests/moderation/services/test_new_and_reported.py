"""The queues New and Reported: what comes into them, and when it leaves."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from engagement.api import Visibility, change_visibility
from moderation.api import close_case, decide, follow_publication, open_case, queue_counts, screen_comment, undo
from moderation.models import Case, Decision, Queue
from moderation.services import lately
from moderation.services.cases import put_case
from moderation.services.emptying import Seen
from moderation.services.looking import expire_new, mark_looked_at
from moderation.services.maintenance import open_missing_new
from tests.factories import HeldCommentFactory, PendingCommentFactory, PublishedCommentFactory
from tests.moderation.factories import DecisionFactory

pytestmark = pytest.mark.django_db

REPORT = {"code": "reported", "kind": "hate", "count": 1}


def cases():
    return list(Case.objects.order_by("comment_id").values_list("comment_id", "queue", "reasons"))


def new(**fields):
    comment = PublishedCommentFactory(**fields)
    follow_publication(comment_id=comment.pk)
    return comment


def seen(*comments):
    return [
        Seen(comment_id=case.comment_id, version=case.version) for case in Case.objects.filter(comment__in=comments)
    ]


def test_what_the_checks_publish_is_new_in_the_same_transaction(checker):
    comment = PendingCommentFactory()
    screen_comment(comment_id=comment.pk)
    assert cases() == [(comment.pk, "new", [])]
    assert follow_publication(comment_id=comment.pk) is False


def test_a_publication_costs_screening_two_inserts_and_nothing_that_grows(checker, settings, monkeypatch):
    monkeypatch.setattr(lately, "SECONDS", 1000.0)

    def screen():
        comment = PendingCommentFactory()
        with CaptureQueriesContext(connection) as queries:
            screen_comment(comment_id=comment.pk)
        return len(queries)

    warm = [screen(), screen()]  # what is read from time to time is read by then
    costs = [screen(), screen()]
    settings.MODERATION = {**settings.MODERATION, "NEW_DAYS": 0}
    assert costs == [screen() + 2] * 2
    assert Case.objects.count() == len(warm + costs)


def test_a_reply_that_passed_is_new_while_it_waits_for_its_parent(checker):
    parent = PublishedCommentFactory()
    reply = PendingCommentFactory(parent=parent)
    change_visibility(comment_id=parent.pk, to=Visibility.HELD)
    screen_comment(comment_id=reply.pk)
    assert cases() == [(reply.pk, "new", [])]
    assert close_case(comment_id=reply.pk) is False


def test_what_others_publish_is_new_and_what_a_moderator_did_is_not():
    others = new()
    decided = DecisionFactory(comment=HeldCommentFactory(), action="approve").comment
    follow_publication(comment_id=decided.pk)
    assert cases() == [(others.pk, "new", []), (decided.pk, "decided", [])]


def test_without_the_queue_nothing_is_new(settings):
    settings.MODERATION = {**settings.MODERATION, "NEW_DAYS": 0}
    comment = PublishedCommentFactory()
    assert follow_publication(comment_id=comment.pk) is False
    assert open_missing_new() == 0
    assert cases() == []


def test_a_sweep_finds_what_no_message_put_there():
    comment = PublishedCommentFactory()
    HeldCommentFactory()
    assert open_missing_new() == 1
    assert cases() == [(comment.pk, "new", [])]
    assert open_missing_new() == 0


def test_approving_what_is_new_confirms_it(moderator):
    comment = new()
    decide(comment_id=comment.pk, action="approve", moderator_id=moderator.pk, seen_visibility="published", revision=1)
    assert cases() == [(comment.pk, "decided", [])]
    decision = Decision.objects.get()
    assert (decision.action, decision.queue_before, decision.before, decision.after) == (
        "approve",
        "new",
        "published",
        "published",
    )


def test_what_was_looked_at_is_decided_and_written_down(moderator, django_assert_num_queries):
    comments = [new(), new(), new()]
    shown = seen(*comments[:2])
    with CaptureQueriesContext(connection) as queries:
        assert len(mark_looked_at(seen=shown, moderator_id=moderator.pk)) == 2
    assert [queue for _pk, queue, _reasons in cases()] == ["decided", "decided", "new"]
    rows = Decision.objects.values_list("comment_id", "action", "actor", "moderator", "queue_before", "revision")
    assert sorted(rows) == [(comment.pk, "look", "moderator", moderator.pk, "new", 1) for comment in comments[:2]]
    assert len(mark_looked_at(seen=shown, moderator_id=moderator.pk)) == 0
    more = seen(*[new() for _number in range(6)])
    with django_assert_num_queries(len(queries)):
        assert len(mark_looked_at(seen=more, moderator_id=moderator.pk)) == 6


def test_what_changed_since_it_was_seen_was_not_looked_at(moderator):
    edited, taken = new(), new()
    shown = seen(edited, taken)
    put_case(comment_id=edited.pk, queue=Queue.NEW, reasons=[{"code": "edited"}])
    change_visibility(comment_id=taken.pk, to=Visibility.HELD)
    assert len(mark_looked_at(seen=shown, moderator_id=moderator.pk)) == 0
    assert Decision.objects.count() == 0
    assert [queue for _pk, queue, _reasons in cases()] == ["new", "new"]


def test_looking_can_be_undone(moderator):
    comment = new()
    mark_looked_at(seen=seen(comment), moderator_id=moderator.pk)
    undo(decision_id=Decision.objects.get().pk, moderator_id=moderator.pk)
    assert cases() == [(comment.pk, "new", [])]


def test_what_nobody_looks_at_leaves_after_its_days(moderator):
    old, decided, young = new(), new(), new()
    DecisionFactory(comment=decided, action="approve", moderator=moderator)
    put_case(comment_id=decided.pk, queue=Queue.NEW, reasons=[])
    Case.objects.filter(comment__in=[old, decided]).update(opened_at=timezone.now() - dt.timedelta(days=3, minutes=1))
    assert expire_new() == 2
    assert cases() == [(decided.pk, "decided", []), (young.pk, "new", [])]
    assert (queue_counts()["new"], queue_counts()["decided"], queue_counts()["all"]) == (1, 1, 2)
    assert expire_new() == 0


def test_what_readers_report_stays_with_all_its_reasons_until_it_is_dealt_with(moderator):
    comment = new()
    put_case(comment_id=comment.pk, queue=Queue.REPORTED, reasons=[REPORT])
    first = Case.objects.get()
    put_case(comment_id=comment.pk, queue=Queue.REPORTED, reasons=[{"code": "edited"}])
    again = Case.objects.get()
    assert (again.queue, again.reasons) == ("reported", [{"code": "edited"}, REPORT])
    assert again.opened_at == first.opened_at
    assert again.priority > first.priority
    assert close_case(comment_id=comment.pk) is False
    DecisionFactory(comment=comment, action="approve", moderator=moderator)
    assert Case.objects.get().queue == "decided"
    put_case(comment_id=comment.pk, queue=Queue.REPORTED, reasons=[{**REPORT, "count": 2}])
    back = Case.objects.get()
    assert (back.queue, back.reasons[0]) == ("reported", {**REPORT, "count": 2})
    assert back.opened_at > first.opened_at


@pytest.mark.parametrize("after", [Visibility.REJECTED, Visibility.SPAM, Visibility.WITHDRAWN])
@pytest.mark.parametrize("queue", [Queue.REPORTED, Queue.NEW])
def test_a_case_closes_once_its_comment_is_published_no_more(queue, after):
    comment = PublishedCommentFactory()
    put_case(comment_id=comment.pk, queue=queue, reasons=[REPORT])
    assert close_case(comment_id=comment.pk) is False
    change_visibility(comment_id=comment.pk, to=after)
    assert close_case(comment_id=comment.pk) is True
    assert cases() == [(comment.pk, "decided", [REPORT])]


def test_a_reported_comment_that_is_taken_back_waits_and_says_why():
    comment = PublishedCommentFactory()
    put_case(comment_id=comment.pk, queue=Queue.REPORTED, reasons=[REPORT])
    change_visibility(comment_id=comment.pk, to=Visibility.HELD)
    open_case(comment_id=comment.pk, reasons=[{"code": "moderator"}])
    assert cases() == [(comment.pk, "waiting", [{"code": "moderator"}, REPORT])]
