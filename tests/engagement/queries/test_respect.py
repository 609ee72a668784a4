import pytest

from engagement.api import Reader, Visibility, change_visibility, respect_comment
from engagement.queries.respect import OfAccount, is_respected, load_respect_of
from tests.factories import PublishedCommentFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_an_account_learns_in_one_query_what_it_respects_and_what_it_wrote(django_assert_num_queries):
    user = UserFactory()
    comments = PublishedCommentFactory.create_batch(4)
    own, hidden = PublishedCommentFactory(user=user), PublishedCommentFactory()
    for comment in (comments[0], comments[2], hidden):
        respect_comment(comment_id=comment.pk, reader=Reader(user_id=user.pk))
    respect_comment(comment_id=comments[1].pk, reader=Reader(user_id=UserFactory().pk))
    change_visibility(comment_id=hidden.pk, to=Visibility.HELD)
    asked = [*(comment.pk for comment in comments[:2]), own.pk, hidden.pk, 999_999]
    with django_assert_num_queries(1):
        found = load_respect_of(account_id=user.pk, comment_ids=asked)
    assert found == OfAccount(respected=(comments[0].pk,), own=(own.pk,))
    assert [is_respected(account_id=user.pk, comment_id=comment.pk) for comment in comments] == [
        True,
        False,
        True,
        False,
    ]
