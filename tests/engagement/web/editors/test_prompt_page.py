"""The page of one prompt."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from engagement.models import Stance
from tests.engagement.measuring.past import day, make_comment, make_wording
from tests.engagement.web.editors.conftest import MARCH, read, rows_of, tally, texts_of

pytestmark = pytest.mark.django_db


def page(desk, wording, query=MARCH):
    return read(desk.get(f"/engagement/prompts/{wording.prompt_id}/?{query}"))


def test_its_figures_are_its_own(desk, quay):
    other = make_wording(created=day(1))
    tally(other, 1, seen=999)
    tree = page(desk, quay, f"{MARCH}&section=Nowhere&source=template&style=open")
    assert texts_of(tree, ".ed-kpi dd")[0] == "400"
    assert rows_of(tree, "#ed-funnel")[1] == ["Seen", "400", "80.0 % of shown"]
    assert len(tree.cssselect("svg.ed-drawn")) == 2


def test_its_wordings_stand_side_by_side_the_newest_first(desk, quay):
    newer = make_wording(quay.prompt, source="editor", created=day(5))
    tally(newer, 6, seen=50)
    tree = page(desk, quay)
    assert texts_of(tree, "#ed-wordings thead bdi") == [str(newer), str(quay)]
    rows = {row[0]: row[1:] for row in rows_of(tree, "#ed-wordings")}
    assert rows["Seen"] == ["50", "400"]
    assert rows["Begun"] == ["0.0 % of 50, few", "3.0 % of 400"]
    assert rows["Approved"] == ["", "66.7 % of 3, few"]


def test_each_wording_says_how_it_asks_where_that_is_known(desk, quay):
    make_wording(quay.prompt, source="editor", style="personal", created=day(5))
    assert texts_of(page(desk, quay), "#ed-wordings thead small") == [
        "an editor, March 5, 2026",
        "personal",
        "the article's own ending, March 1, 2026",
    ]


def test_of_very_many_wordings_the_oldest_are_left_out_and_that_is_told(desk, quay):
    for number in range(13):
        make_wording(quay.prompt, created=day(5, number))
    tree = page(desk, quay)
    assert len(tree.cssselect("#ed-wordings thead bdi")) == 12
    assert "2 older wordings are left out." in texts_of(tree, "#ed-wordings p")


def test_readers_split_among_its_stances(desk, quay):
    yes = Stance.objects.create(prompt=quay.prompt, label="Yes", position=1, count=30)
    Stance.objects.create(prompt=quay.prompt, label="No", position=2, count=9)
    Stance.objects.create(prompt=quay.prompt, label="Maybe", position=3, count=1, retired_at=day(2))
    make_comment(quay, at=day(4), stance=yes)
    make_comment(quay, at=day(4), stance=yes, visibility="spam")
    assert rows_of(page(desk, quay), "#ed-stances") == [
        ["Yes", "30", "75.0 % of 40", "1"],
        ["No", "9", "22.5 % of 40", "0"],
        ["Maybe offered no more", "1", "2.5 % of 40", "0"],
    ]


def test_a_prompt_that_offers_none_has_no_such_table(desk, quay):
    assert page(desk, quay).cssselect("#ed-stances") == []


def test_it_costs_the_same_whatever_there_is(desk, quay):
    page(desk, quay)
    with CaptureQueriesContext(connection) as few:
        page(desk, quay)
    for number in range(15):
        wording = make_wording(quay.prompt, created=day(2, number))
        tally(wording, 3, seen=number + 1)
        make_comment(wording, at=day(4, number))
        Stance.objects.create(prompt=quay.prompt, label=str(number), position=number)
    with CaptureQueriesContext(connection) as many:
        page(desk, quay)
    assert len(many) == len(few)
    assert len(many) <= 20
