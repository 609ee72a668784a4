import datetime as dt

import pytest
import time_machine

from engagement.api import CommentRecord, SubmissionData, get_comment_record
from engagement.exceptions import CommentNotFound
from engagement.models import Submission
from engagement.services.erasure import erase_comment
from tests.factories import (
    ArticleFactory,
    CommentFactory,
    DiscussionFactory,
    PendingCommentFactory,
    PublishedCommentFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 3, 2, 12, 0, 0, tzinfo=dt.UTC)


@time_machine.travel(NOON, tick=False)
def test_a_record_holds_everything_that_came_along():
    article = ArticleFactory(title="The harbour", language="en")
    comment = PendingCommentFactory(
        discussion=DiscussionFactory(article=article),
        body="The quay is old.",
        author_name="Anna",
        author_email="anna@example.org",
        author_url="https://example.org/",
        ip="198.18.0.7",
        honeypot="x",
    )
    assert get_comment_record(comment.pk) == CommentRecord(
        comment_id=comment.pk,
        revision=1,
        visibility="pending",
        is_reply=False,
        parent_id=None,
        body="The quay is old.",
        html="<p>The quay is old.</p>",
        author_id=None,
        author_name="Anna",
        author_email="anna@example.org",
        author_url="https://example.org/",
        created_at=NOON,
        submission=SubmissionData(
            ip="198.18.0.7",
            user_agent="Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101",
            referrer="https://www.example.org/articles/",
            form_seconds=12.5,
            honeypot="x",
        ),
        discussion_key=f"articles.article.{article.pk}",
        article_url=f"/articles/{article.pk}/",
        article_title="The harbour",
        article_modified_at=NOON,
        section="Harbour",
        tags=("ferries", "quays"),
        language="en",
    )


def test_a_reply_says_what_it_answers():
    parent = PublishedCommentFactory()
    record = get_comment_record(PublishedCommentFactory(parent=parent, user=UserFactory()).pk)
    assert (record.is_reply, record.parent_id) == (True, parent.pk)
    assert record.author_id is not None


def test_what_has_expired_is_told_no_more_even_before_it_is_deleted():
    with time_machine.travel(NOON, tick=False) as clock:
        comment = CommentFactory()
        clock.shift(dt.timedelta(days=60))
        assert Submission.objects.count() == 1
        assert get_comment_record(comment.pk).submission == SubmissionData()


def test_an_erased_comment_tells_nothing_personal():
    comment = CommentFactory()
    erase_comment(comment_id=comment.pk)
    record = get_comment_record(comment.pk)
    assert (record.body, record.author_name, record.author_email, record.author_url, record.author_id) == (
        "",
        "",
        "",
        "",
        None,
    )
    assert record.submission == SubmissionData()


def test_a_comment_that_is_not_there_has_no_record():
    with pytest.raises(CommentNotFound):
        get_comment_record(404)
