"""The table as a file: all rows, all figures, and nothing that a spreadsheet takes for a formula."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from engagement.models import Discussion, Wording
from engagement.web.editors.csvs import guard_cell
from tests.engagement.measuring.past import day, make_wording
from tests.engagement.web.editors.conftest import MARCH, PAGE, tally

pytestmark = pytest.mark.django_db


def download(desk, query):
    response = desk.get(f"{PAGE}earnings.csv?{query}")
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_every_figure_is_in_it_and_every_rate_beside_what_it_is_of(desk, quay):
    [row] = download(desk, MARCH)
    assert row["prompt"] == str(quay.prompt_id)
    assert row["discussion"] == quay.prompt.discussion.key
    assert {
        name: value for name, value in row.items() if name not in {"prompt", "question", "discussion", "title"}
    } == {
        "section": "Harbour",
        "rendered": "500",
        "seen": "400",
        "stance": "20",
        "started": "12",
        "submitted": "4",
        "published": "2",
        "spam": "1",
        "held": "0",
        "rejected": "1",
        "pending": "0",
        "replied": "1",
        "featured": "0",
        "replies": "1",
        "max_depth": "1",
        "authors": "2",
        "strangers": "0",
        "first_timers": "2",
        "returnable": "2",
        "returning": "0",
        "newsroom_replied": "1",
        "mean_depth": "0.5",
        "start_rate": "0.03",
        "stance_rate": "0.05",
        "per_thousand_seen": "5.0",
        "approval_rate": "0.6667",
        "spam_share": "0.25",
        "return_rate": "0.0",
        "first_answer_seconds": "3600",
        "first_newsroom_reply_seconds": "7200",
    }


def test_where_there_is_nothing_to_divide_by_the_cell_is_empty(desk):
    tally(make_wording(created=day(1)), 1, rendered=5)
    [row] = download(desk, f"{MARCH}&by=section")
    assert row["section"] == "Harbour"
    assert {name for name, value in row.items() if not value} == {
        "mean_depth",
        "start_rate",
        "stance_rate",
        "per_thousand_seen",
        "approval_rate",
        "spam_share",
        "return_rate",
        "first_answer_seconds",
        "first_newsroom_reply_seconds",
    }


def test_all_rows_are_in_it_in_the_order_of_the_page_at_the_same_cost(desk):
    for number in range(3):
        tally(make_wording(created=day(1)), 2, seen=number + 1)
    desk.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        download(desk, MARCH)
    for number in range(57):
        tally(make_wording(created=day(1)), 2, seen=number + 4)
    with CaptureQueriesContext(connection) as many:
        rows = download(desk, f"{MARCH}&page=2")
    assert [int(row["seen"]) for row in rows] == list(range(60, 0, -1))
    assert len(many) == len(few)


def test_a_question_a_section_and_a_title_are_no_formulas(desk):
    wording = make_wording(section="@SUM(A1)", created=day(1))
    tally(wording, 1, seen=1)
    Wording.objects.filter(pk=wording.pk).update(question='=HYPERLINK("https://evil.example","x")')
    Discussion.objects.filter(pk=wording.prompt.discussion_id).update(title="+1")
    [row] = download(desk, f"{MARCH}&by=wording")
    assert row["question"] == '\'=HYPERLINK("https://evil.example","x")'
    assert (row["section"], row["title"]) == ("'@SUM(A1)", "'+1")
    [row] = download(desk, f"{MARCH}&by=section")
    assert row["section"] == "'@SUM(A1)"


def test_a_download_names_what_it_holds_and_is_kept_by_nobody(desk):
    response = desk.get(f"{PAGE}earnings.csv?by=source&{MARCH}")
    assert response["Content-Disposition"] == 'attachment; filename="earnings-source-2026-03-01-2026-03-31.csv"'
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Cache-Control"] == "private, no-store"


def test_styles_are_told_as_they_are_stored_and_narrow_what_is_told(desk, quay):
    tally(make_wording(style="closed", created=day(1)), 2, seen=10)
    response = desk.get(f"{PAGE}earnings.csv?by=style&{MARCH}")
    assert response["Content-Disposition"] == 'attachment; filename="earnings-style-2026-03-01-2026-03-31.csv"'
    assert [(row["style"], row["seen"]) for row in download(desk, f"by=style&{MARCH}")] == [
        ("", "400"),
        ("closed", "10"),
    ]
    assert [row["seen"] for row in download(desk, f"by=prompt&style=closed&{MARCH}")] == ["10"]
    assert [row["seen"] for row in download(desk, f"by=prompt&style=-&{MARCH}")] == ["400"]


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "  =1"])
def test_a_formula_is_guarded(cell):
    assert guard_cell(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["Sports", "a=1", "", -1, 2.5, None])
def test_what_is_no_formula_is_left_as_it_is(cell):
    assert guard_cell(cell) == cell
