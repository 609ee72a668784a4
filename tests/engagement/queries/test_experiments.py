"""How experiments stand: exact on tallies made by hand, and at a number of queries that does not grow."""

import datetime as dt

import pytest

from engagement.api import (
    end_experiment,
    foresee,
    judge_experiment,
    judge_experiments,
    plan_of,
    pooled,
    set_stances,
    standings,
)
from engagement.experiments import Arm, Outcome, Plan, Standing, plan_acts, views_needed
from engagement.models import PromptTally, Wording
from tests.engagement.compared import FIRST, OTHER, THIRD, compare, wordings_of
from tests.engagement.measuring.past import make_comment
from tests.factories import ArticleFactory, DiscussionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engagement_alone")]

TODAY = dt.date(2026, 4, 1)


@pytest.fixture(autouse=True)
def april(settings, time_machine):
    settings.ENGAGEMENT = {"MEASURE": True}
    settings.TIME_ZONE = "UTC"
    time_machine.move_to("2026-04-01T12:00:00+00:00", tick=False)


def tally(wording_id, number, **counts):
    """What was counted of a wording on a day of the experiment, of which 0 is the first."""
    for kind, told in counts.items():
        PromptTally.objects.create(wording_id=wording_id, day=TODAY + dt.timedelta(days=number), kind=kind, count=told)


def moment(number):
    return dt.datetime(2026, 4, 1, 13, tzinfo=dt.UTC) + dt.timedelta(days=number)


def test_nothing_is_known_where_nothing_was_counted():
    experiment = compare(DiscussionFactory())
    assert standings(experiment) == ()
    assert judge_experiment(experiment).outcome == Outcome.NOT_YET
    judged = judge_experiments([experiment])[experiment.pk]
    assert judged.arms == (Arm(), Arm())
    assert judged.sentence.startswith("Not yet: 0 of about ")


def test_counts_add_up_day_by_day_and_hold_nothing_else():
    discussion = DiscussionFactory()
    ordinary = discussion.prompt.proposal
    experiment = compare(discussion)
    one, two = wordings_of(experiment)
    tally(one, 0, rendered=50, seen=40, started=4, stance=9)
    tally(two, 0, seen=38)
    tally(two, 2, seen=10, started=6)
    tally(one, 3, started=1)
    # Of who stands outside.
    tally(ordinary.pk, 0, seen=999, started=99)
    for visibility in ("published", "published", "rejected", "spam", "held", "pending", "erased"):
        make_comment(_row(one), at=moment(1), visibility=visibility)
    make_comment(_row(one), at=moment(1), visibility="withdrawn", was_published=True)
    make_comment(_row(one), at=moment(1), visibility="withdrawn")
    make_comment(_row(one), at=moment(1), from_newsroom=True)
    make_comment(_row(one), at=moment(1), badge="author")
    make_comment(_row(two), at=moment(1), visibility="rejected")
    make_comment(ordinary, at=moment(1))
    assert standings(experiment) == (
        Standing((Arm(seen=40, acts=4), Arm(seen=38))),
        Standing((Arm(seen=40, acts=4), Arm(seen=48, acts=6, refused=1))),
        Standing((Arm(seen=40, acts=5, approved=3, refused=1), Arm(seen=48, acts=6, refused=1))),
    )


def test_what_is_counted_after_its_end_is_left_out(time_machine):
    experiment = compare(DiscussionFactory())
    one, two = wordings_of(experiment)
    time_machine.move_to(moment(2), tick=False)
    experiment = end_experiment(experiment_id=experiment.pk, keep=None, by=None)
    tally(one, 2, seen=7)
    tally(two, 3, seen=8, started=8)
    assert standings(experiment) == (Standing((Arm(seen=7), Arm())),)


def test_the_chosen_metric_counts():
    discussion = DiscussionFactory()
    set_stances(prompt_id=discussion.prompt.pk, labels=["Yes", "No"])
    experiment = compare(discussion, metric="stance")
    tally(wordings_of(experiment)[0], 0, seen=9, started=3, stance=5)
    assert standings(experiment) == (Standing((Arm(seen=9, acts=5), Arm())),)


def test_a_winner_is_named_in_a_sentence():
    experiment = compare(DiscussionFactory())
    one, two = wordings_of(experiment)
    tally(one, 0, seen=9000, started=250)
    tally(two, 0, seen=9000, started=410)
    verdict = judge_experiment(experiment)
    assert (verdict.outcome, verdict.winner, verdict.acts) == (Outcome.WINNER, 1, 660)
    judged = judge_experiments([experiment])[experiment.pk]
    assert (judged.names, judged.plan) == ((FIRST, OTHER), plan_of(experiment))
    assert judged.sentence.startswith(f"“{OTHER}” by ")


def test_many_are_judged_each_by_its_own_and_at_three_queries(django_assert_num_queries):
    experiments = [compare(DiscussionFactory()) for _each in range(3)]
    for number, experiment in enumerate(experiments):
        one, two = wordings_of(experiment)
        tally(one, number, seen=10 + number, started=number)
        tally(two, number, seen=20)
    with django_assert_num_queries(3):
        judged = judge_experiments(experiments)
    for number, experiment in enumerate(experiments):
        assert judged[experiment.pk].arms == (Arm(seen=10 + number, acts=number), Arm(seen=20))
    with django_assert_num_queries(3):
        judge_experiment(experiments[0])


# By style


def test_styles_are_compared_over_many_articles_day_by_day(django_assert_num_queries):
    personal, turned = compare(DiscussionFactory()), compare(DiscussionFactory(), (OTHER, "closed"), style="personal")
    tally(wordings_of(personal)[0], 0, seen=100, started=10)
    tally(wordings_of(personal)[1], 0, seen=101, started=20)
    tally(wordings_of(turned)[0], 1, seen=51, started=9)
    tally(wordings_of(turned)[1], 1, seen=50, started=5)
    # None of these compares the two, each with one wording.
    beside = [
        compare(DiscussionFactory(), (OTHER, "open")),
        compare(DiscussionFactory(), (OTHER, "personal"), (THIRD, "personal")),
        compare(DiscussionFactory(), (OTHER, "closed")),
    ]
    for experiment in beside:
        for wording in wordings_of(experiment):
            tally(wording, 0, seen=1000, started=900)
    end_experiment(experiment_id=turned.pk, keep=None, by=None)
    turned.refresh_from_db()
    type(turned).objects.filter(pk=turned.pk).update(ended_at=moment(5))
    with django_assert_num_queries(3):
        found = pooled("closed", "personal", metric="started")
    assert found.experiments == 2
    assert found.names == ("closed question", "personal")
    assert found.standings == (
        Standing((Arm(seen=100, acts=10), Arm(seen=101, acts=20))),
        Standing((Arm(seen=150, acts=15), Arm(seen=152, acts=29))),
    )
    assert found.plan == Plan(acts=plan_acts(lift=0.25), lift=0.25)
    assert found.verdict.outcome == Outcome.NOT_YET
    mirrored = pooled("personal", "closed", metric="started")
    assert mirrored.arms == tuple(reversed(found.arms))


def test_a_third_wording_of_another_style_hinders_no_comparison():
    experiment = compare(DiscussionFactory(), (OTHER, "personal"), (THIRD, "short"))
    for number, wording in enumerate(wordings_of(experiment)):
        tally(wording, 0, seen=10, started=number)
    assert pooled("short", "closed", metric="started").arms == (Arm(seen=10, acts=2), Arm(seen=10))


def test_styles_may_be_compared_in_one_section():
    harbour, town = (compare(DiscussionFactory(article=ArticleFactory(section=name))) for name in ("Harbour", "Town"))
    tally(wordings_of(harbour)[0], 0, seen=3)
    tally(wordings_of(town)[0], 0, seen=5)
    assert pooled("closed", "personal", metric="started", section="Town").arms == (Arm(seen=5), Arm())
    assert pooled("closed", "personal", metric="started", section="Arts").experiments == 0
    assert pooled("closed", "personal", metric="stance").experiments == 0


def test_one_style_is_not_compared_with_itself():
    compare(DiscussionFactory())
    found = pooled("closed", "closed", metric="started")
    assert (found.experiments, found.standings, found.arms) == (0, (), (Arm(), Arm()))


# Before


def test_before_it_begins_the_section_says_what_it_takes(django_assert_num_queries):
    discussion, elsewhere = DiscussionFactory(), DiscussionFactory(article=ArticleFactory(section="Town"))
    other = DiscussionFactory()
    prompt = discussion.prompt
    for number in range(1, 5):
        tally(other.prompt.proposal_id, -number, seen=20000, started=400)
    tally(prompt.proposal_id, -1, seen=20000, started=400, stance=5)
    tally(prompt.proposal_id, -29, seen=10**6)
    tally(elsewhere.prompt.proposal_id, -1, seen=10**6)
    with django_assert_num_queries(1):
        found = foresee(prompt, "started", 0.25)
    views = views_needed(plan_acts(lift=0.25), rate=0.02, lift=0.25)
    # Five days of 20,000 views in two articles.
    assert (found.views, found.expected, found.can_decide) == (views, 50000, views <= 50000)
    assert foresee(prompt, "started", 0.5).can_decide
    harder = foresee(prompt, "started", 0.05)
    assert not harder.can_decide
    assert "alone it can never decide" in harder.sentence
    assert foresee(prompt, "started", 0.5, wordings=3).views > foresee(prompt, "started", 0.5).views


@pytest.mark.parametrize("counts", [{}, {"seen": 100}, {"started": 3}], ids=str)
def test_where_too_little_was_measured_nothing_is_promised(counts):
    prompt = DiscussionFactory().prompt
    tally(prompt.proposal_id, -1, **counts)
    found = foresee(prompt, "started", 0.25)
    assert (found.views, found.expected, found.can_decide) == (0, 0, False)
    assert found.sentence == "Too little was measured in this section yet to say how long this will take."


def _row(wording_id):
    return Wording.objects.select_related("prompt__discussion").get(pk=wording_id)
