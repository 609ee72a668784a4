"""Choosing a stance: once of each reader, changeable, counted exactly."""

import pytest
from django.contrib.auth import get_user_model

from engagement.api import (
    AuthorData,
    Comment,
    Discussion,
    DiscussionClosed,
    DiscussionNotFound,
    InvalidComment,
    Reader,
    StanceRefused,
    StanceTooFast,
    SubmissionData,
    choose_stance,
    erase_choices_of,
    erase_comment,
    merge_discussions,
    post_comment,
    set_discussion_status,
    set_stances,
    withdraw_choice,
)
from engagement.models import Stance, StanceChoice
from engagement.services.recount import recount
from engagement.services.stance_choices import find_choice
from tests.engagement.counting import assert_everything_counts
from tests.factories import DiscussionFactory, PublishedCommentFactory, UserFactory

pytestmark = pytest.mark.django_db

TOKEN = "0123456789abcdef0123456789abcdef"


def guest(number=0):
    return Reader(token=f"{TOKEN}{number}", ip=f"198.18.7.{number + 1}")


@pytest.fixture
def discussion():
    discussion = DiscussionFactory()
    set_stances(prompt_id=discussion.prompt.pk, labels=["Yes", "No", "It depends"])
    return Discussion.objects.get(pk=discussion.pk)


@pytest.fixture
def yes(discussion):
    return Stance.objects.get(label="Yes", prompt__discussion=discussion).pk


@pytest.fixture
def no(discussion):
    return Stance.objects.get(label="No", prompt__discussion=discussion).pk


def choose(discussion, stance_id, reader):
    result = choose_stance(discussion_id=discussion.pk, stance_id=stance_id, reader=reader)
    return result.stance_id, result.changed


def counts():
    return dict(Stance.objects.filter(count__gt=0).values_list("label", "count"))


def test_each_reader_counts_once_and_no_page_changes(discussion, yes, announced):
    account = Reader(user_id=UserFactory().pk)
    with announced() as heard:
        results = [choose(discussion, yes, reader) for reader in (guest(), account, guest())]
    assert results == [(yes, True), (yes, True), (yes, False)]
    assert heard == []
    assert Discussion.objects.get().version == discussion.version
    assert counts() == {"Yes": 2}
    assert_everything_counts()


def test_who_changes_their_mind_counts_where_they_stand_now(discussion, yes, no):
    choose(discussion, yes, guest())
    assert choose(discussion, no, guest()) == (no, True)
    assert counts() == {"No": 1}
    assert StanceChoice.objects.count() == 1
    assert find_choice(discussion_id=discussion.pk, reader=guest()) == no
    assert_everything_counts()


def test_a_choice_is_taken_back_once_and_also_when_closed(discussion, yes):
    choose(discussion, yes, guest())
    choose(discussion, yes, guest(1))
    set_discussion_status(discussion_id=discussion.pk, status="closed")
    results = [withdraw_choice(discussion_id=discussion.pk, reader=guest()) for _ in range(2)]
    assert [(result.stance_id, result.changed) for result in results] == [(None, True), (None, False)]
    assert counts() == {"Yes": 1}
    assert_everything_counts()


def test_a_closed_discussion_refuses_and_what_is_so_already_is_no_wish(discussion, yes, no):
    choose(discussion, yes, guest())
    set_discussion_status(discussion_id=discussion.pk, status="closed")
    assert choose(discussion, yes, guest()) == (yes, False)
    for reader in (guest(), guest(1)):
        with pytest.raises(DiscussionClosed):
            choose(discussion, no, reader)
    assert counts() == {"Yes": 1}


def test_only_what_is_offered_can_be_chosen(discussion, yes):
    other = DiscussionFactory()
    set_stances(prompt_id=other.prompt.pk, labels=["This", "That"])
    retired = Stance.objects.get(label="It depends").pk
    set_stances(prompt_id=discussion.prompt.pk, labels=["Yes", "No"])
    for stance_id in (Stance.objects.get(label="This").pk, retired, 0, -1):
        with pytest.raises(StanceRefused) as refused:
            choose(discussion, stance_id, guest())
        assert refused.value.code == "unknown"
    with pytest.raises(DiscussionNotFound):
        choose_stance(discussion_id=0, stance_id=yes, reader=guest())
    assert counts() == {}
    assert not StanceChoice.objects.exists()


def test_who_chose_what_is_retired_stays_counted(discussion, yes, no):
    choose(discussion, yes, guest())
    set_stances(prompt_id=discussion.prompt.pk, labels=["No", "It depends"])
    assert counts() == {"Yes": 1}
    choose(discussion, no, guest())
    assert counts() == {"No": 1}
    assert_everything_counts()


@pytest.mark.parametrize("token", ["", "short", "x" * 201, "0123456789 abcdef", "0123456789abcdéf"])
def test_a_guest_needs_a_good_token(discussion, yes, token):
    with pytest.raises(StanceRefused) as refused:
        choose(discussion, yes, Reader(token=token))
    assert refused.value.code == "token"
    assert find_choice(discussion_id=discussion.pk, reader=Reader(token=token)) is None
    assert counts() == {}


def test_where_guests_may_not_comment_they_choose_nothing(discussion, yes, settings):
    settings.ENGAGEMENT = {"GUESTS": False}
    with pytest.raises(StanceRefused) as refused:
        choose(discussion, yes, guest())
    assert refused.value.code == "account"
    assert choose(discussion, yes, Reader(user_id=UserFactory().pk)) == (yes, True)


def test_guests_of_one_address_are_limited_together(discussion, yes, no, settings):
    settings.ENGAGEMENT = {"STANCE_LIMITS": [(2, 24 * 3600)]}
    readers = [Reader(token=f"{TOKEN}{number}", ip="198.18.7.1") for number in range(3)]
    choose(discussion, yes, readers[0])
    choose(discussion, yes, readers[1])
    assert choose(discussion, yes, readers[0]) == (yes, False)
    for reader, wish in ((readers[2], yes), (readers[0], no)):
        with pytest.raises(StanceTooFast) as refused:
            choose(discussion, wish, reader)
        assert 0 < refused.value.retry_after <= 24 * 3600
    assert counts() == {"Yes": 2}
    assert withdraw_choice(discussion_id=discussion.pk, reader=readers[0]).changed


def test_no_two_rows_of_one_guest_can_be_told_to_be_theirs(discussion, yes):
    other = DiscussionFactory()
    set_stances(prompt_id=other.prompt.pk, labels=["This", "That"])
    choose(discussion, yes, guest())
    choose(other, Stance.objects.get(label="This").pk, guest())
    hashes = set(StanceChoice.objects.values_list("guest", flat=True))
    assert len(hashes) == 2
    assert not any(TOKEN in value for value in hashes)


def test_what_an_account_chose_goes_with_it(discussion, yes):
    user, other = UserFactory(), UserFactory()
    for reader in (Reader(user_id=user.pk), Reader(user_id=other.pk), guest()):
        choose(discussion, yes, reader)
    assert erase_choices_of(account_id=other.pk) == 1
    assert counts() == {"Yes": 2}
    get_user_model().objects.get(pk=user.pk).delete()
    assert counts() == {"Yes": 1}
    assert_everything_counts()


def test_a_merge_drops_what_was_chosen_and_a_comment_bears_nothing_there(discussion, yes):
    user = UserFactory()
    choose(discussion, yes, guest())
    comment = post(discussion, user=user, stance_id=yes)
    target = DiscussionFactory()
    set_stances(prompt_id=target.prompt.pk, labels=["Yes", "No"])
    choose(target, Stance.objects.get(label="Yes", prompt__discussion=target).pk, guest())
    merge_discussions(source_id=discussion.pk, target_id=target.pk)
    assert list(StanceChoice.objects.values_list("discussion", flat=True)) == [target.pk]
    assert Comment.objects.get(pk=comment.pk).stance_id == yes
    with pytest.raises(DiscussionNotFound):
        choose(discussion, yes, guest())
    assert not withdraw_choice(discussion_id=discussion.pk, reader=guest()).changed
    assert counts() == {"Yes": 1}
    assert_everything_counts()


def test_recount_finds_a_counter_that_is_wrong_and_puts_it_right(discussion, yes):
    choose(discussion, yes, guest())
    Stance.objects.filter(pk=yes).update(count=7)
    (found,) = recount(repair=True)
    assert (found.kind, found.pk, found.field, found.stored, found.counted) == ("stance", yes, "count", 7, 1)
    assert counts() == {"Yes": 1}
    assert list(recount(repair=False)) == []


# Comments


def post(discussion, *, user=None, parent=None, body="The quay is older than the town hall.", **given):
    author = AuthorData(user_id=user.pk, name="ada") if user else AuthorData(name="Ada")
    posted = post_comment(
        discussion_id=discussion.pk,
        body=body,
        author=author,
        parent_id=parent.pk if parent else None,
        submission=SubmissionData(ip="198.18.9.9"),
        **given,
    )
    return posted.comment


def test_a_root_bears_the_stance_that_its_account_took(discussion, yes):
    user = UserFactory()
    choose(discussion, yes, Reader(user_id=user.pk))
    assert post(discussion, user=user).stance_id == yes
    assert post(discussion, user=user, body="And it should stay so.", stance_id=0).stance_id is None
    assert counts() == {"Yes": 1}


def test_an_account_that_says_where_it_stands_while_writing_has_chosen(discussion, yes, no):
    user = UserFactory()
    choose(discussion, yes, Reader(user_id=user.pk))
    assert post(discussion, user=user, stance_id=no).stance_id == no
    assert counts() == {"No": 1}
    assert_everything_counts()


def test_a_guests_comment_bears_what_they_say_and_counts_nothing(discussion, yes):
    assert post(discussion, stance_id=yes).stance_id == yes
    assert post(discussion, body="I have no view of this at all.").stance_id is None
    assert counts() == {}


def test_a_reply_bears_none(discussion, yes):
    user = UserFactory()
    choose(discussion, yes, Reader(user_id=user.pk))
    root = PublishedCommentFactory(discussion=discussion)
    assert post(discussion, user=user, parent=root, stance_id=yes).stance_id is None


def test_a_stance_that_is_not_offered_stores_nothing(discussion):
    retired = Stance.objects.get(label="No").pk
    set_stances(prompt_id=discussion.prompt.pk, labels=["Yes", "It depends"])
    for stance_id in (retired, 10**9, -1):
        with pytest.raises(InvalidComment) as refused:
            post(discussion, user=UserFactory(), stance_id=stance_id)
        assert refused.value.errors == {"stance": ["This stance is not offered, or not any more."]}
    assert not Comment.objects.exists()


def test_what_is_erased_bears_none(discussion, yes):
    root = post(discussion, stance_id=yes)
    erase_comment(comment_id=root.pk)
    assert Comment.objects.get(pk=root.pk).stance_id is None
