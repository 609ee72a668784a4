"""Following: asked, confirmed, stopped, erased."""

import datetime as dt

import pytest
import time_machine
from django.core import mail
from django.core.signing import dumps
from django.utils import timezone, translation

from engagement.api import Discussion, erase_follows
from engagement.exceptions import BadToken, DiscussionClosed, FollowingOff, InvalidFollow, PostingTooFast
from engagement.models import Follow, Notice
from engagement.services.erasure import delete_expired
from engagement.services.follow_links import (
    read_confirm_token,
    read_stop_all_token,
    read_stop_token,
)
from engagement.services.following import confirm_follow, find_asked, stop_all_follows, stop_follow
from tests.engagement.following import ON, ask, deliver, follow, link_in
from tests.factories import DiscussionFactory, PublishedCommentFactory, UserFactory

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def following(settings):
    settings.ENGAGEMENT = ON


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def token_of(message, part="confirm"):
    return link_in(message, part).rstrip("/").rsplit("/", 1)[1]


def test_an_address_is_asked_once_and_gets_nothing_else_before_it_confirms(clock):
    discussion = DiscussionFactory()
    assert ask(discussion, "Fay@Example.org") is False
    (question,) = deliver()
    assert (question.to, question.subject) == (
        ["Fay@Example.org"],
        f"Please confirm: follow “{discussion.title}”",
    )
    assert question.from_email == "Harbour Post <talk@example.org>"
    assert question.extra_headers == {"Auto-Submitted": "auto-generated"}
    assert "Somebody, we think you, asked Harbour Post to tell this address of new comments" in question.body
    assert "A mail would come at most once a day." in question.body
    assert "this address is deleted within 48 hours" in question.body
    clock.shift(dt.timedelta(minutes=1))
    PublishedCommentFactory(discussion=discussion)
    assert deliver() == []
    assert Notice.objects.count() == 0
    follow_id, nonce = read_confirm_token(token_of(question))
    confirmed = confirm_follow(follow_id=follow_id, nonce=nonce)
    assert (confirmed.is_live, confirmed.frequency, confirmed.email) == (True, "daily", "Fay@Example.org")
    assert deliver() == []


def test_confirming_twice_is_confirming_once(clock):
    row = follow(DiscussionFactory())
    clock.shift(dt.timedelta(hours=2))
    again = confirm_follow(follow_id=row.pk, nonce=row.nonce)
    assert (again.confirmed_at, again.expires_at) == (NOON, NOON + dt.timedelta(days=365))


def test_the_same_wish_within_an_hour_sends_nothing_and_later_makes_the_old_link_void(clock):
    discussion = DiscussionFactory()
    ask(discussion)
    (first,) = deliver()
    clock.shift(dt.timedelta(minutes=59))
    ask(discussion, " FAY@example.org ", frequency="at_once")
    assert deliver() == []
    clock.shift(dt.timedelta(minutes=1))
    ask(discussion, frequency="at_once")
    (second,) = deliver()
    follow_id, nonce = read_confirm_token(token_of(first))
    with pytest.raises(BadToken):
        confirm_follow(follow_id=follow_id, nonce=nonce)
    assert not Follow.objects.live().exists()
    follow_id, nonce = read_confirm_token(token_of(second))
    assert confirm_follow(follow_id=follow_id, nonce=nonce).frequency == "at_once"
    assert Follow.objects.count() == 1


def test_two_wishes_about_one_discussion_are_asked_an_hour_apart(clock):
    discussion = DiscussionFactory()
    ask(discussion)
    ask(discussion, scope="replies")
    assert ["new comments" in message.body for message in deliver()] == [True]
    clock.shift(dt.timedelta(hours=1))
    (second,) = deliver()
    assert "replies to their comments" in second.body


def test_what_somebody_follows_changes_only_when_they_confirm_it(clock):
    discussion = DiscussionFactory()
    with translation.override("de"):
        row = follow(discussion)
    clock.shift(dt.timedelta(hours=2))
    ask(discussion, frequency="at_once")
    assert deliver() == [], "nothing would change"
    with translation.override("fr"):
        ask(discussion, frequency="daily", language="fr")
    (question,) = deliver()
    assert "If it was not you, do nothing: everything stays as it is." in question.body
    assert "deleted" not in question.body
    row.refresh_from_db()
    assert (row.is_live, row.frequency, row.asked_frequency, row.language) == (True, "at_once", "daily", "")
    follow_id, nonce = read_confirm_token(token_of(question))
    assert confirm_follow(follow_id=follow_id, nonce=nonce).frequency == "daily"


def test_a_link_that_confirms_works_for_its_hours_and_an_unconfirmed_address_is_deleted_then(clock):
    ask(DiscussionFactory())
    (question,) = deliver()
    clock.shift(dt.timedelta(hours=48))
    token = token_of(question)
    assert read_confirm_token(token)
    assert Follow.objects.count() == 1
    clock.shift(dt.timedelta(seconds=1))
    with pytest.raises(BadToken):
        read_confirm_token(token)
    delete_expired()
    assert Follow.objects.count() == 0


def test_a_follow_ends_by_itself_after_its_days(clock):
    follow(DiscussionFactory())
    clock.shift(dt.timedelta(days=365, seconds=-1))
    delete_expired()
    assert Follow.objects.count() == 1
    clock.shift(dt.timedelta(seconds=1))
    delete_expired()
    assert Follow.objects.count() == 0


@pytest.mark.parametrize(
    ("wish", "field", "words"),
    [
        ({"email": "  "}, "email", "Please give an e-mail address. It is never shown."),
        ({"email": "fay"}, "email", "This address is not complete."),
        ({"email": "fay@example.org\nBcc: eve@example.org"}, "email", "This address is not complete."),
        ({"email": f"{'f' * 60}@{'e' * 190}.org"}, "email", "At most 254 characters are allowed here."),
        ({"email": "fay\x00@example.org"}, "email", "This address is not complete."),
        ({"email": "f@example.org", "scope": "site"}, "scope", "Allowed are: discussion, replies, section."),
        (
            {"email": "f@example.org", "frequency": "hourly"},
            "frequency",
            "Allowed are: daily, at_once, digest_daily, digest_weekly.",
        ),
        (
            {"email": "f@example.org", "scope": "section", "frequency": "at_once"},
            "frequency",
            "What is said in a section comes as a summary, once a day or once a week.",
        ),
        (
            {"email": "f@example.org", "scope": "replies", "frequency": "digest_daily"},
            "frequency",
            "There is no summary of replies to you: they come at once, or once a day.",
        ),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_field(wish, field, words):
    discussion = DiscussionFactory()
    with pytest.raises(InvalidFollow) as refused:
        ask(discussion, **wish)
    assert refused.value.errors == {field: [words]}
    assert Follow.objects.count() == 0


def test_a_discussion_in_no_section_has_none_to_follow():
    with pytest.raises(InvalidFollow) as refused:
        ask(DiscussionFactory(article__section=""), scope="section", frequency="digest_daily")
    assert refused.value.errors == {"scope": ["This discussion is in no section."]}
    assert Follow.objects.count() == 0


def test_where_it_is_off_or_the_discussion_is_closed_nobody_follows(settings):
    discussion = DiscussionFactory()
    Discussion.objects.update(status="closed")
    with pytest.raises(DiscussionClosed):
        ask(discussion)
    settings.ENGAGEMENT = {}
    with pytest.raises(FollowingOff):
        ask(discussion)
    assert Follow.objects.count() == 0


def test_wishes_from_one_readers_address_are_limited_whomever_they_name(clock, settings):
    settings.ENGAGEMENT = {**ON, "FOLLOW_LIMITS": ((2, 600),)}
    discussion = DiscussionFactory()
    ask(discussion, "a@example.org")
    ask(discussion, "b@example.org")
    with pytest.raises(PostingTooFast) as refused:
        ask(discussion, "c@example.org")
    assert refused.value.retry_after == 600
    assert Follow.objects.count() == 2
    ask(discussion, "c@example.org", ip="198.51.100.8")
    assert Follow.objects.count() == 3


def test_mails_to_one_address_are_limited_whoever_asks_and_nobody_is_told(clock, settings):
    settings.ENGAGEMENT = {**ON, "FOLLOW_MAIL_LIMITS": ((2, 3600),)}
    for number in range(4):
        assert ask(DiscussionFactory(), "Fay@example.org", ip=f"198.51.100.{number}") is False
    assert len(deliver()) == 2


def test_nothing_tells_whether_an_address_follows_already(clock):
    discussion = DiscussionFactory()
    follow(discussion, "fay@example.org")
    clock.shift(dt.timedelta(hours=2))
    assert ask(discussion, "fay@example.org") is ask(discussion, "new@example.org") is False


def test_an_account_confirms_its_address_once(clock):
    reader = UserFactory(email="kim@example.org")
    first, second = DiscussionFactory(), DiscussionFactory()
    assert ask(first, "kim@example.org", user_id=reader.pk) is False
    (question,) = deliver()
    follow_id, nonce = read_confirm_token(token_of(question))
    confirm_follow(follow_id=follow_id, nonce=nonce)
    assert ask(second, "kim@example.org", user_id=reader.pk) is True
    assert Follow.objects.live().count() == 2
    assert ask(DiscussionFactory(), "kim@example.org") is False, "who only types the address is asked"
    assert ask(DiscussionFactory(), "other@example.org", user_id=reader.pk) is False
    assert Follow.objects.live().count() == 2


def test_an_account_whose_address_the_publisher_knows_is_not_asked(settings):
    settings.ENGAGEMENT = {**ON, "FOLLOW_ACCOUNTS_VERIFIED": True}
    reader = UserFactory(email="kim@example.org")
    assert ask(DiscussionFactory(), "kim@example.org", user_id=reader.pk) is True
    assert Follow.objects.get().is_live
    assert deliver() == []


def test_stopping_ends_it_at_once_and_twice_is_once(clock):
    row = follow(DiscussionFactory())
    other = follow(DiscussionFactory())
    clock.shift(dt.timedelta(minutes=1))
    PublishedCommentFactory(discussion=row.discussion)
    Follow.objects.filter(pk=row.pk).update(quiet_until=NOON + dt.timedelta(hours=1))
    assert deliver() == []
    assert Notice.objects.count() == 1
    assert stop_follow(follow_id=row.pk) is True
    assert stop_follow(follow_id=row.pk) is False
    clock.shift(dt.timedelta(hours=2))
    PublishedCommentFactory(discussion=row.discussion)
    assert deliver() == []
    assert Notice.objects.count() == 0
    with pytest.raises(BadToken):
        find_asked(follow_id=row.pk, nonce=row.nonce)
    assert list(Follow.objects.live()) == [other]
    clock.shift(dt.timedelta(days=30))
    delete_expired()
    assert list(Follow.objects.all()) == [other]
    assert stop_follow(follow_id=row.pk) is False


def test_everything_to_an_address_is_stopped_with_one_press_and_nothing_to_others(clock):
    row = follow(DiscussionFactory(), "Fay@example.org")
    follow(DiscussionFactory(), "fay@example.org", scope="replies")
    ask(DiscussionFactory(), "FAY@example.org")
    other = follow(DiscussionFactory(), "gus@example.org")
    assert stop_all_follows(follow_id=row.pk) == 3
    assert list(Follow.objects.live()) == [other]
    assert [message.to for message in deliver()] == []
    assert stop_all_follows(follow_id=row.pk) == 0


def test_who_stopped_may_follow_again(clock):
    discussion = DiscussionFactory()
    row = follow(discussion)
    stop_follow(follow_id=row.pk)
    clock.shift(dt.timedelta(hours=1))
    ask(discussion)
    (question,) = deliver()
    assert not Follow.objects.live().exists()
    follow_id, nonce = read_confirm_token(token_of(question))
    assert confirm_follow(follow_id=follow_id, nonce=nonce).is_live
    delete_expired(now=NOON + dt.timedelta(days=40))
    assert Follow.objects.live().count() == 1


def test_erasing_deletes_by_address_or_account_and_nothing_else():
    reader = UserFactory(email="kim@example.org")
    follow(DiscussionFactory(), "Fay@example.org")
    follow(DiscussionFactory(), "kim@example.org", user_id=reader.pk)
    other = follow(DiscussionFactory(), "gus@example.org")
    assert erase_follows() == 0
    assert erase_follows(email=" fay@EXAMPLE.org") == 1
    assert erase_follows(user_id=reader.pk) == 1
    assert list(Follow.objects.all()) == [other]


def test_an_accounts_follows_go_with_it():
    reader = UserFactory(email="kim@example.org")
    follow(DiscussionFactory(), "kim@example.org", user_id=reader.pk)
    reader.delete()
    assert Follow.objects.count() == 0


@pytest.mark.parametrize("read", [read_confirm_token, read_stop_token, read_stop_all_token])
@pytest.mark.parametrize("token", ["", "x", "a:b:c", "MQ:1xXdK8:VfaTXUY4SGp6kE1IPN8ATNdmBg5Q7C5ZO_4WQKi-QDI", "é:é:é"])
def test_a_forged_token_is_no_token(read, token):
    with pytest.raises(BadToken):
        read(token)
    with pytest.raises(BadToken):
        read(dumps(1))


def test_a_link_is_of_no_use_but_its_own(clock):
    row = follow(DiscussionFactory())
    clock.shift(dt.timedelta(minutes=1))
    PublishedCommentFactory(discussion=row.discussion)
    (news,) = deliver()
    stop, stop_all = token_of(news, "follow/stop/"), token_of(news, "follow/stop-all/")
    assert (read_stop_token(stop), read_stop_all_token(stop_all)) == (row.pk, row.pk)
    for read, token in ((read_stop_all_token, stop), (read_stop_token, stop_all), (read_confirm_token, stop)):
        with pytest.raises(BadToken):
            read(token)


def test_a_question_is_written_in_the_language_in_which_it_was_asked_for(monkeypatch):
    ask(DiscussionFactory(), language="ar")
    (question,) = deliver()
    html = question.alternatives[0][0]
    assert '<html lang="ar" dir="rtl">' in html
    assert mail.outbox == [question]
    assert timezone.get_current_timezone_name() == "UTC"
