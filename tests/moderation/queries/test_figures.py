"""The figures, on decisions few enough to be counted by hand."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from moderation.models import Case, Decision
from moderation.queries import figures
from moderation.queries.figures import Counts, Group, Person, Speed, Totals
from moderation.queries.periods import Grain, Period, last_days
from moderation.services.cases import open_case
from moderation.services.decisions import undo
from tests.factories import ArticleFactory, DiscussionFactory, HeldCommentFactory
from tests.moderation.factories import DecisionFactory, ModeratorFactory

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 3, 2, 12, 30, tzinfo=dt.UTC)
TODAY = Period(first=NOON.date(), last=NOON.date())


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def sports():
    return DiscussionFactory(article=ArticleFactory(section="Sports"))


def decide_on(comment, action="approve", *, moderator, at=NOON):
    """Let a moderator decide at that time."""
    with time_machine.travel(at, tick=False):
        return DecisionFactory(comment=comment, action=action, moderator=moderator)


def hold(*, minutes=0, signal="links.many", **fields):
    """A comment that waits for so many minutes now."""
    comment = HeldCommentFactory(**fields)
    with time_machine.travel(NOON - dt.timedelta(minutes=minutes), tick=False):
        open_case(comment_id=comment.pk, reasons=[{"code": "signal", "signal": signal}])
    return comment


def judge(comment, action, *, cause, at=NOON):
    """Let the checks have decided."""
    after = "published" if action == "approve" else "spam"
    return Decision.objects.create(
        comment=comment, actor="policy", action=action, before="pending", after=after, revision=1, cause=cause, at=at
    )


def test_where_nobody_decided_there_is_nothing(moderator):
    assert figures.load_totals(TODAY) == Totals(decided=0, people=0, hours=0, speed=None)
    assert [part.counts.total for part in figures.load_slices(TODAY)] == [0] * 13
    assert figures.load_people(TODAY) == ()
    assert figures.load_causes(TODAY) == figures.load_sections(TODAY) == figures.count_rejections(TODAY) == ()


def test_totals_count_moderators_their_hours_and_how_long_comments_waited(moderator):
    other = ModeratorFactory()
    for minutes, who in ((10, moderator), (20, moderator), (30, other)):
        decide_on(hold(minutes=minutes), moderator=who)
    decide_on(hold(minutes=60), "reject", moderator=moderator, at=NOON - dt.timedelta(minutes=55))
    judge(HeldCommentFactory(), "spam", cause="checker.spam")
    assert figures.load_totals(TODAY) == Totals(decided=4, people=2, hours=2, speed=Speed(median=900.0, p95=1710.0))


def test_a_decision_on_what_did_not_wait_has_no_time(moderator):
    comment = hold(minutes=10)
    decide_on(comment, moderator=moderator)
    decide_on(comment, "spam", moderator=moderator)
    assert figures.load_totals(TODAY) == Totals(decided=2, people=1, hours=1, speed=Speed(median=600.0, p95=600.0))


def test_a_case_that_waits_again_changes_nothing_about_what_was_decided_before(moderator):
    comment = hold(minutes=10)
    decision = decide_on(comment, moderator=moderator)
    Case.objects.update(opened_at=NOON + dt.timedelta(hours=1), reasons=[])
    decision.refresh_from_db()
    assert (decision.waited, decision.cause) == (600, "links.many")


def test_the_hours_of_a_day_are_told_one_by_one(moderator):
    decide_on(hold(minutes=180), "reject", moderator=moderator, at=NOON.replace(hour=10, minute=0))
    decide_on(hold(minutes=180), "spam", moderator=moderator, at=NOON.replace(hour=10, minute=59, second=59))
    decide_on(hold(), moderator=moderator)
    parts = figures.load_slices(TODAY)
    assert [part.at.hour for part in parts] == list(range(13))
    assert parts[10].counts == Counts(rejected=1, spam=1)
    assert parts[10].speed == Speed(median=3600 + 3599 / 2 - 1800, p95=pytest.approx(1800 + 0.95 * 3599))
    assert parts[11].speed is None
    assert parts[12].counts == Counts(approved=1)


def test_days_and_hours_begin_where_the_sites_do(moderator):
    with timezone.override(dt.timezone(dt.timedelta(hours=5, minutes=30))):
        decide_on(hold(), moderator=moderator, at=dt.datetime(2026, 3, 1, 18, 29, tzinfo=dt.UTC))
        decide_on(hold(), moderator=moderator, at=dt.datetime(2026, 3, 1, 18, 30, tzinfo=dt.UTC))
        parts = figures.load_slices(TODAY)
        assert figures.load_totals(TODAY).decided == 1
        assert [part.counts.total for part in parts] == [1, *[0] * 17]
        days = figures.load_slices(last_days(7))
        assert [part.counts.total for part in days] == [0, 0, 0, 0, 0, 1, 1]
        assert (days[0].at.date(), days[-1].at.date()) == (dt.date(2026, 2, 24), dt.date(2026, 3, 2))


@pytest.mark.parametrize(
    ("days", "grain", "count"), [(2, "hour", 37), (3, "day", 3), (92, "day", 92), (366, "week", 54)]
)
def test_a_long_period_is_told_in_larger_parts(days, grain, count):
    period = last_days(days)
    assert period.grain is Grain(grain)
    assert len(figures.load_slices(period)) == count


def test_the_day_on_which_the_clocks_go_back_has_25_hours(moderator):
    with timezone.override("Europe/Berlin"), time_machine.travel(dt.datetime(2026, 11, 1, tzinfo=dt.UTC), tick=False):
        night = dt.datetime(2026, 10, 25, tzinfo=dt.UTC)
        decide_on(hold(), moderator=moderator, at=night)
        decide_on(hold(), moderator=moderator, at=night + dt.timedelta(hours=1))
        parts = figures.load_slices(Period(first=night.date(), last=night.date()))
        assert len(parts) == 25
        assert [part.counts.total for part in parts[:5]] == [0, 0, 1, 1, 0]


def test_people_are_told_by_how_much_they_decided(moderator):
    jo = ModeratorFactory(first_name="Jo", last_name="Lindqvist")
    for hour in (9, 10, 10):
        decide_on(hold(), moderator=jo, at=NOON.replace(hour=hour))
    undo(decision_id=Decision.objects.latest("pk").pk, moderator_id=moderator.pk)
    decide_on(hold(), "reject", moderator=moderator)
    assert figures.load_people(TODAY) == (
        Person(name="Jo Lindqvist", counts=Counts(approved=3), hours=2, overturned=1),
        Person(name=moderator.username, counts=Counts(rejected=1), hours=1, overturned=0),
    )


def test_whose_account_is_gone_has_no_name(moderator):
    decide_on(hold(), moderator=moderator)
    moderator.delete()
    (person,) = figures.load_people(TODAY)
    assert person == Person(name="", counts=Counts(approved=1), hours=1, overturned=0)


def test_the_checks_are_overturned_by_the_contrary_alone(moderator):
    wrong, confirmed, spam = (hold(signal="links.many") for _number in range(3))
    judge(wrong, "approve", cause="")
    judge(confirmed, "approve", cause="")
    judge(spam, "spam", cause="checker.spam")
    decide_on(wrong, "spam", moderator=moderator)
    decide_on(confirmed, "approve", moderator=moderator)
    decide_on(spam, "reject", moderator=moderator)
    groups = {
        group.key: (group.by_moderators, group.by_checks, group.overturned) for group in figures.load_causes(TODAY)
    }
    assert groups == {"": (0, 2, 1), "checker.spam": (0, 1, 0), "links.many": (3, 0, 0)}


def test_a_contrary_decision_that_was_undone_overturns_nothing(moderator):
    comment = hold()
    judge(comment, "approve", cause="")
    contrary = decide_on(comment, "spam", moderator=moderator)
    undo(decision_id=contrary.pk, moderator_id=moderator.pk)
    overturned = {group.key: group.overturned for group in figures.load_causes(TODAY)}
    assert overturned == {"": 0, "links.many": 1}


def test_a_decision_on_another_version_of_the_comment_overturns_nothing(moderator):
    comment = hold()
    judge(comment, "approve", cause="")
    type(comment).objects.filter(pk=comment.pk).update(revision=2)
    decide_on(comment, "spam", moderator=moderator)
    assert {group.key: group.overturned for group in figures.load_causes(TODAY)} == {"": 0, "links.many": 0}


def test_what_was_overturned_after_the_period_counts_where_it_was_decided(moderator):
    comment = hold()
    decide_on(comment, moderator=moderator, at=NOON - dt.timedelta(days=3))
    decide_on(comment, "reject", moderator=moderator)
    before = Period(first=dt.date(2026, 2, 26), last=dt.date(2026, 2, 28))
    assert [group.overturned for group in figures.load_causes(before)] == [1]


def test_what_the_checks_hold_is_no_decision():
    Decision.objects.create(
        comment=hold(), actor="policy", action="hold", before="pending", after="held", revision=1, cause="links.many"
    )
    assert figures.load_causes(TODAY) == ()


def test_sections_are_told_with_their_times(moderator, sports):
    decide_on(hold(minutes=10, discussion=sports), moderator=moderator)
    decide_on(hold(minutes=20, discussion=sports), moderator=moderator)
    decide_on(hold(minutes=40), moderator=moderator)
    assert figures.load_sections(TODAY) == (
        Group(key="Sports", by_moderators=2, by_checks=0, overturned=0, speed=Speed(median=900.0, p95=1170.0)),
        Group(key="Harbour", by_moderators=1, by_checks=0, overturned=0, speed=Speed(median=2400.0, p95=2400.0)),
    )


def test_rejections_are_counted_by_the_reason_given(moderator):
    for reason in ("attack", "illegal", "attack"):
        DecisionFactory(comment=hold(), action="reject", reason=reason, moderator=moderator)
    assert figures.count_rejections(TODAY) == (("attack", 2), ("illegal", 1))


def test_what_lies_outside_the_period_does_not_count(moderator):
    for at in (TODAY.start - dt.timedelta(microseconds=1), TODAY.end):
        decide_on(hold(), moderator=moderator, at=at)
    decide_on(hold(), moderator=moderator, at=TODAY.start)
    assert figures.load_totals(TODAY).decided == 1


def load_everything():
    period = last_days(30)
    overturned = figures.load_overturned(period)
    for load in (figures.load_totals, figures.load_slices, figures.count_rejections):
        load(period)
    for load in (figures.load_people, figures.load_causes, figures.load_sections):
        load(period, overturned=overturned)


def test_it_costs_the_same_whatever_there_is(moderator, sports, django_assert_num_queries):
    decide_on(hold(), "reject", moderator=moderator)
    with CaptureQueriesContext(connection) as few:
        load_everything()
    assert len(few) == 12
    for number in range(6):
        at = NOON - dt.timedelta(days=number * 4)
        decide_on(hold(signal=f"s{number}", discussion=sports), moderator=ModeratorFactory(), at=at)
    with django_assert_num_queries(len(few)):
        load_everything()
