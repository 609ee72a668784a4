import pytest
from django.contrib.auth import get_user_model

from engagement.api import Comment, Reader, Visibility, respect_comment
from engagement.models import ExternalIdentity
from engagement.services.leaving import Erased, erase_reader
from engagement.services.sessions import sign_in
from tests.engagement.counting import assert_everything_counts
from tests.factories import CommentFactory, PublishedCommentFactory
from tests.sso import ISSUER, sso, token

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def single_sign_on(settings, engagement_alone):
    settings.ENGAGEMENT = {"SSO": sso()}


def account_of(subject):
    return ExternalIdentity.objects.get(subject=subject).account_id


def test_all_of_a_reader_is_erased_and_nothing_of_another():
    for subject in ("4711", "4712"):
        sign_in(token=token(sub=subject))
    other = PublishedCommentFactory()
    account = account_of("4711")
    respect_comment(comment_id=other.pk, reader=Reader(user_id=account))
    Comment.objects.filter(pk=PublishedCommentFactory().pk).update(author_id=account, author_name="Ada")
    kept = CommentFactory(author_name="Brit")
    Comment.objects.filter(pk=kept.pk).update(author_id=account_of("4712"))

    assert erase_reader(issuer=ISSUER, subject="4711") == Erased(comments=1, follows=0, accounts=1)

    assert not get_user_model().objects.filter(pk=account).exists()
    assert list(ExternalIdentity.objects.values_list("subject", flat=True)) == ["4712"]
    erased = Comment.objects.get(visibility=Visibility.ERASED)
    assert (erased.author_id, erased.author_name, erased.body) == (None, "", "")
    assert Comment.objects.get(pk=kept.pk).author_name == "Brit"
    assert Comment.objects.get(pk=other.pk).respect_count == 0
    assert_everything_counts()


def test_twice_is_once_and_another_issuers_reader_stays():
    sign_in(token=token())
    assert erase_reader(issuer="https://other.example.org", subject="4711").accounts == 0
    assert erase_reader(issuer=ISSUER, subject="4711").accounts == 1
    assert erase_reader(issuer=ISSUER, subject="4711").accounts == 0
