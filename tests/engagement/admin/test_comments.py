import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from engagement.api import Comment, Visibility
from tests.engagement.admin.conftest import INLINE
from tests.engagement.counting import assert_everything_counts
from tests.factories import (
    CommentFactory,
    PendingCommentFactory,
    PublishedCommentFactory,
    SpamCommentFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

LIST = reverse("admin:afterword_engagement_comment_changelist")


def page_of(comment):
    return reverse("admin:afterword_engagement_comment_change", args=[comment.pk])


def erase(client, *comments, **confirmed):
    data = {"action": "erase_selected", "_selected_action": [comment.pk for comment in comments], **confirmed}
    return client.post(LIST, data, follow=True).content.decode()


def test_an_operator_sees_a_comment_and_what_came_along(editor, read):
    comment = SpamCommentFactory(body="Buy <b>now</b>", author_email="anna@example.org", ip="198.18.0.7")
    page = read(page_of(comment))
    assert "Buy &lt;b&gt;now&lt;/b&gt;" in page
    assert "anna@example.org" in page
    assert "198.18.0.7" in page
    assert "<b>now" not in page


def test_addresses_are_for_those_who_may_see_them(sign_in_with, read):
    comment = PublishedCommentFactory(body="The quay is old.", ip="198.18.0.7")
    sign_in_with("view_comment")
    page = read(page_of(comment))
    assert "The quay is old." in page
    assert "198.18.0.7" not in page
    sign_in_with("view_comment", "view_submission")
    assert "198.18.0.7" in read(page_of(comment))


def test_texts_are_for_those_who_may_see_them(sign_in_with, client):
    comment = PublishedCommentFactory(body="The quay is old.")
    sign_in_with("view_discussion", "change_discussion", "view_prompt")
    for url in (LIST, page_of(comment)):
        response = client.get(url)
        assert response.status_code == 403
        assert "The quay is old." not in response.content.decode()


def test_nothing_of_a_comment_is_changed_added_or_deleted_by_hand(editor, client, read):
    comment = PublishedCommentFactory()
    before = Comment.objects.values().get()
    assert 'name="_save"' not in read(page_of(comment))
    posts = {
        page_of(comment): {"body": "Mine.", "visibility": "spam"},
        reverse("admin:afterword_engagement_comment_delete", args=[comment.pk]): {"post": "yes"},
        reverse("admin:afterword_engagement_comment_add"): {"body": "Mine."},
        LIST: {"action": "delete_selected", "_selected_action": [comment.pk], "post": "yes"},
    }
    for url, data in posts.items():
        assert client.post(url, data).status_code in {302, 403}
    assert Comment.objects.values().get() == before


@pytest.mark.parametrize("field", ["pk", "author_email", "author_name"])
def test_a_comment_is_found_by_what_is_written_in_full(editor, read, field):
    wanted, other = PublishedCommentFactory(), PublishedCommentFactory()
    page = read(LIST, q=f'"{getattr(wanted, field)}"')
    assert page_of(wanted) in page
    assert page_of(other) not in page


def test_comments_are_listed_by_discussion_and_visibility(editor, read):
    pending, other = PendingCommentFactory(), PublishedCommentFactory()
    for query in ({"visibility__exact": "pending"}, {"discussion__id__exact": pending.discussion_id}):
        page = read(LIST, **query)
        assert page_of(pending) in page
        assert page_of(other) not in page


def test_the_list_costs_the_same_queries_however_long_it_is(editor, read):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            read(LIST)
        return len(captured)

    PublishedCommentFactory()
    before = queries()
    for _ in range(10):
        PublishedCommentFactory()
    assert queries() == before


def test_comments_are_erased_for_good_once_it_is_confirmed(editor, client):
    root = PublishedCommentFactory(body="The quay is old.", author_name="Anna")
    reply = PublishedCommentFactory(parent=root)
    page = erase(client, root)
    assert "Yes, erase them" in page
    assert "Anna" in page
    assert Comment.objects.get(pk=root.pk).body == "The quay is old."
    page = erase(client, root, confirmed="yes")
    assert "1 comment was erased." in page
    root.refresh_from_db()
    assert (root.visibility, root.body, root.author_name) == (Visibility.ERASED, "", "")
    assert Comment.objects.get(pk=reply.pk).visibility == Visibility.PUBLISHED
    assert_everything_counts()


def test_who_may_not_delete_erases_nothing(sign_in_with, client, read):
    comment = PublishedCommentFactory(body="The quay is old.")
    sign_in_with("view_comment")
    assert "erase_selected" not in read(LIST)
    erase(client, comment, confirmed="yes")
    assert Comment.objects.get().body == "The quay is old."


def test_the_question_before_erasing_holds_under_a_strict_policy(editor, client):
    page = erase(client, PublishedCommentFactory(author_name="<i>Anna</i>"))
    assert INLINE.search(page) is None
    assert "&lt;i&gt;Anna&lt;/i&gt;" in page


def test_wordings_can_be_looked_up_and_not_changed(editor, client, read):
    comment = PublishedCommentFactory()
    url = reverse("admin:afterword_engagement_wording_change", args=[comment.wording.pk])
    assert "Should the old quay be kept?" in read(url)
    assert url in read(page_of(comment))
    assert "Should the old quay be kept?" in read(reverse("admin:afterword_engagement_wording_changelist"))
    assert client.post(url, {"question": "Mine?"}).status_code == 403
    comment.wording.refresh_from_db()
    assert comment.wording.question == "Should the old quay be kept?"


def renew(client, *comments):
    data = {"action": "renew_badges", "_selected_action": [comment.pk for comment in comments]}
    return client.post(LIST, data, follow=True).content.decode()


def test_badges_are_asked_for_anew(editor, client):
    expert, other = CommentFactory(user=UserFactory(username="ruth")), CommentFactory(user=UserFactory())
    with override_settings(ENGAGEMENT={"BADGES": "tests.engagement.services.test_badges.find_experts"}):
        assert "1 badge was changed." in renew(client, expert, other)
    assert list(Comment.objects.order_by("pk").values_list("badge", flat=True)) == ["expert", ""]


def test_who_may_not_change_comments_renews_no_badge(sign_in_with, client):
    expert = CommentFactory(user=UserFactory(username="ruth"))
    sign_in_with("view_comment")
    with override_settings(ENGAGEMENT={"BADGES": "tests.engagement.services.test_badges.find_experts"}):
        renew(client, expert)
    assert Comment.objects.get().badge == ""
