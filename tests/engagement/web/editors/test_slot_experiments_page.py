"""Experiments by time slot on the editors' page, beside those by a coin."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from engagement.models import Wording
from tests.engagement.compared import FIRST, OTHER, compare, wordings_of
from tests.engagement.web.editors.conftest import read, tally, texts_of
from tests.factories import DiscussionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engagement_alone")]

PAGE = "/engagement/experiments/"


@pytest.fixture(autouse=True)
def measured(settings):
    settings.ENGAGEMENT = {"MEASURE": True}


def count(experiment, first, second, *, days=20):
    """On each of the days before today."""
    for pk, started in zip(wordings_of(experiment), (first, second), strict=True):
        wording = Wording.objects.get(pk=pk)
        for number in range(31 - days, 31):
            tally(wording, number, seen=900, started=started + number % 2)


def rows(tree, number=0):
    table = tree.cssselect("table")[number]
    return [texts_of(row, "th, td:not(.ed-share)") for row in table.cssselect("tbody tr")]


def test_an_experiment_by_time_slot_stands_with_its_verdict_and_its_interval(desk):
    count(compare(DiscussionFactory(), slot_hours=3), 25, 41)
    tree = read(desk.get(PAGE))
    assert texts_of(tree, ".ed-verdict")[1].startswith(f"“{OTHER}” by ")
    [first, second] = rows(tree, 1)
    assert first == [f"{FIRST} closed question", "18,000", "510", "2.8 % of 18,000", ""]
    low, high = second[4].replace("+", "").replace(" %", "").split(" to ")
    assert 0 < int(low) < 62 < int(high)
    assert "by time slots of 3 hours" in texts_of(tree, "section.ed-plot > .ed-small")[-1]
    [line] = tree.cssselect("table")[1].cssselect(".ed-l1")
    assert 50 < float(line.get("x1").rstrip("%")) < float(line.get("x2").rstrip("%")) < 100


def test_a_slot_experiment_that_says_nothing_yet_is_drawn_as_anything(desk):
    count(compare(DiscussionFactory(), slot_hours=1), 3, 4, days=2)
    tree = read(desk.get(PAGE))
    assert texts_of(tree, ".ed-verdict")[1].startswith("Not yet: about ")
    assert rows(tree, 1)[1][4] == "anything"
    assert "by time slots of 1 hour ·" in texts_of(tree, "section.ed-plot > .ed-small")[-1]


def test_styles_are_compared_over_both_kinds_apart(desk):
    for hours in (None, 3, 3):
        count(compare(DiscussionFactory(), slot_hours=hours), 25, 41)
    tree = read(desk.get(PAGE))
    assert texts_of(tree, "#ed-pooled h3") == ["By a coin in each browser", "By time slot"]
    assert [rows(tree, number)[0][1:3] for number in (0, 1)] == [["18,000", "510"], ["36,000", "1,020"]]
    assert texts_of(tree, "#ed-pooled p.ed-small") == [
        "From one experiment.",
        "From 2 experiments, each day of each compared within itself.",
    ]


def test_what_nobody_has_seen_yet_is_not_counted_among_those_put_together(desk):
    count(compare(DiscussionFactory()), 25, 41)
    for hours in (None, 3):
        compare(DiscussionFactory(), slot_hours=hours)
    tree = read(desk.get(PAGE))
    assert texts_of(tree, "#ed-pooled p.ed-small") == ["From one experiment."]
    assert texts_of(tree, "#ed-pooled h3") == []


def test_it_costs_the_same_whatever_there_is(desk):
    for hours in (None, 3):
        count(compare(DiscussionFactory(), slot_hours=hours), 25, 41, days=3)
    desk.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        desk.get(PAGE)
    for hours in (None, 3, 6, 1):
        count(compare(DiscussionFactory(), slot_hours=hours), 25, 41, days=3)
    with CaptureQueriesContext(connection) as many:
        tree = read(desk.get(PAGE))
    assert len(tree.cssselect("table")) == 8
    assert len(many) == len(few)
