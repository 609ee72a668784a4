import datetime as dt

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from engagement.api import (
    Comment,
    CommentNotFound,
    Discussion,
    Reader,
    RespectRefused,
    RespectTooFast,
    Visibility,
    change_visibility,
    delete_spam,
    erase_comment,
    erase_reactions_of,
    respect_comment,
    take_respect_back,
    withdraw_comment,
)
from engagement.models import PostingPace, Reaction
from engagement.services import reactions
from engagement.services.scores import score_of
from tests.engagement.counting import assert_everything_counts
from tests.factories import HeldCommentFactory, PublishedCommentFactory, UserFactory

pytestmark = pytest.mark.django_db

TOKEN = "0123456789abcdef0123456789abcdef"


def guest(number=0, **given):
    return Reader(token=f"{TOKEN}{number}", ip=f"198.18.7.{number + 1}", **given)


def as_it_is(comment):
    return Comment.objects.filter(pk=comment.pk).values("respect_count", "score").get()


def version():
    return Discussion.objects.get().version


def test_each_reader_counts_once_and_the_page_becomes_new(announced):
    comment = PublishedCommentFactory()
    before, account = version(), Reader(user_id=UserFactory().pk)
    with announced() as heard:
        results = [respect_comment(comment_id=comment.pk, reader=reader) for reader in (guest(), account, guest())]
    assert [(result.count, result.respected, result.changed) for result in results] == [
        (1, True, True),
        (2, True, True),
        (2, True, False),
    ]
    assert heard == [("discussion_changed", {"discussion_id": comment.discussion_id})] * 2
    assert version() == before + 2
    assert as_it_is(comment) == {"respect_count": 2, "score": score_of(comment.published_at, 2)}
    assert_everything_counts()


def test_it_is_taken_back_once():
    comment = PublishedCommentFactory()
    respect_comment(comment_id=comment.pk, reader=guest())
    respect_comment(comment_id=comment.pk, reader=guest(1))
    before = version()
    results = [take_respect_back(comment_id=comment.pk, reader=guest()) for _ in range(2)]
    assert [(result.count, result.respected, result.changed) for result in results] == [
        (1, False, True),
        (1, False, False),
    ]
    assert version() == before + 1
    assert as_it_is(comment) == {"respect_count": 1, "score": score_of(comment.published_at, 1)}
    assert_everything_counts()


def test_a_reply_is_counted_and_has_no_score():
    reply = PublishedCommentFactory(parent=PublishedCommentFactory())
    respect_comment(comment_id=reply.pk, reader=guest())
    assert as_it_is(reply) == {"respect_count": 1, "score": 0}
    assert_everything_counts()


def test_the_token_itself_is_kept_nowhere_and_two_rows_do_not_tell_that_they_are_of_one_guest():
    comments = PublishedCommentFactory.create_batch(2)
    for comment in comments:
        respect_comment(comment_id=comment.pk, reader=guest())
    rows = Reaction.objects.values_list("guest", flat=True)
    assert [len(row) for row in rows] == [64, 64]
    assert rows[0] != rows[1]
    assert TOKEN not in "".join(rows)
    assert TOKEN not in repr(guest())


@pytest.mark.parametrize("visibility", [v for v in Visibility if v != Visibility.PUBLISHED])
def test_only_what_everybody_reads_is_respected(visibility):
    root = PublishedCommentFactory()
    PublishedCommentFactory(parent=root)
    change_visibility(comment_id=root.pk, to=visibility)
    before = as_it_is(root)
    with pytest.raises(CommentNotFound):
        respect_comment(comment_id=root.pk, reader=guest())
    assert (as_it_is(root), Reaction.objects.count()) == (before, 0)


def test_a_comment_that_is_not_there_is_not_respected():
    with pytest.raises(CommentNotFound):
        respect_comment(comment_id=999_999, reader=guest())
    with pytest.raises(CommentNotFound):
        take_respect_back(comment_id=999_999, reader=guest())


def test_nobody_respects_their_own_where_that_is_known():
    user = UserFactory()
    by_account, by_guest = PublishedCommentFactory(user=user), PublishedCommentFactory()
    for comment, reader in (
        (by_account, Reader(user_id=user.pk)),
        (by_guest, guest(wrote=by_guest.pk)),
    ):
        with pytest.raises(RespectRefused) as caught:
            respect_comment(comment_id=comment.pk, reader=reader)
        assert caught.value.code == "own"
    assert not Reaction.objects.exists()
    assert respect_comment(comment_id=by_account.pk, reader=guest(wrote=by_guest.pk)).changed


@pytest.mark.parametrize(
    "token", ["", "short", "x" * 201, "with some spaces in it", "ümlaut-ümlaut-ümlaut", "a" * 20 + "\n"]
)
def test_a_guest_needs_a_token_that_is_one(token):
    comment = PublishedCommentFactory()
    for act in (respect_comment, take_respect_back):
        with pytest.raises(RespectRefused) as caught:
            act(comment_id=comment.pk, reader=Reader(token=token, ip="198.18.0.1"))
        assert caught.value.code == "token"
    assert not Reaction.objects.exists()


def test_where_comments_take_an_account_so_does_respect(settings):
    comment = PublishedCommentFactory()
    respect_comment(comment_id=comment.pk, reader=guest())
    settings.ENGAGEMENT = {"GUESTS": False}
    with pytest.raises(RespectRefused) as caught:
        respect_comment(comment_id=comment.pk, reader=guest(1))
    assert caught.value.code == "account"
    assert respect_comment(comment_id=comment.pk, reader=Reader(user_id=UserFactory().pk)).count == 2
    assert take_respect_back(comment_id=comment.pk, reader=guest()).count == 1


def test_where_it_is_switched_off_nothing_is_counted_and_all_can_be_taken_back(settings):
    comment = PublishedCommentFactory()
    respect_comment(comment_id=comment.pk, reader=guest())
    settings.ENGAGEMENT = {"RESPECT": ""}
    with pytest.raises(RespectRefused) as caught:
        respect_comment(comment_id=comment.pk, reader=guest(1))
    assert caught.value.code == "off"
    assert Reaction.objects.count() == 1
    assert take_respect_back(comment_id=comment.pk, reader=guest()).count == 0


@pytest.mark.parametrize("by", ["address", "account"])
def test_one_reader_respects_so_many_and_then_no_more_for_a_while(by):
    comments = PublishedCommentFactory.create_batch(3)
    user = UserFactory()

    def press(number):
        reader = Reader(user_id=user.pk) if by == "account" else Reader(token=f"{TOKEN}{number}", ip="198.18.0.1")
        return respect_comment(comment_id=comments[number].pk, reader=reader)

    with override_settings(ENGAGEMENT={"RESPECT_LIMITS": [(2, 3600)]}):
        press(0)
        press(1)
        with pytest.raises(RespectTooFast) as caught:
            press(2)
        assert 0 < caught.value.retry_after <= 3600
        # What is so already costs nothing, and nothing is lost.
        assert not press(1).changed
        assert respect_comment(comment_id=comments[2].pk, reader=guest(9)).changed
    assert Reaction.objects.count() == 3
    paces = PostingPace.objects.values_list("sender", flat=True)
    assert not [sender for sender in paces if "198.18" in sender]


def test_taking_back_costs_nothing_of_a_limit():
    comment = PublishedCommentFactory()
    with override_settings(ENGAGEMENT={"RESPECT_LIMITS": [(1, 3600)]}):
        respect_comment(comment_id=comment.pk, reader=guest())
        assert take_respect_back(comment_id=comment.pk, reader=guest()).changed


@pytest.mark.parametrize("end", [withdraw_comment, erase_comment])
def test_what_nobody_will_read_any_more_keeps_no_reactions(end):
    root = PublishedCommentFactory()
    PublishedCommentFactory(parent=root)
    respect_comment(comment_id=root.pk, reader=guest())
    respect_comment(comment_id=root.pk, reader=Reader(user_id=UserFactory().pk))
    end(comment_id=root.pk)
    assert not Reaction.objects.exists()
    assert as_it_is(root) == {"respect_count": 0, "score": score_of(root.published_at, 0)}
    assert_everything_counts()


def test_what_a_moderator_holds_keeps_them_for_when_it_comes_back():
    comment = PublishedCommentFactory()
    respect_comment(comment_id=comment.pk, reader=guest())
    change_visibility(comment_id=comment.pk, to=Visibility.HELD)
    assert_everything_counts()
    change_visibility(comment_id=comment.pk, to=Visibility.PUBLISHED)
    assert as_it_is(comment) == {"respect_count": 1, "score": score_of(comment.published_at, 1)}


def test_spam_goes_with_its_reactions():
    comment = PublishedCommentFactory()
    respect_comment(comment_id=comment.pk, reader=guest())
    change_visibility(comment_id=comment.pk, to=Visibility.SPAM)
    delete_spam(discussion_id=comment.discussion_id, comment_ids=[comment.pk])
    assert not Reaction.objects.exists()


def test_erasing_what_an_account_respects_keeps_the_rest(monkeypatch):
    monkeypatch.setattr(reactions, "_BATCH", 2)
    one, other = UserFactory(), UserFactory()
    comments = [*PublishedCommentFactory.create_batch(3), HeldCommentFactory()]
    comments.append(PublishedCommentFactory(parent=comments[0]))
    shown = [comment for comment in comments if comment.visibility == Visibility.PUBLISHED]
    for comment in shown:
        for user in (one, other):
            respect_comment(comment_id=comment.pk, reader=Reader(user_id=user.pk))
    change_visibility(comment_id=shown[1].pk, to=Visibility.HELD)
    assert erase_reactions_of(account_id=one.pk) == 4
    assert erase_reactions_of(account_id=one.pk) == 0
    assert set(Reaction.objects.values_list("account", flat=True)) == {other.pk}
    assert {as_it_is(comment)["respect_count"] for comment in shown} == {1}
    assert_everything_counts()


@pytest.mark.parametrize("how", ["one", "many"])
def test_an_account_that_is_deleted_takes_its_respect_with_it_and_all_counts_stay_right(how):
    user = UserFactory()
    comment = PublishedCommentFactory()
    respect_comment(comment_id=comment.pk, reader=Reader(user_id=user.pk))
    before = version()
    if how == "one":
        user.delete()
    else:
        get_user_model().objects.filter(pk=user.pk).delete()
    assert not Reaction.objects.exists()
    assert as_it_is(comment) == {"respect_count": 0, "score": score_of(comment.published_at, 0)}
    assert version() == before + 1
    assert_everything_counts()


def test_a_root_has_its_score_with_its_first_publication_and_keeps_it():
    with time_machine.travel(dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC), tick=False) as clock:
        comment = HeldCommentFactory()
        assert as_it_is(comment)["score"] == 0
        clock.shift(3600)
        change_visibility(comment_id=comment.pk, to=Visibility.PUBLISHED)
        first = as_it_is(comment)["score"]
        assert first == score_of(dt.datetime(2026, 3, 2, 13, tzinfo=dt.UTC), 0)
        clock.shift(3600)
        change_visibility(comment_id=comment.pk, to=Visibility.HELD)
        change_visibility(comment_id=comment.pk, to=Visibility.PUBLISHED)
    assert as_it_is(comment)["score"] == first


def test_respecting_costs_the_same_however_many_do():
    comment = PublishedCommentFactory()

    def queries_of(number):
        with CaptureQueriesContext(connection) as captured:
            respect_comment(comment_id=comment.pk, reader=guest(number))
        return len(captured)

    first = queries_of(0)
    for number in range(1, 20):
        respect_comment(comment_id=comment.pk, reader=guest(number))
    assert queries_of(20) == first
