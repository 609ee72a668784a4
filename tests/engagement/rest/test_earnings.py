"""What prompts earned, over the API: the page's figures, for the page's people."""

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from engagement.models import PromptTally
from tests.engagement.measuring.past import day, make_comment, make_wording
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

ADDRESS = "/api/v1/prompts/earnings/"
MARCH = "from=2026-03-01&to=2026-03-31"


@pytest.fixture(autouse=True)
def march(settings):
    settings.TIME_ZONE = "UTC"
    with time_machine.travel(dt.datetime(2026, 3, 31, 12, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def desk():
    user = UserFactory()
    user.user_permissions.add(Permission.objects.get(codename="view_prompt"))
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    return client


def tally(wording, **counts):
    for kind, told in counts.items():
        PromptTally.objects.create(wording=wording, day=day(2).date(), kind=kind, count=told)


@pytest.fixture
def quay():
    wording = make_wording(created=day(1, 8), article_published=day(1, 8))
    tally(wording, rendered=500, seen=400, started=12)
    root = make_comment(wording, at=day(1, 9), author=UserFactory())
    make_comment(parent=root, at=day(1, 11), from_newsroom=True)
    make_comment(wording, at=day(3), visibility="rejected")
    make_comment(wording, at=day(3), visibility="spam")
    return wording


def test_the_figures_are_exact(desk, quay):
    response = desk.get(f"{ADDRESS}?by=prompt&{MARCH}")
    answer = response.json()
    [found] = answer.pop("results")
    assert answer == {"from": "2026-03-01", "to": "2026-03-31", "total": 1, "next": None}
    assert found == {
        "group": str(quay.prompt_id),
        "question": found["question"],
        "discussion": quay.prompt.discussion.key,
        "rendered": 500,
        "seen": 400,
        "stance": 0,
        "started": 12,
        "submitted": 3,
        "published": 1,
        "spam": 1,
        "held": 0,
        "rejected": 1,
        "pending": 0,
        "replied": 1,
        "featured": 0,
        "replies": 1,
        "mean_depth": 1.0,
        "max_depth": 1,
        "authors": 1,
        "strangers": 0,
        "first_timers": 1,
        "returnable": 1,
        "returning": 0,
        "newsroom_replied": 1,
        "start_rate": 0.03,
        "stance_rate": 0.0,
        "per_thousand_seen": 2.5,
        "approval_rate": 0.5,
        "return_rate": 0.0,
        "first_answer_seconds": 3600,
        "first_newsroom_reply_seconds": 7200,
    }
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Robots-Tag"] == "noindex"


def test_without_a_grouping_everything_is_one_and_the_days_are_the_last_28(desk, quay):
    answer = desk.get(ADDRESS).json()
    assert (answer["from"], answer["to"], answer["total"]) == ("2026-03-04", "2026-03-31", 1)
    [found] = answer["results"]
    assert (found["group"], found["question"], found["seen"], found["start_rate"]) == (None, None, 0, None)


@pytest.mark.parametrize(
    ("query", "groups"),
    [
        ("by=section", ["", "Harbour", "Sport"]),
        ("by=section&section=Sport", ["Sport"]),
        ("by=section&section=", [""]),
        ("by=section&section=Nowhere", []),
        ("by=source", ["article", "editor"]),
        ("by=source&source=editor", ["editor"]),
        ("by=section&source=article", ["", "Harbour"]),
        ("by=section&source=template", []),
        ("by=style", ["", "closed", "personal"]),
        ("by=style&style=closed", ["closed"]),
        ("by=style&style=", [""]),
        ("by=style&style=open", []),
        ("by=section&style=personal", [""]),
        ("by=section&style=closed&source=editor&section=Sport", ["Sport"]),
        ("by=section&style=closed&source=article", []),
    ],
)
def test_groups_are_told_apart_and_narrowed(desk, quay, query, groups):
    tally(make_wording(section="Sport", source="editor", style="closed", created=day(1)), seen=1)
    tally(make_wording(section="", style="personal", created=day(1)), seen=1)
    assert [found["group"] for found in desk.get(f"{ADDRESS}?{query}&{MARCH}").json()["results"]] == groups


def test_pages_follow_one_another_the_newest_first_at_the_same_cost(desk):
    wordings = [make_wording(created=day(1)) for _number in range(101)]
    tally(wordings[0], seen=1)
    desk.get(f"{ADDRESS}?by=wording&{MARCH}")
    with CaptureQueriesContext(connection) as few:
        desk.get(f"{ADDRESS}?by=wording&{MARCH}")
    for wording in wordings[1:]:
        tally(wording, seen=1)
    with CaptureQueriesContext(connection) as many:
        first = desk.get(f"{ADDRESS}?by=wording&{MARCH}").json()
    assert len(many) == len(few)
    assert first["next"] == f"http://testserver{ADDRESS}?by=wording&{MARCH}&page=2"
    second = desk.get(first["next"]).json()
    assert second["next"] is None
    told = [int(found["group"]) for found in first["results"] + second["results"]]
    assert told == sorted((wording.pk for wording in wordings), reverse=True)


def test_the_next_page_keeps_whatever_narrows_this_one(desk):
    for number in range(101):
        tally(make_wording(style="short", source="editor", created=day(1)), seen=number + 1)
    tally(make_wording(style="open", source="editor", created=day(1)), seen=1)
    query = f"by=wording&section=Harbour&source=editor&style=short&{MARCH}"
    first = desk.get(f"{ADDRESS}?{query}").json()
    assert (first["total"], first["next"]) == (101, f"http://testserver{ADDRESS}?{query}&page=2")
    assert [found["seen"] for found in desk.get(first["next"]).json()["results"]] == [1]
    unknown = desk.get(f"{ADDRESS}?by=wording&style=&{MARCH}").json()
    assert (unknown["total"], unknown["next"]) == (0, None)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("source=reader", "One of: article, editor, template."),
        (
            "style=shouted",
            "Empty, or one of: plain, closed, open, personal, experience, solution, short, context.",
        ),
        ("by=author", "One of: wording, prompt, source, section, style."),
    ],
)
def test_what_would_be_allowed_is_told(desk, query, words):
    response = desk.get(f"{ADDRESS}?{query}")
    assert (response.status_code, list(response.json()["errors"].values())) == (400, [[words]])


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("by=author", "by"),
        ("from=2026-03-01", "to"),
        ("from=x&to=2026-03-01", "from"),
        ("from=2026-03-02&to=2026-03-01", "to"),
        ("from=2026-04-01&to=2026-04-02", "from"),
        ("from=2024-03-01&to=2026-03-01", "to"),
        ("by=", "by"),
        ("from=&to=", "from"),
        ("from=20260301&to=2026-03-02", "from"),
        ("from=2026-03-01&to=2026-W10-1", "to"),
        ("section=" + "x" * 201, "section"),
        ("source=reader", "source"),
        ("source=", "source"),
        ("style=shouted", "style"),
        ("style=-", "style"),
        ("style=Closed", "style"),
        ("page=01", "page"),
        ("page=0", "page"),
        ("page=x", "page"),
        ("page=", "page"),
        ("page=9999999", "page"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(desk, query, parameter):
    response = desk.get(f"{ADDRESS}?{query}")
    assert response.status_code == 400
    assert response.json()["type"] == "urn:problem-type:afterword:invalid-parameter"
    assert list(response.json()["errors"]) == [parameter]


def test_only_those_who_may_view_prompts_are_told_anything(client, quay):
    response = client.get(ADDRESS)
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == 'Session realm="editors"'
    client.force_login(UserFactory(is_staff=True))
    response = client.get(ADDRESS)
    assert response.status_code == 403
    assert "results" not in response.json()


def test_nothing_can_be_written_there(desk, quay):
    before = list(PromptTally.objects.order_by("pk").values())
    assert {getattr(desk, method)(ADDRESS).status_code for method in ("post", "put", "patch", "delete")} == {405}
    assert list(PromptTally.objects.order_by("pk").values()) == before


def test_pages_of_other_origins_are_told_nothing(desk, quay, settings):
    settings.ENGAGEMENT = {"EMBED_ORIGINS": ["https://other.example"]}
    response = desk.get(ADDRESS, headers={"Origin": "https://other.example"})
    assert response.status_code == 401
