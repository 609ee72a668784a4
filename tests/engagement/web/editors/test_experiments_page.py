"""The page of experiments: a sentence, an interval and a table for each, and styles over many."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from engagement.api import end_experiment
from engagement.experiments import Interval
from engagement.models import Wording
from engagement.web.editors.intervals import draw_interval
from tests.engagement.compared import compare, wordings_of
from tests.engagement.web.editors.conftest import read, tally, texts_of
from tests.factories import DiscussionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engagement_alone")]

PAGE = "/engagement/experiments/"


@pytest.fixture(autouse=True)
def measured(settings):
    settings.ENGAGEMENT = {"MEASURE": True}


def count(experiment, *arms):
    for pk, (seen, started) in zip(wordings_of(experiment), arms, strict=True):
        tally(Wording.objects.get(pk=pk), 31, seen=seen, started=started)


def rows(tree, number=0):
    table = tree.cssselect("table")[number]
    return [texts_of(row, "th, td:not(.ed-share)") for row in table.cssselect("tbody tr")]


def test_where_nothing_was_compared_the_page_says_so(desk):
    tree = read(desk.get(PAGE))
    assert texts_of(tree, "main .ed-mute") == [
        "No experiment has compared just these two yet.",
        "No wordings were compared yet.",
    ]
    assert tree.cssselect("table") == []


def test_an_experiment_stands_with_its_verdict_and_its_interval(desk):
    experiment = compare(DiscussionFactory())
    count(experiment, (9000, 250), (9000, 410))
    tree = read(desk.get(PAGE))
    sentences = texts_of(tree, ".ed-verdict")
    assert sentences[1].startswith("“What would you miss about the old quay?” by ")
    [first, second] = rows(tree, 1)
    assert first == ["Should the old quay be kept? closed question", "9,000", "250", "2.8 % of 9,000", ""]
    assert second[:4] == ["What would you miss about the old quay? personal", "9,000", "410", "4.6 % of 9,000"]
    low, high = second[4].replace("+", "").replace(" %", "").split(" to ")
    assert 0 < int(low) < 64 < int(high)
    [line] = tree.cssselect("table")[1].cssselect(".ed-l1")
    assert 50 < float(line.get("x1").rstrip("%")) < float(line.get("x2").rstrip("%")) < 100


def test_styles_are_compared_over_all_experiments(desk):
    for _number in range(2):
        experiment = compare(DiscussionFactory())
        count(experiment, (900, 25), (900, 41))
        end_experiment(experiment_id=experiment.pk, keep=None, by=None)
    tree = read(desk.get(PAGE))
    assert rows(tree)[0][1:3] == ["1,800", "50"]
    assert "From 2 experiments, each compared within itself." in texts_of(tree, "#ed-pooled p")
    assert texts_of(tree, "#ed-pooled option[selected]") == ["closed question", "personal", "answers begun"]
    other = read(desk.get(f"{PAGE}?style=short&other=context&metric=stance"))
    assert texts_of(other, "#ed-pooled option[selected]") == ["short", "with context", "stances chosen"]
    assert other.cssselect("#ed-pooled table") == []


@pytest.mark.parametrize("query", ["style=x&other=y&metric=z&page=x", "style=open&other=open", "page=" + "9" * 40])
def test_what_the_address_says_wrongly_counts_as_not_said(desk, query):
    compare(DiscussionFactory())
    assert desk.get(f"{PAGE}?{query}").status_code == 200


def test_it_costs_the_same_whatever_there_is(desk):
    count(compare(DiscussionFactory()), (900, 25), (900, 41))
    desk.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        desk.get(PAGE)
    for _number in range(6):
        count(compare(DiscussionFactory()), (900, 25), (900, 41))
    with CaptureQueriesContext(connection) as many:
        tree = read(desk.get(PAGE))
    assert len(tree.cssselect("table")) == 8
    assert len(many) == len(few)


@pytest.mark.parametrize(
    ("interval", "drawn"),
    [
        (Interval(0.5, 2.0), ("25.00%", "75.00%", "−50 % to +100 %")),
        (Interval(1.0, 1.0), ("50.00%", "50.00%", "0 % to 0 %")),
        (Interval(0.01, 90.0), ("0.00%", "100.00%", "−99 % to +8,900 %")),
        (Interval(0.0, float("inf")), ("0.00%", "100.00%", "anything")),
        (Interval(1.25, float("inf")), ("58.05%", "100.00%", "+25 % or more")),
        (Interval(1.128, 1.301), ("54.34%", "59.49%", "+12 % to +31 %")),
    ],
)
def test_an_interval_is_drawn_on_a_scale_of_doublings(interval, drawn):
    found = draw_interval(interval)
    assert (found.x1, found.x2, found.words) == drawn


def test_where_nothing_fits_any_more_nothing_is_drawn():
    assert draw_interval(None) is None
