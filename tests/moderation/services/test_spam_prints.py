import pytest

from engagement.api import Comment
from moderation.models import SpamPrint
from moderation.queries.spam_prints import find_alike
from moderation.rules.prints import BANDS, find_bands, simplify
from moderation.services.spam_prints import forget_spam, remember_spam
from tests.factories import PublishedCommentFactory, SpamCommentFactory

pytestmark = pytest.mark.django_db

SPAM = "Earn 5,000 dollars a week from home, write to the nice people at quick-money.example today!"


def bands_of(comment):
    return list(SpamPrint.objects.filter(comment=comment).order_by("band").values_list("band", "value"))


def test_spam_is_remembered_by_its_bands():
    spam = SpamCommentFactory(body=SPAM)
    remember_spam(comment_id=spam.pk)
    assert bands_of(spam) == list(enumerate(find_bands(simplify(SPAM))))


def test_remembering_twice_is_remembering_once_and_an_edit_replaces_what_was_known():
    spam = SpamCommentFactory(body=SPAM)
    remember_spam(comment_id=spam.pk)
    remember_spam(comment_id=spam.pk)
    assert len(bands_of(spam)) == BANDS
    Comment.objects.filter(pk=spam.pk).update(body=f"Quite another text, {SPAM[::-1]}")
    remember_spam(comment_id=spam.pk)
    assert bands_of(spam) == list(enumerate(find_bands(simplify(f"Quite another text, {SPAM[::-1]}"))))


def test_a_short_text_is_not_remembered_for_it_is_often_alike_by_chance():
    spam = SpamCommentFactory(body="Nice post!")
    remember_spam(comment_id=spam.pk)
    assert bands_of(spam) == []


def test_spam_is_forgotten_and_other_spam_is_not():
    spam, other = SpamCommentFactory(body=SPAM), SpamCommentFactory(body=SPAM)
    for comment in (spam, other):
        remember_spam(comment_id=comment.pk)
    forget_spam(comment_id=spam.pk)
    forget_spam(comment_id=spam.pk)
    assert (bands_of(spam), len(bands_of(other))) == ([], BANDS)


def test_candidates_are_other_comments_that_are_spam_now():
    spam, published = SpamCommentFactory(body=SPAM), PublishedCommentFactory(body=SPAM)
    for comment in (spam, published):
        remember_spam(comment_id=comment.pk)
    found = find_alike(comment_id=published.pk, body=SPAM, least_length=40)
    assert [(alike.comment_id, alike.body) for alike in found] == [(spam.pk, SPAM)]
    assert find_alike(comment_id=spam.pk, body=SPAM, least_length=40) == ()
    assert find_alike(comment_id=published.pk, body=SPAM, least_length=500) == ()


def test_two_at_once_remember_once(race):
    spam = SpamCommentFactory(body=SPAM)
    outcomes = race(*[lambda: remember_spam(comment_id=spam.pk)] * 2)
    assert outcomes == [None, None]
    assert len(bands_of(spam)) == BANDS
