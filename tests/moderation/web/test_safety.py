"""What readers typed stays text, the pages hold under a strict Content-Security-Policy, and cost the same always."""

import re
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from engagement.api import Comment, Visibility, change_visibility
from tests.factories import PublishedCommentFactory
from tests.moderation.web.conftest import HTMX
from tests.moderation.web.pages import read

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\" onfocus=alert(3) autofocus x='"
TEMPLATES = Path(django_settings.BASE_DIR) / "templates" / "moderation"


@pytest.fixture
def hostile(make_waiting):
    parent = PublishedCommentFactory(author_name=HOSTILE[:100], body=HOSTILE)
    comment = make_waiting(
        parent=parent, author_name=HOSTILE[:100], body=f"{HOSTILE}\n\n[x](https://a.example/'onclick=alert(4))"
    )
    type(comment.discussion).objects.update(title=HOSTILE, section=HOSTILE[:100])
    return comment


@pytest.fixture
def states(desk, hostile, make_spam, wish):
    """Every kind of answer, by name."""
    spam = make_spam()
    decide = reverse("moderation:decide", args=[hostile.pk])
    answers = {
        "card": desk.get(f"/moderation/?case={hostile.pk}"),
        "typed": desk.get(f"/moderation/?case={hostile.pk}&view=typed"),
        "ahead": desk.get(reverse("moderation:ahead", args=[hostile.pk])),
        "spam": desk.get("/moderation/?queue=spam"),
        "discarded": desk.get("/moderation/?queue=discarded"),
        "missing": desk.get("/moderation/?case=999999"),
        "invalid": desk.post(decide, wish(hostile, "reject", note=HOSTILE)),
        "stale": desk.post(decide, wish(hostile, "approve", revision=9)),
    }
    sent = desk.post(decide, wish(hostile, "reject", reason="attack", note=HOSTILE))
    answers["told"] = desk.get(sent["Location"])
    answers["decided"] = desk.get(f"/moderation/?queue=decided&case={hostile.pk}")
    answers["gone"] = desk.post(reverse("moderation:undo", args=[999_999]))
    answers["fragment"] = desk.get(f"/moderation/?queue=spam&case={spam.pk}", headers=HTMX)
    desk.logout()
    return answers


def test_nothing_that_was_typed_becomes_markup(states):
    for name, response in states.items():
        tree = read(response)
        assert tree.cssselect("img, iframe, object, embed, style, base") == [], name
        assert all(script.get("src", "").startswith("/static/") for script in tree.cssselect("script")), name
        assert not re.search(rb"<[^>]*\son\w+\s*=", response.content), name
        for element in tree.iter():
            assert not [key for key in element.keys() if key.startswith("on") or key == "style"], name  # noqa: SIM118
            for key in ("href", "action", "src"):
                assert not element.get(key, "").lower().startswith(("javascript:", "data:")), name


def test_nothing_stands_inline(states):
    for name, response in states.items():
        page = response.content.decode()
        assert not re.search(r"<style|\sstyle=|<script(?![^>]*\ssrc=)", page), name


def test_no_answer_is_kept_or_found(states):
    for name, response in states.items():
        assert response["Cache-Control"] == "private, no-store", name
        assert response["X-Robots-Tag"] == "noindex", name


def test_every_template_says_everything_in_a_translatable_way():
    """Words outside tags stand in translate or blocktranslate; what is left is punctuation and the product's name."""
    for path in TEMPLATES.rglob("*.html"):
        if path.parent.name == "spam":
            continue
        text = path.read_text(encoding="utf-8")
        # The admin's own classes.
        text = re.sub(r"{% block bodyclass %}.*?{% endblock bodyclass %}", "", text)
        text = re.sub(r"{#.*?#}|{% blocktranslate.*?{% endblocktranslate %}", "", text, flags=re.DOTALL)
        text = re.sub(r"<kbd[^>]*>[^<]*</kbd>|{%.*?%}|{{.*?}}|<[^>]*>|<!doctype html>", "", text, flags=re.DOTALL)
        assert not re.search(r"[A-Za-z]{2,}", text.replace("Afterword", "")), path.name


def test_no_template_brings_a_style_or_a_script():
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=|\|safe|autoescape|hx-on|js:", text), path.name
        assert not re.search(r"<script(?! src=\"{% static)", text), path.name


def read_stylesheets():
    folder = Path(finders.find("moderation/workspace.css")).parent
    # The admin's pages have one of their own.
    paths = sorted(path for path in folder.glob("*.css") if path.name != "admin.css")
    return "".join(path.read_text(encoding="utf-8") for path in paths)


def test_the_stylesheet_and_the_templates_know_the_same_classes():
    css = read_stylesheets()
    script = Path(finders.find("moderation/workspace.js")).read_text(encoding="utf-8")
    styled = set(re.findall(r"\.(ws-[\w-]+|ws)\b", css))
    markup = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html"))
    used = {
        name for value in re.findall(r'class="([^"]*)"', markup) for name in re.findall(r"\bws(?:-[a-z]+)*\b", value)
    }
    named_elsewhere = {"ws-ok", "ws-no", "ws-sp", "ws-to", "ws-btn-q", "ws-btn-go", "ws-btn-s"}
    assert used - styled == {name for name in used if f".{name}" in script} - styled
    assert styled - used - named_elsewhere == set()


def test_the_stylesheet_asks_for_nothing():
    css = read_stylesheets()
    for word in ("url(", "@import", "@font-face", "!important"):
        assert word not in css


def queries_of(desk, address, **options):
    with CaptureQueriesContext(connection) as queries:
        response = desk.get(address, **options)
    assert response.status_code == 200
    return len(queries)


def test_a_page_costs_the_same_with_ten_cases_and_with_two_hundred(desk, fill_queue):
    fill_queue(10)
    address = "/moderation/?queue=waiting"
    few = queries_of(desk, address)
    fill_queue(190)
    assert queries_of(desk, address) == few
    assert queries_of(desk, address, headers=HTMX) == few


def test_a_decision_and_its_next_card_cost_the_same_with_ten_cases_and_with_two_hundred(desk, fill_queue, wish):
    def decide_one(comment):
        address = reverse("moderation:decide", args=[comment.pk]) + "?queue=waiting"
        with CaptureQueriesContext(connection) as queries:
            response = desk.post(address, wish(comment, "approve"), headers=HTMX)
        assert response.status_code == 200
        return len(queries)

    few = fill_queue(10)
    first = decide_one(few[0])
    fill_queue(190)
    assert decide_one(few[1]) == first


def test_a_card_costs_the_same_whatever_hangs_on_it(desk, make_waiting, fill_queue):
    lonely = make_waiting()
    plain = queries_of(desk, f"/moderation/?case={lonely.pk}")
    comment = PublishedCommentFactory()
    for _number in range(8):
        comment = PublishedCommentFactory(parent=comment)
    busy = make_waiting(parent=comment, author_email="k@example.org")
    for _number in range(5):
        change_visibility(comment_id=busy.pk, to=Visibility.SPAM)
        change_visibility(comment_id=busy.pk, to=Visibility.HELD)
    Comment.objects.filter(pk__in=[other.pk for other in fill_queue(20)]).update(author_email="k@example.org")
    assert queries_of(desk, f"/moderation/?case={busy.pk}") == plain
