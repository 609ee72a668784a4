"""Two at once, for real: threads with connections of their own, on PostgreSQL and on a SQLite file alike."""

import datetime as dt
from functools import partial
from threading import Barrier

import pytest
from django.db import connection
from django.test import override_settings

from engagement import gates
from engagement.api import AuthorData, Comment, Discussion, Prompt, SubmissionData, Visibility, post_comment
from engagement.exceptions import InvalidComment, PostingTooFast
from engagement.models import NameClaim, PostingPace, PromptChange, PromptMode, Reaction, SentText
from engagement.services.discussions import find_or_open_discussion, sync_discussion
from engagement.services.erasure import erase_comment
from engagement.services.merging import merge_discussions
from engagement.services.outbox import lease_comment
from engagement.services.prompts import propose_prompt, reword_prompt
from engagement.services.reactions import Reader, erase_reactions_of, respect_comment, take_respect_back
from engagement.services.visibility import change_visibility
from tests.articles.models import Article
from tests.engagement.counting import assert_everything_counts
from tests.factories import (
    ArticleFactory,
    DiscussionFactory,
    PendingCommentFactory,
    PublishedCommentFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)


def move(comment, visibility):
    return partial(change_visibility, comment_id=comment.pk, to=visibility)


def post(discussion, *, number=0, **given):
    return partial(
        post_comment,
        discussion_id=discussion.pk,
        body=f"The quay is old, says number {number}.",
        author=AuthorData(name=f"Guest {number}"),
        submission=SubmissionData(ip=f"198.18.0.{number + 1}"),
        **given,
    )


def kinds(outcomes):
    return sorted(type(outcome).__name__ for outcome in outcomes)


def test_of_two_who_publish_a_comment_one_does(race):
    comment = PendingCommentFactory()
    outcomes = race(*[move(comment, Visibility.PUBLISHED)] * 4)
    assert sorted(outcome.changed for outcome in outcomes) == [False, False, False, True]
    assert Discussion.objects.get().comment_count == 1


def test_replies_published_at_once_get_distinct_places(race):
    root = PublishedCommentFactory()
    replies = [PendingCommentFactory(parent=root) for _ in range(8)]
    outcomes = race(*[move(reply, Visibility.PUBLISHED) for reply in replies])
    assert [outcome.changed for outcome in outcomes] == [True] * 8
    assert sorted(Comment.objects.filter(root=root).values_list("seq", flat=True)) == [1, 2, 3, 4, 5, 6, 7, 8]
    assert_everything_counts()


@pytest.mark.parametrize("attempt", range(4))
def test_a_reply_cleared_while_its_parent_is_being_published_is_published(race, attempt):
    root = PublishedCommentFactory()
    parent = PublishedCommentFactory(parent=root)
    reply = PendingCommentFactory(parent=parent)
    move(parent, Visibility.HELD)()
    race(move(reply, Visibility.PUBLISHED), move(parent, Visibility.PUBLISHED))
    assert Comment.objects.published().filter(pk=reply.pk).exists()
    assert_everything_counts()


@pytest.mark.parametrize("attempt", range(4))
def test_a_parent_rejected_while_its_reply_is_being_published_leaves_everything_in_order(race, attempt):
    root = PublishedCommentFactory()
    parent = PublishedCommentFactory(parent=root)
    reply = PendingCommentFactory(parent=parent)
    race(move(reply, Visibility.PUBLISHED), move(parent, Visibility.REJECTED))
    parent.refresh_from_db()
    reply.refresh_from_db()
    assert parent.visibility == Visibility.REJECTED
    assert (reply.visibility, parent.in_thread) in [(Visibility.PUBLISHED, True), (Visibility.PENDING, False)]
    assert_everything_counts()


def test_posts_that_are_published_at_once_do_not_wait_for_each_other(race):
    discussion = DiscussionFactory()
    root = PublishedCommentFactory(discussion=discussion)
    outcomes = race(
        *[post(discussion, number=number, parent_id=root.pk if number % 2 else None) for number in range(8)]
    )
    assert kinds(outcomes) == ["Posted"] * 8
    assert Discussion.objects.get().comment_count == 9
    assert_everything_counts()


@pytest.mark.parametrize("attempt", range(4))
def test_a_parent_erased_while_replies_are_posted_leaves_everything_in_order(race, attempt):
    discussion = DiscussionFactory()
    root = PublishedCommentFactory(discussion=discussion)
    answers = [post(discussion, number=number, parent_id=root.pk) for number in range(4)]
    *answered, erased = race(*answers, partial(erase_comment, comment_id=root.pk))
    assert erased.after == Visibility.ERASED
    for outcome in answered:
        assert isinstance(outcome, InvalidComment) or not isinstance(outcome, Exception)
    assert_everything_counts()


@pytest.mark.parametrize("key", ["0123456789abcdef", None], ids=["the same key", "the same words without a key"])
def test_of_posts_that_are_the_same_one_is_stored_and_counted(race, key):
    discussion = DiscussionFactory()
    outcomes = race(*[post(discussion, idempotency_key=key)] * 6)
    assert sorted(outcome.created for outcome in outcomes) == [False] * 5 + [True]
    assert len({outcome.comment.pk for outcome in outcomes}) == 1
    assert Comment.objects.count() == 1
    assert set(PostingPace.objects.values_list("count", flat=True)) == {1}


def test_the_same_post_twice_at_once_is_stored_also_where_it_is_the_last_that_the_limit_allows(race):
    discussion = DiscussionFactory()
    with override_settings(ENGAGEMENT={"POST_LIMITS": [(1, 3600)]}):
        outcomes = race(*[post(discussion, idempotency_key="0123456789abcdef")] * 4)
    assert sorted(outcome.created for outcome in outcomes) == [False, False, False, True]


def test_the_limit_is_exact_when_one_sender_posts_in_parallel(race):
    discussion = DiscussionFactory()

    def post_from_one_address(number):
        return partial(
            post_comment,
            discussion_id=discussion.pk,
            body=f"Note {number}",
            author=AuthorData(name="Guest"),
            submission=SubmissionData(ip="198.18.0.1"),
        )

    with override_settings(ENGAGEMENT={"POST_LIMITS": [(5, 24 * 3600)], "DISCUSSION_LIMITS": []}):
        outcomes = race(*[post_from_one_address(number) for number in range(12)])
    assert kinds(outcomes) == ["Posted"] * 5 + ["PostingTooFast"] * 7
    assert all(0 < outcome.retry_after <= 24 * 3600 for outcome in outcomes if isinstance(outcome, PostingTooFast))
    assert Comment.objects.count() == 5
    assert PostingPace.objects.get().count == 5


def test_the_limit_of_a_discussion_is_exact_when_many_post_in_parallel(race):
    discussion = DiscussionFactory()
    with override_settings(ENGAGEMENT={"DISCUSSION_LIMITS": [(5, 24 * 3600)], "POST_LIMITS": [(99, 24 * 3600)]}):
        outcomes = race(*[post(discussion, number=number) for number in range(12)])
    assert kinds(outcomes) == ["Posted"] * 5 + ["PostingTooFast"] * 7
    assert all(outcome.crowded for outcome in outcomes if isinstance(outcome, PostingTooFast))
    assert Comment.objects.count() == Discussion.objects.get().comment_count == 5
    assert sorted(PostingPace.objects.values_list("count", flat=True)) == [1] * 5 + [5]


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")
def test_strangers_who_post_in_one_discussion_pass_the_gates_side_by_side(race):
    discussion = DiscussionFactory()
    post(discussion, number=9)()
    all_inside = Barrier(6, timeout=20)

    def gate(draft):
        all_inside.wait()
        return gates.Ruling(admission=gates.Admission.SCREEN)

    gates.register("tests", gate)
    outcomes = race(*[post(discussion, number=number) for number in range(6)])
    assert kinds(outcomes) == ["Posted"] * 6
    assert sorted(PostingPace.objects.values_list("count", flat=True))[-1] == 7


@pytest.mark.parametrize("attempt", range(4))
def test_of_the_same_text_sent_twice_at_once_one_is_stored_and_one_refused(race, attempt):
    first, second = DiscussionFactory(), DiscussionFactory()
    outcomes = race(post(first, idempotency_key="first-key"), post(second, idempotency_key="second-key"))
    assert kinds(outcomes) == ["InvalidComment", "Posted"]
    assert Comment.objects.count() == SentText.objects.count() == 1


@pytest.mark.parametrize("attempt", range(4))
def test_a_text_that_is_free_again_is_taken_once(race, attempt):
    discussion = DiscussionFactory()
    post(discussion, idempotency_key="first-key")()
    SentText.objects.update(expires_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    outcomes = race(*[post(discussion, idempotency_key=f"key-number-{number}") for number in range(4)])
    assert kinds(outcomes) == ["InvalidComment"] * 3 + ["Posted"]
    assert Comment.objects.count() == 2
    assert SentText.objects.get().comment_id == Comment.objects.latest("pk").pk


@pytest.mark.parametrize("attempt", range(4))
def test_authors_who_change_addresses_and_share_them_do_not_wait_for_each_other(race, attempt):
    discussion = DiscussionFactory()

    def post_as(author, address):
        return partial(
            post_comment,
            discussion_id=discussion.pk,
            body=f"Note {author} {address}",
            author=AuthorData(name="Guest", email=f"guest{author}@example.org"),
            submission=SubmissionData(ip=f"198.18.0.{address}"),
        )

    outcomes = race(*[post_as(author, address) for author in range(4) for address in range(3)])
    assert kinds(outcomes) == ["Posted"] * 12


def test_one_of_many_leases_a_comment(race):
    comment = PendingCommentFactory()
    outcomes = race(*[partial(lease_comment, comment_id=comment.pk, lease=dt.timedelta(minutes=1))] * 6)
    assert sorted(outcomes) == [False] * 5 + [True]
    assert Comment.objects.get().attempts == 1


@pytest.mark.parametrize("attempt", range(4))
def test_an_editor_and_an_edited_article_do_not_wait_for_each_other(race, attempt):
    discussion = DiscussionFactory()
    prompt = Prompt.objects.get()
    outcomes = race(
        partial(reword_prompt, prompt_id=prompt.pk, question="And the new quay?", call_to_action="", lead="", by=None),
        partial(
            propose_prompt,
            discussion_id=discussion.pk,
            body="<p>It is settled.</p><p>Who pays for the quay? Tell us in the comments below!</p>",
            language="en",
        ),
    )
    assert kinds(outcomes) == ["Prompt", "Prompt"]
    prompt.refresh_from_db()
    assert (prompt.mode, prompt.chosen.question) == (PromptMode.EDITED, "And the new quay?")
    assert prompt.proposal.question == "Who pays for the quay?"
    assert PromptChange.objects.count() == 1


def test_an_article_that_many_readers_open_first_has_one_discussion(race):
    article = ArticleFactory.build()
    Article.objects.bulk_create([article])
    key = f"articles.article.{Article.objects.get().pk}"
    outcomes = race(*[partial(find_or_open_discussion, key=key)] * 4, partial(sync_discussion, obj=article))
    assert kinds(outcomes) == ["Discussion"] * 5
    assert Discussion.objects.get().key == key
    assert Prompt.objects.count() == 1


def guest(number):
    return Reader(token=f"0123456789abcdef{number}", ip=f"198.18.0.{number + 1}")


@pytest.mark.parametrize("by", ["guest", "account"])
def test_of_one_reader_who_presses_twice_at_once_one_respect_is_counted(race, by):
    comment = PublishedCommentFactory()
    reader = guest(0) if by == "guest" else Reader(user_id=UserFactory().pk)
    with override_settings(ENGAGEMENT={"RESPECT_LIMITS": [(1, 24 * 3600)]}):
        outcomes = race(*[partial(respect_comment, comment_id=comment.pk, reader=reader)] * 6)
    # Also where it is the last that the limit allows.
    assert sorted(outcome.changed for outcome in outcomes) == [False] * 5 + [True]
    assert {outcome.count for outcome in outcomes} == {1}
    assert Reaction.objects.count() == Comment.objects.get().respect_count == 1
    assert_everything_counts()


def test_of_one_reader_who_takes_it_back_twice_at_once_one_is_taken_off(race):
    comment = PublishedCommentFactory()
    for number in range(2):
        respect_comment(comment_id=comment.pk, reader=guest(number))
    outcomes = race(*[partial(take_respect_back, comment_id=comment.pk, reader=guest(0))] * 6)
    assert sorted(outcome.changed for outcome in outcomes) == [False] * 5 + [True]
    assert Reaction.objects.count() == Comment.objects.get().respect_count == 1
    assert_everything_counts()


def test_many_who_respect_and_take_back_at_once_are_counted_exactly(race):
    discussion = DiscussionFactory()
    root = PublishedCommentFactory(discussion=discussion)
    reply = PublishedCommentFactory(parent=root)
    for number in range(4):
        respect_comment(comment_id=root.pk, reader=guest(number))
    wishes = [partial(take_respect_back, comment_id=root.pk, reader=guest(number)) for number in range(3)]
    wishes += [partial(respect_comment, comment_id=root.pk, reader=guest(number)) for number in range(4, 9)]
    wishes += [partial(respect_comment, comment_id=reply.pk, reader=guest(number)) for number in range(3)]
    outcomes = race(*wishes, post(discussion, parent_id=root.pk))
    assert kinds(outcomes) == ["Posted"] + ["Respect"] * 11
    assert Comment.objects.get(pk=root.pk).respect_count == 6
    assert Comment.objects.get(pk=reply.pk).respect_count == 3
    assert_everything_counts()


@pytest.mark.parametrize("attempt", range(3))
def test_a_comment_erased_while_readers_respect_it_keeps_nothing_of_them(race, attempt):
    root = PublishedCommentFactory()
    PublishedCommentFactory(parent=root)
    respects = [partial(respect_comment, comment_id=root.pk, reader=guest(number)) for number in range(4)]
    outcomes = race(*respects, partial(erase_comment, comment_id=root.pk))
    assert set(kinds(outcomes)) <= {"Respect", "CommentNotFound", "VisibilityChange"}
    assert not Reaction.objects.exists()
    assert_everything_counts()


@pytest.mark.parametrize("attempt", range(3))
def test_an_account_erased_while_it_presses_and_others_do_leaves_all_counts_right(race, attempt):
    account = UserFactory()
    comments = [PublishedCommentFactory() for _ in range(3)]
    for comment in comments:
        respect_comment(comment_id=comment.pk, reader=Reader(user_id=account.pk))
    backs = [
        partial(take_respect_back, comment_id=comment.pk, reader=Reader(user_id=account.pk))
        for comment in reversed(comments)
    ]
    others = [partial(respect_comment, comment_id=comment.pk, reader=guest(1)) for comment in comments]
    outcomes = race(partial(erase_reactions_of, account_id=account.pk), *backs, *others)
    assert set(kinds(outcomes)) == {"Respect", "int"}
    assert not Reaction.objects.filter(account=account).exists()
    assert_everything_counts()


@pytest.mark.parametrize("attempt", range(4))
def test_what_is_posted_while_its_discussion_is_merged_is_moved_or_goes_there_itself(race, attempt):
    source, target = DiscussionFactory(), DiscussionFactory()
    merge = partial(merge_discussions, source_id=source.pk, target_id=target.pk)
    outcomes = race(merge, *(post(source, number=number) for number in range(4)))
    assert [type(outcome).__name__ for outcome in outcomes] == ["int", *["Posted"] * 4]
    assert list(Comment.objects.values_list("discussion", flat=True)) == [target.pk] * 4
    assert_everything_counts()


@pytest.mark.parametrize("attempt", range(4))
def test_what_is_published_while_its_discussion_is_merged_is_counted_where_it_stands(race, attempt):
    source, target = DiscussionFactory(), DiscussionFactory()
    root = PublishedCommentFactory(discussion=source)
    replies = [PendingCommentFactory(parent=root) for _ in range(3)]
    merge = partial(merge_discussions, source_id=source.pk, target_id=target.pk)
    outcomes = race(merge, *(move(reply, Visibility.PUBLISHED) for reply in replies))
    assert outcomes[0] == 4
    assert [outcome.changed for outcome in outcomes[1:]] == [True] * 3
    assert Discussion.objects.get(pk=target.pk).comment_count == 4
    assert_everything_counts()


def test_merged_into_each_other_at_once_one_stays(race):
    one, other = DiscussionFactory(), DiscussionFactory()
    PublishedCommentFactory(discussion=one)
    PublishedCommentFactory(discussion=other)
    outcomes = race(
        partial(merge_discussions, source_id=one.pk, target_id=other.pk),
        partial(merge_discussions, source_id=other.pk, target_id=one.pk),
    )
    assert kinds(outcomes) == ["CannotMerge", "int"]
    assert sorted(Discussion.objects.values_list("comment_count", flat=True)) == [0, 2]
    assert_everything_counts()


def test_an_account_that_posts_twice_at_once_has_its_name_once(race):
    discussion, user = DiscussionFactory(), UserFactory()
    author = AuthorData(user_id=user.pk, name="Ingrid")
    outcomes = race(
        *(
            partial(post_comment, discussion_id=discussion.pk, body=f"Number {number}.", author=author)
            for number in range(4)
        )
    )
    assert kinds(outcomes) == ["Posted"] * 4
    assert NameClaim.objects.get().account == user


def test_a_guest_and_an_account_of_one_name_at_once_are_in_one_order_or_the_other(race):
    discussion, user = DiscussionFactory(), UserFactory()
    outcomes = race(
        partial(
            post_comment, discussion_id=discussion.pk, body="Mine.", author=AuthorData(user_id=user.pk, name="Ingrid")
        ),
        partial(post_comment, discussion_id=discussion.pk, body="No, mine.", author=AuthorData(name="lngrid")),
    )
    assert type(outcomes[0]).__name__ == "Posted"
    assert type(outcomes[1]).__name__ in ("Posted", "InvalidComment")
    with pytest.raises(InvalidComment):
        post_comment(discussion_id=discussion.pk, body="Mine after all.", author=AuthorData(name="lngrid"))


def test_a_name_erased_while_its_account_posts_stays_taken(race):
    discussion, user = DiscussionFactory(), UserFactory()
    author = AuthorData(user_id=user.pk, name="Ingrid")
    first = post_comment(discussion_id=discussion.pk, body="The first.", author=author).comment
    race(
        partial(erase_comment, comment_id=first.pk),
        partial(post_comment, discussion_id=discussion.pk, body="The second.", author=author),
    )
    assert NameClaim.objects.get().account == user
