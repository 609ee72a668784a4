import pytest
from django.utils import timezone

from engagement.api import Discussion, Wording
from engagement.models import PostingPace, PromptChange, Reaction, Submission
from tests.factories import CommentFactory, DiscussionFactory

pytestmark = pytest.mark.django_db


def test_rows_are_named_without_saying_anything_personal():
    comment = CommentFactory(body="My own words.", author_name="Anna", ip="198.18.0.7")
    assert str(comment) == f"comment {comment.pk}"
    assert str(Submission.objects.get()) == f"submission of comment {comment.pk}"
    assert str(Reaction(comment=comment, guest="a")) == f"reaction to comment {comment.pk}"
    assert str(PostingPace(count=3, seconds=60, sender="x", window=1, expires_at=timezone.now())) == "3 in 60 s"


def test_a_discussion_is_named_by_its_title_or_else_its_key():
    assert str(Discussion(key="a.b.1", title="The harbour")) == "The harbour"
    assert str(Discussion(key="a.b.1")) == "a.b.1"


def test_a_prompt_is_named_by_what_it_says():
    discussion = DiscussionFactory()
    assert str(discussion.prompt) == "Should the old quay be kept?"
    assert str(Wording(call_to_action="Write to us.")) == "Write to us."
    discussion.prompt.proposal = None
    assert str(discussion.prompt) == discussion.title
    assert str(PromptChange(before="proposed", after="edited")) == "proposed → edited"


def test_the_status_of_a_discussion_says_whether_it_takes_comments():
    assert [Discussion(status=status).is_open for status in ("open", "closed", "hidden")] == [True, False, False]
