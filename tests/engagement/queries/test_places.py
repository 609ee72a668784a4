import pytest

from engagement.models import Comment
from engagement.queries.places import cursor_to
from engagement.queries.threads import SORTS, load_page
from tests.factories import DiscussionFactory, PendingCommentFactory, PublishedCommentFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("sort", SORTS)
def test_the_page_behind_the_cursor_begins_with_the_comment_even_among_equals(sort):
    discussion = DiscussionFactory()
    roots = [PublishedCommentFactory(discussion=discussion) for _root in range(4)]
    Comment.objects.update(published_at=roots[0].published_at)
    order = [node.comment.pk for node in load_page(discussion=discussion, sort=sort).nodes]
    for place, pk in enumerate(order):
        cursor = cursor_to(Comment.objects.get(pk=pk), sort)
        page = load_page(discussion=discussion, sort=sort, cursor=cursor)
        assert [node.comment.pk for node in page.nodes] == order[place:]


def test_what_has_no_place_has_no_cursor():
    assert cursor_to(PendingCommentFactory(), "newest") == ""
