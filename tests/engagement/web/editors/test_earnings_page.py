"""The page of all prompts: exact figures, each rate with its base, in any order, narrowed in any way."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from engagement.models import Comment, PromptTally, WordingStyle
from tests.engagement.measuring.past import day, make_comment, make_wording
from tests.engagement.web.editors.conftest import MARCH, PAGE, read, rows_of, tally, texts_of
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def page(desk, query=MARCH):
    return read(desk.get(f"{PAGE}?{query}"))


def groups(tree):
    return [
        row[0].removesuffix(" Discussion: " + row[0].partition(" Discussion")[0]) for row in rows_of(tree, "#ed-table")
    ]


def test_where_nothing_happened_the_page_says_so_and_divides_by_nothing(desk):
    tree = page(desk)
    assert texts_of(tree, ".ed-kpi dd") == ["0", "none", "0", "none", "none", "none"]
    assert tree.cssselect("svg.ed-drawn") == []
    assert rows_of(tree, "#ed-table") == []
    assert [row[2] for row in rows_of(tree, "#ed-funnel")] == [""] * 10


def test_the_figures_are_exact_and_say_what_they_are_of(desk, quay):
    tree = page(desk)
    assert dict(zip(texts_of(tree, ".ed-kpi dt"), texts_of(tree, ".ed-kpi dd"), strict=True)) == {
        "Seen": "400",
        "Begun": "3.0 % of 400",
        "Answers": "2",
        "Answers per 1,000 seen": "5.0 of 400",
        "Approved": "66.7 % of 3, few",
        "First answer after": "1 h",
    }
    [row] = rows_of(tree, "#ed-table")
    assert row[1:] == [
        "400",
        "3.0 % of 400",
        "2",
        "5.0 of 400",
        "66.7 % of 3, few",
        "0.5 of 2, few",
        "2",
        "2",
        "1 h",
        "2 h of 1",
    ]


def test_spam_is_no_success_anywhere(desk, quay):
    before = rows_of(page(desk), "#ed-table")
    for number in range(5):
        make_comment(quay, at=day(4, number), visibility="spam", was_published=True)
    assert rows_of(page(desk), "#ed-table") == before


def test_the_funnel_leads_from_shown_to_back_again(desk, quay):
    assert rows_of(page(desk), "#ed-funnel") == [
        ["Shown", "500", ""],
        ["Seen", "400", "80.0 % of shown"],
        ["Stance chosen", "20", "5.0 % of seen"],
        ["Answer begun", "12", "3.0 % of seen"],
        ["Sent", "4", "33.3 % of begun, few"],
        ["Published", "2", "66.7 % of sent, spam left out, few"],
        ["Not published spam 1, rejected 1", "2", "50.0 % of sent, few"],
        ["Replied to", "1", "50.0 % of published, few"],
        ["Featured", "0", "0.0 % of published, few"],
        ["Author back", "0", "0.0 % of authors 28 days ago or longer, few"],
    ]


def test_what_kept_answers_from_being_published_is_told_the_most_frequent_first(desk, quay):
    for visibility in ("held", "held", "pending", "erased", "withdrawn"):
        make_comment(quay, at=day(4), visibility=visibility)
    make_comment(quay, at=day(4), visibility="withdrawn", was_published=True)
    [row] = [row for row in rows_of(page(desk), "#ed-funnel") if row[0].startswith("Not published")]
    assert row == [
        "Not published waiting for a moderator 2, withdrawn or erased 2, spam 1, rejected 1, waiting to be checked 1",
        "7",
        "70.0 % of sent, few",
    ]


def test_the_days_are_drawn_and_stand_in_a_table(desk, quay):
    tree = page(desk, "from=2026-03-01&to=2026-03-03")
    seen, answered = tree.cssselect("svg.ed-drawn")
    assert [bar.get("height") for bar in seen.cssselect("rect")] == ["132.00", "44.00"]
    assert len(answered.cssselect("circle.ed-p1")) == len(answered.cssselect("circle.ed-p2")) == 3
    assert rows_of(tree, "#ed-days") == [
        ["March 1, 2026", "300", "9", "1"],
        ["March 2, 2026", "0", "0", "0"],
        ["March 3, 2026", "100", "3", "1"],
    ]


def test_many_days_are_told_by_the_week(desk, quay):
    tree = page(desk, "from=2025-12-01&to=2026-03-31")
    rows = rows_of(tree, "#ed-days")
    assert len(rows) == 18
    assert ["Feb. 23, 2026", "300", "9", "1"] in rows
    assert sum(int(row[1]) for row in rows) == 400


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("by=section", ["Harbour", "in no section", "Sport"]),
        ("by=section&sort=name", ["in no section", "Harbour", "Sport"]),
        ("by=section&sort=seen", ["Sport", "in no section", "Harbour"]),
        ("by=section&sort=-answers", ["Harbour", "Sport", "in no section"]),
        ("by=section&sort=nonsense", ["Harbour", "in no section", "Sport"]),
        ("by=source", ["the article's own ending", "an editor"]),
        ("by=source&section=Sport", ["an editor"]),
        ("by=section&section=-", ["in no section"]),
        ("by=section&source=editor", ["Sport"]),
        ("by=section&section=Nowhere", []),
        ("by=style", ["not known", "personal", "closed question"]),
        ("by=style&sort=name", ["not known", "closed question", "personal"]),
        ("by=style&style=closed", ["closed question"]),
        ("by=style&style=-", ["not known"]),
        ("by=style&style=open", []),
        ("by=style&style=shouted", ["not known", "personal", "closed question"]),
        ("by=style&source=editor", ["closed question"]),
        ("by=section&style=personal", ["in no section"]),
    ],
)
def test_groups_are_told_apart_ordered_and_narrowed(desk, quay, query, expected):
    tally(make_wording(section="", style="personal", created=day(1)), 2, seen=50)
    tally(make_wording(section="Sport", source="editor", style="closed", created=day(1)), 2, seen=10)
    assert [row[0] for row in rows_of(page(desk, f"{query}&{MARCH}"), "#ed-table")] == expected


def test_what_has_no_rate_comes_last_whichever_way_the_table_is_ordered(desk, quay):
    unseen = make_wording(section="Sport", created=day(1))
    make_comment(unseen, at=day(2), author=UserFactory())
    for sort in ("started", "-started"):
        assert [row[0] for row in rows_of(page(desk, f"by=section&sort={sort}&{MARCH}"), "#ed-table")] == [
            "Harbour",
            "Sport",
        ]
    assert rows_of(page(desk, f"by=section&sort=started&{MARCH}"), "#ed-table")[1][2] == ""


def test_heads_are_links_that_order_and_say_how_it_is_ordered(desk, quay):
    tree = page(desk, f"{MARCH}&section=Harbour&sort=-started")
    [head] = tree.cssselect("#ed-table th[aria-sort]")
    assert head.get("aria-sort") == "descending"
    links = [link.get("href") for link in tree.cssselect("#ed-table thead a")]
    assert len(links) == 11
    assert links[2] == "?by=prompt&from=2026-03-01&to=2026-03-31&section=Harbour&sort=started#ed-table"
    assert "sort=-approved" in links[5]


def test_by_style_the_page_says_what_it_does_not_say(desk, quay):
    said = "what differs here need not be the style's doing. Experiments alone compare them."
    assert said in texts_of(page(desk, f"by=style&{MARCH}"), "#ed-table p")[-1]
    assert said not in page(desk, f"by=source&style=-&{MARCH}").text_content()


def test_every_link_keeps_the_style(desk):
    for number in range(51):
        wording = make_wording(style="short", created=day(1))
        tally(wording, 2, seen=number + 1)
    tally(make_wording(style="open", created=day(1)), 2, seen=1000)
    tree = page(desk, f"style=short&by=wording&{MARCH}")
    assert texts_of(tree, ".ed-kpi dd")[0] == "1,326"
    assert texts_of(tree, ".ed-pages span") == ["1 to 50 of 51"]
    links = [link.get("href") for link in tree.cssselect(".ed-seg a, #ed-table thead a, .ed-pages a, a[download]")]
    assert len(links) == 3 + 5 + 11 + 1 + 1
    assert all("style=short" in link for link in links)
    [second] = rows_of(read(desk.get(PAGE + tree.cssselect(".ed-pages a")[0].get("href"))), "#ed-table")
    assert second[1] == "1"


def test_a_question_leads_to_its_page_its_discussion_and_its_editing(desk, quay):
    links = [link.get("href") for link in page(desk).cssselect("#ed-table tbody a")]
    assert links == [
        f"/engagement/prompts/{quay.prompt_id}/?from=2026-03-01&to=2026-03-31",
        f"/discussions/d/{quay.prompt.discussion.key}/",
        f"/admin/afterword_engagement/prompt/{quay.prompt_id}/change/",
    ]


def test_a_page_has_fifty_rows(desk):
    for number in range(51):
        tally(make_wording(created=day(1)), 2, seen=number + 1)
    first, second = page(desk), page(desk, f"{MARCH}&page=2")
    assert [len(rows_of(tree, "#ed-table")) for tree in (first, second)] == [50, 1]
    assert texts_of(first, ".ed-pages span") == ["1 to 50 of 51"]
    assert first.cssselect(".ed-pages a")[0].get("href").endswith("&page=2#ed-table")
    assert rows_of(second, "#ed-table")[0][1] == "1"
    for beyond in ("page=99", "page=0", "page=-1", "page=x", "page=" + "9" * 50):
        assert desk.get(f"{PAGE}?{MARCH}&{beyond}").status_code == 200


@pytest.mark.parametrize(
    ("query", "errors"),
    [
        (
            "from=yesterday&to=2026-03-01",
            ["From: This is no day. Write it as year, month and day, such as 2026-03-16."],
        ),
        ("from=2026-03-01", ["to: Please give a day."]),
        ("from=2026-04-01&to=2026-04-01", ["From: This day has not come yet.", "to: This day has not come yet."]),
        ("from=1999-12-31&to=2026-03-01", ["From: Nothing is known of days so long ago."]),
        ("from=2026-03-02&to=2026-03-01", ["to: The last day comes before the first."]),
        ("from=2025-03-01&to=2026-03-02", ["to: At most 366 days can be told at once."]),
    ],
)
def test_what_is_no_range_is_refused_at_its_field(desk, quay, query, errors):
    response = desk.get(f"{PAGE}?{query}")
    tree = read(response)
    assert response.status_code == 400
    assert texts_of(tree, ".ed-error") == errors
    described = {field.get("aria-describedby") for field in tree.cssselect("[aria-invalid]")}
    assert described == {error.get("id") for error in tree.cssselect(".ed-error")}
    assert tree.cssselect(".ed-kpi, table") == []
    assert desk.get(f"/engagement/prompts/{quay.prompt_id}/?{query}").status_code == 400
    assert desk.get(f"{PAGE}earnings.csv?{query}").status_code == 302


def test_the_form_keeps_what_was_chosen_and_a_press_stays_a_press(desk, quay):
    tree = page(desk, "range=7-days&by=section&section=Harbour&source=article&style=closed")
    assert texts_of(tree, ".ed-range [aria-current]") == ["7 days"]
    fields = {field.get("name"): field.get("value") for field in tree.cssselect("form input")}
    assert fields == {
        "from": "2026-03-25",
        "to": "2026-03-31",
        "by": "section",
        "sort": "-seen",
    } | {name: value for name, value in fields.items() if name == "csrfmiddlewaretoken"}
    assert texts_of(tree, "option[selected]") == ["Harbour", "the article's own ending", "closed question"]
    assert texts_of(page(desk, "style=-"), "option[selected]") == ["all", "all", "not known"]
    assert texts_of(page(desk, "from=2026-03-25&to=2026-03-31"), ".ed-range [aria-current]") == ["7 days"]
    assert texts_of(page(desk, "from=2026-03-25&to=2026-03-30"), ".ed-range [aria-current]") == []


def test_what_readers_and_editors_typed_is_text(desk):
    wording = make_wording(section='"><script>alert(1)</script>', created=day(1))
    tally(wording, 1, seen=1)
    type(wording).objects.filter(pk=wording.pk).update(question="<img src=x onerror=alert(1)>")
    type(wording.prompt).objects.filter(pk=wording.prompt_id).update(proposal=wording)
    for query in ("by=prompt", "by=wording", "by=section", "section=%22%3E%3Cscript%3E"):
        tree = page(desk, f"{query}&{MARCH}")
        assert tree.cssselect("script, img") == []
    assert texts_of(page(desk), ".ed-question") == ["<img src=x onerror=alert(1)>"]


def test_numbers_are_written_for_svg_in_every_language(desk, quay):
    with translation.override("de"):
        tree = page(desk)
    drawn = tree.cssselect("svg rect, svg circle, svg line")
    assert drawn
    assert all("," not in value for each in drawn for name, value in each.items() if name != "class")


@pytest.mark.parametrize("by", ["prompt", "wording", "section", "source", "style"])
def test_it_costs_the_same_whatever_there_is(desk, quay, by):
    query = f"{PAGE}?by={by}&{MARCH}"
    desk.get(query)
    with CaptureQueriesContext(connection) as few:
        desk.get(query)
    for number in range(30):
        style = WordingStyle.values[number % 8]
        wording = make_wording(section=f"Section {number}", style=style, created=day(1))
        tally(wording, 2, seen=10 + number, started=1)
        make_comment(wording, at=day(2), author=UserFactory())
    with CaptureQueriesContext(connection) as many:
        desk.get(query)
    assert len(many) == len(few)
    assert len(many) <= 18


def test_looking_writes_nothing(desk, quay):
    before = (Comment.objects.count(), list(PromptTally.objects.order_by("pk").values()))
    with CaptureQueriesContext(connection) as queries:
        page(desk)
        desk.get(f"{PAGE}earnings.csv?{MARCH}")
    assert (Comment.objects.count(), list(PromptTally.objects.order_by("pk").values())) == before
    assert {query["sql"].split()[0] for query in queries} == {"SELECT"}


@pytest.mark.parametrize("query", ["section=%00", "section=%ED%A0%80", "section=x%00y"])
def test_a_section_that_no_database_stores_is_one_where_nothing_happened(desk, quay, query):
    tree = page(desk, f"{MARCH}&{query}")
    assert texts_of(tree, ".ed-kpi dd")[0] == "0"
    assert rows_of(tree, "#ed-table") == []
