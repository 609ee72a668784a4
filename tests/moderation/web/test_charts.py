"""Bars for hours."""

import datetime as dt

import pytest
from django.utils import timezone, translation

from moderation.queries.operations import Hour
from moderation.web.charts import Bar, draw_hours

START = dt.datetime(2026, 3, 1, 13, tzinfo=dt.UTC)


def hours(*values):
    """48 hours, of which the last say so."""
    empty = [(0, 0, 0)] * (48 - len(values))
    return [
        Hour(at=START + dt.timedelta(hours=number), ham=ham, spam=spam, failed=failed)
        for number, (ham, spam, failed) in enumerate([*empty, *values])
    ]


def test_the_parts_of_an_hour_stand_one_above_the_other():
    chart = draw_hours(hours((30, 15, 15)))
    assert [(bar.kind, bar.y, bar.height) for bar in chart.bars] == [
        (1, "84.00", "65.00"),
        (3, "51.00", "32.00"),
        (2, "18.00", "32.00"),
    ]
    assert {(bar.x, bar.width) for bar in chart.bars} == {("98.33%", "1.44%")}


def test_a_part_too_small_to_see_is_seen():
    chart = draw_hours(hours((3000, 1, 0)))
    assert chart.bars[1] == Bar(kind=3, x="98.33%", y="83.98", width="1.44%", height="1.00")


@pytest.mark.parametrize(
    ("most", "lines"),
    [
        (0, ["0", "1", "2", "3"]),
        (3, ["0", "1", "2", "3"]),
        (4, ["0", "2", "4", "6"]),
        (122, ["0", "50", "100", "150"]),
        (151, ["0", "100", "200", "300"]),
        (2900, ["0", "1,000", "2,000", "3,000"]),
    ],
)
def test_the_lines_are_round_numbers_that_hold_the_most(most, lines):
    chart = draw_hours(hours((most, 0, 0)))
    with translation.override("en"):
        assert [line.words for line in chart.lines] == lines
    assert [line.y for line in chart.lines] == ["150.00", "106.00", "62.00", "18.00"]


def test_each_day_is_named_where_it_begins():
    chart = draw_hours(hours())
    assert [(day.words, day.x, day.anchor) for day in chart.days] == [
        ("March 2", "30.80%", "middle"),
        ("March 3", "76.30%", "middle"),
    ]


def test_a_day_that_begins_near_the_end_is_named_within_the_chart():
    with timezone.override(dt.timezone(dt.timedelta(hours=-7))):
        assert [(day.words, day.anchor) for day in draw_hours(hours()).days] == [
            ("March 2", "middle"),
            ("March 3", "end"),
        ]


def test_numbers_are_written_for_svg_in_every_language():
    with translation.override("de"):
        chart = draw_hours(hours((1500, 0, 0)))
    assert all("," not in value for bar in chart.bars for value in (bar.x, bar.y, bar.width, bar.height))
    assert [line.words for line in chart.lines][1] == "500"
