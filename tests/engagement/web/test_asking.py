"""What readers see of how they are asked, and what caches make of it."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from engagement.models import Comment
from engagement.services.asking import AskingData, follow_prompt_up, set_asking
from engagement.services.prompts import switch_prompt_off
from engagement.services.upcoming_prompts import show_prompt_later
from tests.engagement.web.conftest import address, page_of, text_of
from tests.factories import DiscussionFactory, PublishedCommentFactory

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 4, 18, 18, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
OPENS = "This discussion opens on April 18, 2026, 6 p.m.; answers are welcome from then on."
RULES = "Speak about the quay & not about each other."


def at(moment):
    return time_machine.travel(moment, tick=False)


@pytest.fixture
def discussion():
    with at(NOW - 2 * HOUR):
        return DiscussionFactory()


def ask(discussion, **asking):
    set_asking(prompt_id=discussion.prompt.pk, asking=AskingData(**asking), by=None)


def read(client, discussion, part=""):
    return page_of(client.get(address(discussion, part)))


def only(page, name):
    (found,) = page.find_class(name)
    return found


def test_a_signed_prompt_shows_name_role_picture_and_context(client, discussion):
    ask(discussion, signed_by="Ada Quill", signed_role="Harbour reporter", signed_picture="/ada.jpg", context="Friday.")
    page = read(client, discussion)
    assert text_of(only(page, "aw-by")) == "Ada Quill asks. Harbour reporter"
    assert text_of(only(page, "aw-context")) == "Friday."
    (picture,) = only(page, "aw-by").iter("img")
    assert dict(picture.attrib) == {
        "src": "/ada.jpg",
        "width": "44",
        "height": "44",
        "alt": "",
        "loading": "lazy",
        "decoding": "async",
        "referrerpolicy": "no-referrer",
    }


def test_what_an_editor_typed_is_text_and_never_markup(client, discussion):
    ask(discussion, signed_by='<b>"Ada', signed_role="<i>", signed_picture='/a"onload=x', context="</p><script>")
    with override_settings(ENGAGEMENT={"HOUSE_RULES": "<b>Be kind"}):
        html = client.get(address(discussion)).content.decode()
    assert "&lt;b&gt;&quot;Ada" in html
    assert 'src="/a&quot;onload=x"' in html
    assert "<b>Be" not in html
    assert "</p><script>" not in html


def test_without_a_picture_there_is_none(client, discussion):
    ask(discussion, signed_by="Ada Quill")
    assert text_of(only(read(client, discussion), "aw-by")) == "Ada Quill asks."
    assert list(read(client, discussion).iter("img")) == []


def test_whoever_signs_it_would_like_to_hear_the_first_answer(client, discussion):
    ask(discussion, signed_by="Ada Quill")
    assert "Ada Quill would like to hear from you." in text_of(read(client, discussion))


def test_a_prompt_that_is_off_is_signed_by_nobody(client, discussion):
    ask(discussion, signed_by="Ada Quill", context="Friday.")
    switch_prompt_off(prompt_id=discussion.prompt.pk, by=None)
    assert "Ada Quill" not in text_of(read(client, discussion))


@pytest.mark.parametrize(
    ("settings", "shown"),
    [
        ({}, None),
        ({"HOUSE_RULES": RULES}, RULES),
        ({"HOUSE_RULES": RULES, "HOUSE_RULES_URL": "/rules/"}, f"{RULES} House rules"),
        ({"HOUSE_RULES_URL": "/rules/"}, "House rules"),
        ({"HOUSE_RULES": RULES, "HOUSE_RULES_IN": {"Harbour": "Harbour rules."}}, "Harbour rules."),
        ({"HOUSE_RULES": RULES, "HOUSE_RULES_IN": {"Harbour": ""}}, None),
        ({"HOUSE_RULES": RULES, "HOUSE_RULES_IN": {"Opinion": "Others."}}, RULES),
    ],
)
def test_the_house_rules_stand_above_the_box(client, discussion, settings, shown):
    with override_settings(ENGAGEMENT=settings):
        page = read(client, discussion)
    assert [text_of(rules) for rules in page.find_class("aw-rules")] == ([shown] if shown else [])
    if shown:
        assert only(page, "aw-rules").getparent() is only(page, "aw-form")
        assert only(page, "aw-rules").getnext() is only(page, "aw-fields")


def test_before_it_opens_readers_are_told_when_and_find_no_form(client, discussion, post):
    comment = PublishedCommentFactory(discussion=discussion)
    ask(discussion, opens_at=NOW)
    with at(NOW - HOUR):
        page, thread = read(client, discussion), page_of(client.get(f"/discussions/c/{comment.pk}/?reply=1"))
        early = post(discussion, "Too early.")
        assert early.status_code == 403
        api = f"/api/v1/discussions/{discussion.key}/comments/"
        told = client.post(api, {"body": "Too early.", "author_name": "Ada"}, content_type="application/json")
        assert told.status_code == 403
        assert told.json()["detail"] == OPENS
    assert OPENS in text_of(page_of(early).body)
    assert Comment.objects.get() == comment
    for shown in (page, thread):
        assert text_of(only(shown, "aw-state")) == OPENS
        assert not shown.find_class("aw-form")
    with at(NOW):
        assert len(read(client, discussion).find_class("aw-form")) == 1
        assert not read(client, discussion).find_class("aw-state")


@pytest.mark.parametrize("part", ["", "fragment/", "feed/"])
@pytest.mark.parametrize("moment", ["opens_at", "closes_at"])
def test_a_page_from_before_the_moment_is_not_good_after_it(client, discussion, part, moment):
    with at(NOW - HOUR):
        ask(discussion, **{moment: NOW})
    with at(NOW - dt.timedelta(seconds=1)):
        first = client.get(address(discussion, part))
        known = {"If-None-Match": first["ETag"]}
        assert client.get(address(discussion, part), headers=known).status_code == 304
    with at(NOW):
        then = client.get(address(discussion, part), headers=known)
        assert then.status_code == 200
        assert then["Last-Modified"] == "Sat, 18 Apr 2026 18:00:00 GMT"
        by_date = {"If-Modified-Since": first["Last-Modified"]}
        assert client.get(address(discussion, part), headers=by_date).status_code == 200


@pytest.mark.parametrize("path", ["/discussions/d/{}/", "/discussions/d/{}/fragment/", "/api/v1/discussions/{}/"])
def test_words_for_later_are_on_the_page_at_their_time(client, discussion, path):
    path = path.format(discussion.key)
    words = {"question": "Was it right?", "call_to_action": "", "lead": ""}
    with at(NOW - HOUR):
        show_prompt_later(prompt_id=discussion.prompt.pk, at=NOW, by=None, **words)
    with at(NOW - dt.timedelta(seconds=1)):
        first = client.get(path)
        assert "Was it right?" not in first.content.decode()
    with at(NOW):
        then = client.get(path, headers={"If-None-Match": first["ETag"]})
        assert then.status_code == 200
        assert "Was it right?" in then.content.decode()
        assert "Should the old quay be kept?" not in then.content.decode()


def test_what_came_of_the_answers_stands_at_the_head(client, discussion):
    with at(NOW):
        follow_prompt_up(prompt_id=discussion.prompt.pk, text="You said **keep it**. We did.", by=None)
    page = read(client, discussion)
    assert text_of(only(page, "aw-follow-up")) == (
        "What came of your answers You said keep it. We did. April 18, 2026, 6 p.m."
    )
    assert [text_of(strong) for strong in only(page, "aw-follow-up").iter("strong")] == ["keep it"]
    assert only(page, "aw-follow-up").getprevious() is only(page, "aw-head")


def test_all_of_it_asks_the_database_nothing_more(client, discussion):
    ask(discussion, signed_by="Ada", context="Friday.", closes_at=NOW + 24 * HOUR)
    follow_prompt_up(prompt_id=discussion.prompt.pk, text="We did.", by=None)
    with at(NOW - HOUR):
        bare = DiscussionFactory()
    counts = []
    for one in (bare, discussion):
        with at(NOW), CaptureQueriesContext(connection) as queries:
            assert client.get(address(one, "fragment/")).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
