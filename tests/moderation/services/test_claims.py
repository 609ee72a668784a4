"""Claims: who has a card before them, for a few minutes, for all to see."""

import datetime as dt
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from engagement.api import CommentNotFound
from moderation.api import claim_comment, claim_next, decide, open_case, purge
from moderation.models import Case, Claim, Decision
from moderation.queries.claims import load_claims
from tests.factories import HeldCommentFactory
from tests.moderation.factories import DecisionFactory, ModeratorFactory


def make_queue(count):
    comments = [HeldCommentFactory() for _number in range(count)]
    for comment in comments:
        open_case(comment_id=comment.pk, reasons=[{"code": "held"}])
    return comments


def let_lapse():
    Claim.objects.update(until=timezone.now() - dt.timedelta(seconds=1))


def holders():
    return dict(Claim.objects.values_list("comment_id", "moderator_id"))


@pytest.fixture
def others(db):
    return [ModeratorFactory(), ModeratorFactory(first_name="Ben", last_name="Okafor")]


@pytest.mark.django_db
def test_a_card_is_claimed_for_three_minutes_and_all_are_told_by_whom(others):
    _ben_not, ben = others
    comment = HeldCommentFactory()
    before = timezone.now()
    assert claim_comment(comment_id=comment.pk, moderator_id=ben.pk)
    line = load_claims([comment.pk])[comment.pk]
    assert (line.moderator_id, line.who) == (ben.pk, "Ben Okafor")
    assert dt.timedelta(0) <= line.until - before - dt.timedelta(minutes=3) < dt.timedelta(seconds=20)


@pytest.mark.django_db
def test_how_long_is_a_setting(others, settings):
    settings.MODERATION = {"CLAIM_MINUTES": 10}
    comment = HeldCommentFactory()
    claim_comment(comment_id=comment.pk, moderator_id=others[0].pk)
    assert load_claims([comment.pk])[comment.pk].until > timezone.now() + dt.timedelta(minutes=9)


@pytest.mark.django_db
def test_whoever_comes_later_does_not_get_it_and_it_stays_as_it_was(others):
    one, two = others
    comment = HeldCommentFactory()
    claim_comment(comment_id=comment.pk, moderator_id=one.pk)
    before = list(Claim.objects.values())
    assert not claim_comment(comment_id=comment.pk, moderator_id=two.pk)
    assert list(Claim.objects.values()) == before


@pytest.mark.django_db
def test_claiming_again_lengthens_it_and_a_lapsed_one_is_anybodys(others):
    one, two = others
    comment = HeldCommentFactory()
    claim_comment(comment_id=comment.pk, moderator_id=one.pk)
    let_lapse()
    assert load_claims([comment.pk]) == {}
    assert claim_comment(comment_id=comment.pk, moderator_id=one.pk)
    assert list(load_claims([comment.pk])) == [comment.pk]
    let_lapse()
    assert claim_comment(comment_id=comment.pk, moderator_id=two.pk)
    assert holders() == {comment.pk: two.pk}


@pytest.mark.django_db
def test_who_moves_on_lets_go_of_the_card_before(others):
    one, two = others
    first, second = HeldCommentFactory(), HeldCommentFactory()
    claim_comment(comment_id=first.pk, moderator_id=one.pk)
    claim_comment(comment_id=second.pk, moderator_id=one.pk)
    assert holders() == {second.pk: one.pk}
    assert claim_comment(comment_id=first.pk, moderator_id=two.pk)


@pytest.mark.django_db
def test_a_claim_forbids_no_decision_and_ends_with_it(others):
    one, two = others
    comment = HeldCommentFactory()
    claim_comment(comment_id=comment.pk, moderator_id=one.pk)
    decision = DecisionFactory(comment=comment, moderator=two, action="approve")
    assert (decision.moderator, decision.after) == (two, "published")
    assert holders() == {}


@pytest.mark.django_db
def test_a_decision_turned_down_ends_no_claim(others):
    one, two = others
    comment = HeldCommentFactory()
    claim_comment(comment_id=comment.pk, moderator_id=one.pk)
    with pytest.raises(Exception, match="revision"):
        decide(comment_id=comment.pk, action="approve", moderator_id=two.pk, seen_visibility="held", revision=2)
    assert holders() == {comment.pk: one.pk}


@pytest.mark.django_db
def test_what_is_not_there_is_not_claimed(others):
    with pytest.raises(CommentNotFound):
        claim_comment(comment_id=999_999, moderator_id=others[0].pk)
    assert holders() == {}


@pytest.mark.django_db
def test_the_next_card_is_the_next_that_nobody_else_has(others):
    one, two = others
    first, second, third = make_queue(3)
    claim_comment(comment_id=second.pk, moderator_id=two.pk)
    assert claim_next(queue="waiting", moderator_id=one.pk, comment_id=first.pk) == third.pk
    assert holders() == {second.pk: two.pk, third.pk: one.pk}
    assert claim_next(queue="waiting", moderator_id=one.pk, comment_id=third.pk) == first.pk


@pytest.mark.django_db
def test_where_others_have_all_of_them_the_next_comes_as_it_stands(others):
    one, two = others
    first, second = make_queue(2)
    claim_comment(comment_id=second.pk, moderator_id=two.pk)
    Case.objects.filter(comment=first).update(queue="decided", decided_at=timezone.now())
    assert claim_next(queue="waiting", moderator_id=one.pk, comment_id=first.pk) == second.pk
    assert holders() == {second.pk: two.pk}


@pytest.mark.django_db
def test_nothing_follows_in_an_empty_queue_nor_among_the_decided(others):
    (only,) = make_queue(1)
    assert claim_next(queue="waiting", moderator_id=others[0].pk, comment_id=only.pk) is None
    assert claim_next(queue="decided", moderator_id=others[0].pk, comment_id=only.pk) is None
    assert holders() == {}


@pytest.mark.django_db
def test_the_next_card_costs_the_same_however_many_wait(others, django_assert_num_queries):
    comments = make_queue(3)
    claim_comment(comment_id=comments[0].pk, moderator_id=others[0].pk)
    with CaptureQueriesContext(connection) as few:
        claim_next(queue="waiting", moderator_id=others[0].pk, comment_id=comments[0].pk)
    last = make_queue(8)[-1]
    claim_comment(comment_id=last.pk, moderator_id=others[1].pk)
    with django_assert_num_queries(len(few)):
        claim_next(queue="waiting", moderator_id=others[0].pk, comment_id=comments[1].pk)


@pytest.mark.django_db
def test_lapsed_claims_are_purged(others):
    one, two = others
    first, second = HeldCommentFactory(), HeldCommentFactory()
    claim_comment(comment_id=first.pk, moderator_id=one.pk)
    let_lapse()
    claim_comment(comment_id=second.pk, moderator_id=two.pk)
    purge()
    assert holders() == {second.pk: two.pk}


@pytest.mark.django_db(transaction=True)
def test_moderators_who_claim_one_card_at_once_get_one_claim(race):
    comment = HeldCommentFactory()
    outcomes = race(
        *[partial(claim_comment, comment_id=comment.pk, moderator_id=ModeratorFactory().pk) for _number in range(4)]
    )
    assert sorted(outcomes) == [False, False, False, True]
    assert list(holders()) == [comment.pk]


@pytest.mark.django_db(transaction=True)
def test_twenty_moderators_on_one_queue_each_get_a_card_of_their_own(race):
    start, *_rest = comments = make_queue(21)
    moderators = [ModeratorFactory().pk for _number in range(20)]
    outcomes = race(*[partial(claim_next, queue="waiting", moderator_id=pk, comment_id=start.pk) for pk in moderators])
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert sorted(outcomes) == [comment.pk for comment in comments[1:]]
    assert holders() == dict(zip(outcomes, moderators, strict=True))


@pytest.mark.django_db(transaction=True)
def test_moderators_who_decide_and_move_on_at_once_decide_no_card_twice_and_lose_none(race, monkeypatch):
    monkeypatch.setattr("django.dispatch.Signal.send_robust", lambda *args, **kwargs: [])
    comments = make_queue(16)

    def work_through(moderator_id, comment_id):
        done = 0
        while comment_id is not None and done < 4:
            decide(
                comment_id=comment_id, action="approve", moderator_id=moderator_id, seen_visibility="held", revision=1
            )
            done += 1
            comment_id = claim_next(queue="waiting", moderator_id=moderator_id, comment_id=comment_id)
        return done

    starts = comments[:4]
    moderators = [ModeratorFactory().pk for _start in starts]
    for moderator_id, start in zip(moderators, starts, strict=True):
        claim_comment(comment_id=start.pk, moderator_id=moderator_id)
    outcomes = race(*[partial(work_through, pk, start.pk) for pk, start in zip(moderators, starts, strict=True)])
    assert outcomes == [4, 4, 4, 4]
    # At the queue's end one may be led to a card that a colleague is deciding, who wants the same: then one is left.
    decided = set(Decision.objects.values_list("comment_id", flat=True))
    waiting = set(Case.objects.filter(queue="waiting").values_list("comment_id", flat=True))
    assert (decided & waiting, decided | waiting) == (set(), {comment.pk for comment in comments})
    assert len(waiting) <= 3
    while (left := claim_next(queue="waiting", moderator_id=moderators[0], comment_id=starts[0].pk)) is not None:
        decide(comment_id=left, action="approve", moderator_id=moderators[0], seen_visibility="held", revision=1)
    assert sorted(Decision.objects.values_list("comment_id", flat=True)) == [comment.pk for comment in comments]
