import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from engagement.api import Visibility, change_visibility, reword_prompt, set_discussion_status
from engagement.queries.stamps import find_stamp_of_comment, find_stamp_of_key, find_stamp_of_object, read_stamped
from tests.factories import DiscussionFactory, PendingCommentFactory, PublishedCommentFactory

pytestmark = pytest.mark.django_db


def test_a_discussion_is_found_by_key_by_object_and_by_comment():
    DiscussionFactory()
    discussion = DiscussionFactory()
    comment = PublishedCommentFactory(discussion=discussion)
    discussion.refresh_from_db()
    stamp = find_stamp_of_key(discussion.key)
    assert (stamp.pk, stamp.key, stamp.version) == (discussion.pk, discussion.key, discussion.version)
    assert stamp == find_stamp_of_comment(comment.pk) == find_stamp_of_object(discussion.host, discussion.host_pk)


@pytest.mark.parametrize("key", ["", "nothing", "x" * 500, "' OR 1=1 --", "%s", "\u202e"])
def test_a_key_that_names_nothing_has_no_stamp(key):
    DiscussionFactory()
    assert find_stamp_of_key(key) is None


@pytest.mark.parametrize("number", [0, -1, 2**63, 10**30])
def test_a_number_that_no_row_has_has_no_stamp(number):
    assert find_stamp_of_comment(number) is None


def test_a_comment_without_a_place_has_none():
    assert find_stamp_of_comment(PendingCommentFactory().pk) is None


def test_a_stamp_costs_one_query_and_what_it_stands_for_one_more_once():
    discussion = DiscussionFactory()
    with CaptureQueriesContext(connection) as queries:
        first = read_stamped(find_stamp_of_key(discussion.key))
    assert len(queries) == 2
    assert (first, first.prompt.proposal.question) == (discussion, "Should the old quay be kept?")
    with CaptureQueriesContext(connection) as queries:
        assert read_stamped(find_stamp_of_key(discussion.key)) is first
    assert len(queries) == 1


def close(discussion):
    set_discussion_status(discussion_id=discussion.pk, status="closed")


def comment(discussion):
    PublishedCommentFactory(discussion=discussion)


def withdraw(discussion):
    change_visibility(comment_id=discussion.comments.get().pk, to=Visibility.REJECTED)


def reword(discussion):
    reword_prompt(prompt_id=discussion.prompt.pk, question="And now?", call_to_action="", lead="", by=None)


@pytest.mark.parametrize("change", [close, comment, withdraw, reword])
def test_whatever_readers_see_changes_the_stamp(change):
    discussion = DiscussionFactory()
    PublishedCommentFactory(discussion=discussion)
    before = find_stamp_of_key(discussion.key)
    change(discussion)
    assert find_stamp_of_key(discussion.key) != before
