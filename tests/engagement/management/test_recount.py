from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from engagement.api import Comment, Discussion
from tests.engagement.counting import assert_everything_counts
from tests.factories import PublishedCommentFactory

pytestmark = pytest.mark.django_db


def recount(*args):
    out = StringIO()
    call_command("recount", *args, stdout=out)
    return out.getvalue().splitlines()


@pytest.fixture
def root():
    root = PublishedCommentFactory()
    PublishedCommentFactory(parent=root)
    return root


def test_where_everything_counts_it_says_so(root):
    assert recount() == ["All counters are right."]
    assert recount("--check") == ["All counters are right."]


def test_what_differs_is_printed_and_put_right(root):
    Comment.objects.filter(pk=root.pk).update(reply_count=7)
    Discussion.objects.update(comment_count=0)
    assert recount() == [
        f"comment {root.pk}: reply_count was 7, counted 1",
        f"discussion {root.discussion_id}: comment_count was 0, counted 2",
        "2 counters were put right.",
    ]
    assert_everything_counts()
    assert recount() == ["All counters are right."]


def test_looking_only_is_an_error_and_repairs_nothing(root):
    Comment.objects.filter(pk=root.pk).update(reply_count=7)
    out = StringIO()
    with pytest.raises(CommandError, match="1 counters differ"):
        call_command("recount", "--check", stdout=out)
    assert out.getvalue() == f"comment {root.pk}: reply_count was 7, counted 1\n"
    assert Comment.objects.get(pk=root.pk).reply_count == 7
