from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from engagement.api import Comment, get_public_discussion
from tests.factories import DiscussionFactory, PublishedCommentFactory

pytestmark = pytest.mark.django_db


def merge(*keys):
    out = StringIO()
    call_command("merge_discussions", *keys, stdout=out)
    return out.getvalue().splitlines()


def test_a_discussion_is_merged_into_another():
    target = DiscussionFactory()
    source = PublishedCommentFactory().discussion
    assert merge(source.key, target.key) == [f"1 comments moved from {source.key} to {target.key}."]
    assert merge(source.key, target.key) == [f"0 comments moved from {source.key} to {target.key}."]
    assert Comment.objects.get().discussion == target


def test_a_key_without_a_discussion_becomes_an_alias():
    target = DiscussionFactory()
    assert merge("old", target.key) == [f"old leads to {target.key}."]
    assert merge("old", target.key) == [f"old led to {target.key} before."]
    assert get_public_discussion("old") == target


def test_what_cannot_be_is_an_error_that_says_why():
    target = DiscussionFactory()
    with pytest.raises(CommandError, match="No discussion has the key nowhere"):
        merge(target.key, "nowhere")
    with pytest.raises(CommandError, match="merged into itself"):
        merge(target.key, target.key)
    with pytest.raises(CommandError, match="A key has"):
        merge("a b", target.key)
