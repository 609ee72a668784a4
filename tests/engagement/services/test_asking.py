"""Who asks, in what context, from when until when, and what became of the answers."""

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import override_settings

from engagement.api import AuthorData, Comment, Discussion, DiscussionClosed, InvalidPrompt, Prompt, post_comment
from engagement.models import PromptAct, PromptChange
from engagement.services.asking import AskingData, follow_prompt_up, set_asking
from engagement.services.discussions import set_discussion_status
from tests.factories import DiscussionFactory, StaffFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engagement_alone")]

NOW = dt.datetime(2026, 4, 18, 18, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
ADA = AskingData(
    signed_by="Ada Quill",
    signed_role="Harbour reporter",
    signed_picture="/static/ada.jpg",
    context="The council votes on Friday.",
)


@pytest.fixture
def prompt():
    with time_machine.travel(NOW - HOUR, tick=False):
        return DiscussionFactory().prompt


def at(moment):
    return time_machine.travel(moment, tick=False)


def state():
    row = Prompt.objects.values().get()
    return row, Discussion.objects.values().get(), PromptChange.objects.count()


def test_all_that_is_said_is_kept_shown_and_noted(prompt, announced):
    editor = StaffFactory()
    version = Discussion.objects.get().version
    with announced() as heard:
        asked = set_asking(prompt_id=prompt.pk, asking=ADA, by=editor)
    assert (asked.signed_by, asked.signed_role, asked.signed_picture, asked.context) == (
        "Ada Quill",
        "Harbour reporter",
        "/static/ada.jpg",
        "The council votes on Friday.",
    )
    changes = PromptChange.objects.order_by("pk").values_list("act", "before", "after", "by")
    assert list(changes) == [
        (PromptAct.SIGNATURE, "proposed", "proposed", editor.pk),
        (PromptAct.CONTEXT, "proposed", "proposed", editor.pk),
    ]
    assert Discussion.objects.get().version == version + 2
    assert heard == [("discussion_changed", {"discussion_id": prompt.discussion_id})] * 2


def test_the_same_wish_twice_changes_nothing(prompt):
    asking = AskingData(signed_by="Ada", context="Now.", opens_at=NOW, closes_at=NOW + HOUR)
    set_asking(prompt_id=prompt.pk, asking=asking, by=None)
    before = state()
    set_asking(prompt_id=prompt.pk, asking=asking, by=None)
    assert state() == before


def test_an_empty_name_takes_the_signature_away(prompt):
    set_asking(prompt_id=prompt.pk, asking=ADA, by=None)
    set_asking(prompt_id=prompt.pk, asking=AskingData(), by=None)
    row, _discussion, changes = state()
    assert [row[name] for name in ("signed_by", "signed_role", "signed_picture", "context")] == ["", "", "", ""]
    assert changes == 4


@pytest.mark.parametrize(
    ("asking", "fields"),
    [
        (AskingData(signed_role="Reporter"), ["signed_by"]),
        (AskingData(signed_picture="/ada.jpg"), ["signed_by"]),
        (AskingData(signed_by="x" * 101), ["signed_by"]),
        (AskingData(signed_by="Ada", signed_picture="//evil.example/a.jpg"), ["signed_picture"]),
        (AskingData(signed_by="Ada", signed_picture="javascript:alert(1)"), ["signed_picture"]),
        (AskingData(signed_by="Ada", signed_picture="data:image/png;base64,AA"), ["signed_picture"]),
        (AskingData(signed_by="Ada", signed_picture="/a b.jpg"), ["signed_picture"]),
        (AskingData(signed_by="Ada", signed_picture="/\\evil.example"), ["signed_picture"]),
        (AskingData(signed_by="Ada", signed_picture="https://ada@pictures.example/a.jpg"), ["signed_picture"]),
        (AskingData(signed_by="Ada", signed_picture="ada.jpg"), ["signed_picture"]),
        (AskingData(signed_by="Ada", signed_picture="/" + "a" * 500), ["signed_picture"]),
        (AskingData(context="x" * 301), ["context"]),
        (AskingData(context="a\x00b", signed_by="a\x00"), ["context", "signed_by"]),
        (AskingData(opens_at=NOW, closes_at=NOW), ["closes_at"]),
        (AskingData(signed_by="Ada", context="x" * 301, opens_at=NOW, closes_at=NOW - HOUR), ["closes_at", "context"]),
    ],
)
def test_what_cannot_be_is_told_by_field_and_nothing_is_changed(prompt, asking, fields):
    before = state()
    with pytest.raises(InvalidPrompt) as caught:
        set_asking(prompt_id=prompt.pk, asking=asking, by=None)
    assert sorted(caught.value.errors) == fields
    assert state() == before


@pytest.mark.parametrize(
    "picture", ["/media/ada.jpg?v=2", "https://pictures.example/ada%20q.webp", "http://a.example/a"]
)
def test_a_picture_stands_on_the_publishers_own_servers(prompt, picture):
    asking = AskingData(signed_by="Ada", signed_picture=picture)
    assert set_asking(prompt_id=prompt.pk, asking=asking, by=None).signed_picture == picture


def terms(prompt):
    discussion = Discussion.objects.get(pk=prompt.discussion_id)
    return discussion.is_open, discussion.opening, discussion.closes_at


def test_it_opens_and_closes_on_the_second_and_nothing_is_written(prompt):
    asking = AskingData(opens_at=NOW, closes_at=NOW + HOUR)
    with at(NOW - HOUR):
        set_asking(prompt_id=prompt.pk, asking=asking, by=None)
    stored = state()
    second = dt.timedelta(seconds=1)
    for moment, expected in {
        NOW - second: (False, NOW, NOW + HOUR),
        NOW: (True, None, NOW + HOUR),
        NOW + HOUR - second: (True, None, NOW + HOUR),
        NOW + HOUR: (False, None, NOW + HOUR),
    }.items():
        with at(moment):
            assert terms(prompt) == expected
            if not expected[0]:
                with pytest.raises(DiscussionClosed):
                    post_comment(discussion_id=prompt.discussion_id, body="Now?", author=AuthorData(name="Ada"))
    assert state() == stored
    assert not Comment.objects.exists()


def test_what_readers_see_changed_last_when_it_opened(prompt):
    with at(NOW - HOUR):
        set_asking(prompt_id=prompt.pk, asking=AskingData(opens_at=NOW), by=None)
    with at(NOW + HOUR):
        assert Discussion.objects.get().seen_at == NOW


def test_its_own_closing_time_goes_before_the_settings_days(prompt):
    set_asking(prompt_id=prompt.pk, asking=AskingData(closes_at=NOW + 400 * 24 * HOUR), by=None)
    with override_settings(ENGAGEMENT={"CLOSE_AFTER_DAYS": 1}), at(NOW + 300 * 24 * HOUR):
        assert terms(prompt)[0] is True


def test_a_closed_section_stays_closed(prompt):
    set_asking(prompt_id=prompt.pk, asking=AskingData(opens_at=NOW - HOUR, closes_at=NOW + HOUR), by=None)
    with override_settings(ENGAGEMENT={"CLOSED_SECTIONS": ["Harbour"]}), at(NOW):
        assert terms(prompt) == (False, None, None)


def test_opened_by_hand_before_its_time_it_is_open_until_new_times_are_set(prompt):
    with at(NOW - HOUR):
        set_asking(prompt_id=prompt.pk, asking=AskingData(opens_at=NOW), by=None)
        assert set_discussion_status(discussion_id=prompt.discussion_id, status="open") is True
        assert terms(prompt) == (True, None, None)
        set_asking(prompt_id=prompt.pk, asking=AskingData(opens_at=NOW + HOUR), by=None)
        assert terms(prompt) == (False, NOW + HOUR, None)


def test_closed_by_hand_before_it_opens_it_closed_then_and_not_at_its_end(prompt):
    with at(NOW - HOUR):
        set_asking(prompt_id=prompt.pk, asking=AskingData(opens_at=NOW, closes_at=NOW + HOUR), by=None)
        set_discussion_status(discussion_id=prompt.discussion_id, status="closed")
        assert terms(prompt) == (False, None, NOW - HOUR)


def test_the_database_refuses_an_end_before_the_opening(prompt):
    with pytest.raises(IntegrityError), transaction.atomic():
        Discussion.objects.update(opens_at=NOW, answers_until=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Prompt.objects.update(signed_role="Reporter")
    with pytest.raises(IntegrityError), transaction.atomic():
        Prompt.objects.update(upcoming_at=NOW)


def test_a_follow_up_is_stored_as_typed_and_as_safe_html(prompt):
    with at(NOW):
        told = follow_prompt_up(prompt_id=prompt.pk, text="You said **keep it**.\r\n\r\n<b>We did.</b>", by=None)
    assert told.follow_up == "You said **keep it**.\n\n<b>We did.</b>"
    assert told.follow_up_html == "<p>You said <strong>keep it</strong>.</p>\n<p>&lt;b&gt;We did.&lt;/b&gt;</p>"
    assert told.followed_up_at == NOW
    with at(NOW + HOUR):
        again = follow_prompt_up(prompt_id=prompt.pk, text="You said keep it. We sold it.", by=None)
    assert again.followed_up_at == NOW
    assert list(PromptChange.objects.values_list("act", flat=True)) == [PromptAct.FOLLOW_UP] * 2


def test_an_empty_follow_up_takes_it_away(prompt):
    follow_prompt_up(prompt_id=prompt.pk, text="You said keep it.", by=None)
    gone = follow_prompt_up(prompt_id=prompt.pk, text=" \n ", by=None)
    assert (gone.follow_up, gone.follow_up_html, gone.followed_up_at) == ("", "", None)


@pytest.mark.parametrize("text", ["x" * 5001, "a\x00b", "![](https://a.example/a.png)"])
def test_a_follow_up_that_cannot_be_changes_nothing(prompt, text):
    before = state()
    with pytest.raises(InvalidPrompt) as caught:
        follow_prompt_up(prompt_id=prompt.pk, text=text, by=None)
    assert list(caught.value.errors) == ["follow_up"]
    assert state() == before
