"""The page of figures, and its downloads."""

import csv
import datetime as dt
import io

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from moderation.queries.spells import spell_seconds
from moderation.services.cases import open_case
from moderation.web.csvs import guard_cell
from tests.factories import ArticleFactory, DiscussionFactory, HeldCommentFactory
from tests.moderation.factories import DecisionFactory
from tests.moderation.web.pages import read, text_of, texts_of

pytestmark = pytest.mark.django_db

PAGE = "/moderation/figures/"
NOON = dt.datetime(2026, 3, 2, 12, 30, tzinfo=dt.UTC)


@pytest.fixture
def desk(client, moderator):
    moderator.user_permissions.add(Permission.objects.get(codename="export"))
    with time_machine.travel(NOON, tick=False):
        client.force_login(moderator)
        yield client


def hold(minutes, **fields):
    comment = HeldCommentFactory(**fields)
    with time_machine.travel(NOON - dt.timedelta(minutes=minutes), tick=False):
        open_case(comment_id=comment.pk, reasons=[{"code": "signal", "signal": "links.many"}])
    return comment


def rows_of(tree, name):
    return [texts_of(row, "th, td:not(.ws-share)") for row in tree.cssselect(f"#ws-{name} tbody tr")]


def read_csv(response):
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_where_nothing_happened_the_page_says_so(desk):
    tree = read(desk.get(PAGE))
    assert text_of(tree, "title") == "Figures | Afterword"
    assert dict(zip(texts_of(tree, ".ws-kpi dt"), texts_of(tree, ".ws-kpi dd"), strict=True)) == {
        "Waiting now": "0nothing is kept waiting",
        "Decided": "0nothing in these days",
        "Time to decision": "none",
        "Overturned": "0.0 %0 of 0 decisions, the checks' among them",
    }
    assert tree.cssselect("svg.ws-drawn") == []
    assert texts_of(tree, "[aria-current=page]") == ["Figures", "7 days"]


def test_the_figures_stand_in_numbers_plots_and_tables(desk, moderator):
    DecisionFactory(comment=hold(10), action="approve", moderator=moderator)
    DecisionFactory(comment=hold(30), action="reject", moderator=moderator)
    hold(200)
    tree = read(desk.get(f"{PAGE}?range=today"))
    assert texts_of(tree, ".ws-kpi dd") == [
        "1the oldest for 3 h, half of them for 3 h or longer",
        "22 an hour, by one person",
        "20 minin the middle; 95 in 100 within 29 min",
        "0.0 %0 of 2 decisions, the checks' among them",
    ]
    decisions, speed = tree.cssselect("svg.ws-drawn")
    assert [bar.get("class") for bar in decisions.cssselect("rect")] == ["f-1", "f-2"]
    assert [point.get("class") for point in speed.cssselect("circle")] == ["p-1", "p-2"]
    assert rows_of(tree, "decisions") == [["noon", "1", "1", "0", "0", "20 min", "29 min"]]
    assert rows_of(tree, "people") == [[moderator.username, "2", "2.0", "0.0 %"]]
    assert rows_of(tree, "reasons") == [["Many links", "2", "0", "0.0 %", "20 min", "29 min"]]
    assert rows_of(tree, "sections") == [["Harbour", "2", "0", "0.0 %", "20 min", "29 min"]]
    assert rows_of(tree, "rejections") == [["It attacks a person", "1"]]
    assert [row[1] for row in rows_of(tree, "waiting")] == ["0", "0", "0", "0", "1", "0"]


@pytest.mark.parametrize(
    ("query", "errors"),
    [
        (
            "from=yesterday&to=2026-03-01",
            {"ws-from-error": "From: This is no day. Write it as year, month and day, such as 2026-03-16."},
        ),
        ("from=2026-03-01", {"ws-to-error": "to: Please give a day."}),
        (
            "from=2026-03-03&to=2026-03-03",
            {"ws-from-error": "From: This day has not come yet.", "ws-to-error": "to: This day has not come yet."},
        ),
        (
            "from=0001-01-01&to=0001-01-02",
            {
                "ws-from-error": "From: Nothing is known of days so long ago.",
                "ws-to-error": "to: Nothing is known of days so long ago.",
            },
        ),
        ("from=2026-03-02&to=2026-03-01", {"ws-to-error": "to: The last day comes before the first."}),
        ("from=2025-03-01&to=2026-03-02", {"ws-to-error": "to: At most 366 days can be told at once."}),
    ],
)
def test_what_is_no_range_is_refused_at_its_field(desk, query, errors):
    response = desk.get(f"{PAGE}?{query}")
    tree = read(response)
    assert response.status_code == 400
    assert {error.get("id"): " ".join(error.text_content().split()) for error in tree.cssselect(".ws-error")} == errors
    described = [field.get("aria-describedby") for field in tree.cssselect("[aria-invalid=true]")]
    assert described == list(errors)
    assert texts_of(tree, ".ws-kpi dt") == ["Waiting now"]
    assert desk.get(f"{PAGE}people.csv?{query}").status_code == 302


def test_a_range_of_a_whole_leap_year_is_told(desk):
    assert desk.get(f"{PAGE}?from=2025-03-02&to=2026-03-02").status_code == 200


def test_a_range_ends_with_its_last_day_where_the_site_is(desk, moderator):
    DecisionFactory(comment=hold(0), action="approve", moderator=moderator)
    with timezone.override(dt.timezone(dt.timedelta(hours=12))):
        tree = read(desk.get(f"{PAGE}?from=2026-03-02&to=2026-03-02"))
        assert text_of(tree, ".ws-kpi div:nth-child(2) dd").startswith("0")
        tree = read(desk.get(f"{PAGE}?from=2026-03-03&to=2026-03-03"))
        assert text_of(tree, ".ws-kpi div:nth-child(2) dd").startswith("1")


def test_each_table_can_be_downloaded(desk, moderator):
    DecisionFactory(comment=hold(10), action="reject", moderator=moderator)
    tree = read(desk.get(PAGE))
    links = {link.get("href") for link in tree.cssselect("a[download]")}
    names = ("decisions", "waiting", "rejections", "people", "reasons", "sections")
    assert links == {f"{PAGE}{name}.csv?range=7-days" for name in names}
    found = {name: read_csv(desk.get(f"{PAGE}{name}.csv?range=7-days")) for name in names}
    assert found["decisions"] == [
        ["day", "approved", "rejected", "spam", "held", "median_seconds", "p95_seconds"],
        ["2026-03-02T00:00:00+00:00", "0", "1", "0", "0", "600", "600"],
    ]
    assert found["people"][1] == [moderator.username, "1", "0", "1", "0", "0", "1.0", "0"]
    assert found["reasons"][1] == ["links.many", "1", "0", "0", "600", "600"]
    assert found["rejections"] == [["reason", "decisions"], ["attack", "1"]]
    assert found["waiting"][0] == ["age", "comments"]


def test_a_download_names_its_days_and_is_kept_by_nobody(desk):
    response = desk.get(f"{PAGE}sections.csv?from=2026-03-01&to=2026-03-02")
    assert response["Content-Disposition"] == 'attachment; filename="sections-2026-03-01-2026-03-02.csv"'
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Cache-Control"] == "private, no-store"


def test_there_is_no_other_table(desk):
    assert desk.get(f"{PAGE}accounts.csv").status_code == 404


def test_a_section_that_looks_like_a_formula_is_none_in_a_spreadsheet(desk, moderator):
    discussion = DiscussionFactory(article=ArticleFactory(section='=HYPERLINK("https://evil.example","x")'))
    DecisionFactory(comment=hold(1, discussion=discussion), action="approve", moderator=moderator)
    assert read_csv(desk.get(f"{PAGE}sections.csv"))[1][0] == '\'=HYPERLINK("https://evil.example","x")'


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "  =1"])
def test_a_formula_is_guarded(cell):
    assert guard_cell(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["Sports", "a=1", "", -1, 2.5, None])
def test_what_is_no_formula_is_left_as_it_is(cell):
    assert guard_cell(cell) == cell


def test_where_the_settings_want_it_nobody_is_told_who_did_how_much(desk, moderator, settings):
    settings.MODERATION = {**settings.MODERATION, "FIGURES_BY_PERSON": False}
    DecisionFactory(comment=hold(1), action="approve", moderator=moderator)
    tree = read(desk.get(PAGE))
    assert tree.cssselect("#ws-people") == []
    assert moderator.username not in text_of(tree, "main")
    assert desk.get(f"{PAGE}people.csv").status_code == 404


def test_numbers_are_written_for_svg_in_every_language(desk, moderator, settings):
    settings.LANGUAGE_CODE = "de"
    DecisionFactory(comment=hold(95), action="approve", moderator=moderator)
    with translation.override("de"):
        tree = read(desk.get(PAGE))
    for drawn in tree.cssselect("svg.ws-drawn rect, svg.ws-drawn circle, svg.ws-bar rect"):
        assert all("," not in value for name, value in drawn.items() if name != "class")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (59.4, "59 s"),
        (60, "1 min"),
        (3599, "59 min"),
        (3600, "1 h"),
        (11520, "3 h 12 min"),
        (86400, "1 d"),
        (97200, "1 d 3 h"),
    ],
)
def test_a_time_is_spelt_in_two_units_at_most(seconds, words):
    assert " ".join(spell_seconds(seconds).split()) == words


def test_it_costs_the_same_whatever_there_is(desk, moderator, django_assert_num_queries):
    DecisionFactory(comment=hold(1), action="reject", moderator=moderator)
    hold(5)
    desk.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        desk.get(PAGE)
    for number in range(5):
        discussion = DiscussionFactory(article=ArticleFactory(section=f"Section {number}"))
        DecisionFactory(comment=hold(number, discussion=discussion), action="approve")
        hold(number)
    with django_assert_num_queries(len(few)):
        desk.get(PAGE)
