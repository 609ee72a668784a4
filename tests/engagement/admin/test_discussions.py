import datetime as dt

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from engagement.api import Discussion
from tests.engagement.admin.conftest import INLINE
from tests.factories import ArticleFactory, DiscussionFactory, PublishedCommentFactory

pytestmark = pytest.mark.django_db

LIST = reverse("admin:afterword_engagement_discussion_changelist")


def page_of(discussion):
    return reverse("admin:afterword_engagement_discussion_change", args=[discussion.pk])


def act(client, action, *discussions):
    data = {"action": action, "_selected_action": [discussion.pk for discussion in discussions]}
    return client.post(LIST, data, follow=True).content.decode()


def statuses():
    return list(Discussion.objects.order_by("pk").values_list("status", flat=True))


@pytest.mark.parametrize(
    ("action", "expected"),
    [("close_selected", "closed"), ("hide_selected", "hidden"), ("open_selected", "open")],
)
def test_discussions_are_opened_closed_and_hidden_through_the_service(editor, client, announced, action, expected):
    first, second, third = (DiscussionFactory() for _ in range(3))
    Discussion.objects.filter(pk__in=[first.pk, second.pk]).update(status="closed" if expected == "open" else "open")
    Discussion.objects.filter(pk=third.pk).update(status=expected)
    with announced() as heard:
        page = act(client, action, first, third)
    assert "1 discussion was changed." in page
    assert statuses() == [expected, "closed" if expected == "open" else "open", expected]
    assert heard == [("discussion_changed", {"discussion_id": first.pk})]


def test_the_status_is_changed_on_the_page_and_nothing_else_is(editor, client, announced):
    discussion = DiscussionFactory()
    with announced() as heard:
        response = client.post(
            page_of(discussion), {"status": "closed", "title": "Mine", "comment_count": 99, "key": "x"}
        )
    assert response.status_code == 302
    stored = Discussion.objects.get()
    assert (stored.status, stored.title, stored.comment_count, stored.key) == (
        "closed",
        discussion.title,
        0,
        discussion.key,
    )
    assert stored.version == discussion.version + 1
    assert heard == [("discussion_changed", {"discussion_id": discussion.pk})]
    assert LogEntry.objects.count() == 1


def test_saving_the_page_as_it_is_changes_nothing(editor, client, announced):
    discussion = DiscussionFactory()
    before = Discussion.objects.values().get()
    with announced() as heard:
        client.post(page_of(discussion), {"status": "open"})
    assert Discussion.objects.values().get() == before
    assert heard == []


def test_a_status_that_does_not_exist_is_refused(editor, client):
    discussion = DiscussionFactory()
    assert client.post(page_of(discussion), {"status": "ajar"}).status_code == 200
    assert statuses() == ["open"]


def test_the_page_leads_to_the_prompt_and_to_all_comments(editor, read):
    discussion = DiscussionFactory()
    page = read(page_of(discussion))
    assert reverse("admin:afterword_engagement_prompt_change", args=[discussion.prompt.pk]) in page
    comments = f"{reverse('admin:afterword_engagement_comment_changelist')}?discussion__id__exact={discussion.pk}"
    assert comments in page
    assert read(comments.partition("?")[0], discussion__id__exact=discussion.pk)


def test_a_discussion_without_a_prompt_has_a_page(editor, read):
    assert "bare" in read(page_of(Discussion.objects.create(key="bare")))


@pytest.mark.parametrize("field", ["key", "title", "url"])
def test_a_discussion_is_found_by_key_title_and_address(editor, read, field):
    wanted, other = DiscussionFactory(), DiscussionFactory()
    page = read(LIST, q=getattr(wanted, field))
    assert page_of(wanted) in page
    assert page_of(other) not in page


def test_discussions_are_filtered_by_status(editor, read):
    closed, opened = DiscussionFactory(), DiscussionFactory()
    Discussion.objects.filter(pk=closed.pk).update(status="closed")
    page = read(LIST, status__exact="closed")
    assert page_of(closed) in page
    assert page_of(opened) not in page


def test_the_list_costs_the_same_queries_however_long_it_is(editor, read):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            read(LIST)
        return len(captured)

    DiscussionFactory()
    before = queries()
    for _ in range(10):
        DiscussionFactory()
    assert queries() == before


def test_who_may_only_look_changes_nothing(sign_in_with, client, read):
    discussion = DiscussionFactory()
    sign_in_with("view_discussion")
    assert discussion.title in read(page_of(discussion))
    assert client.post(page_of(discussion), {"status": "closed"}).status_code == 403
    assert "close_selected" not in read(LIST)
    act(client, "close_selected", discussion)
    assert statuses() == ["open"]


def test_discussions_come_and_go_with_their_articles_alone(editor, client):
    discussion = DiscussionFactory()
    assert client.get(reverse("admin:afterword_engagement_discussion_add")).status_code == 403
    url = reverse("admin:afterword_engagement_discussion_delete", args=[discussion.pk])
    assert client.post(url, {"post": "yes"}).status_code == 403
    assert "delete_selected" not in client.get(LIST).content.decode()
    assert Discussion.objects.count() == 1


def merge(client, *discussions, **sent):
    data = {"action": "merge_selected", "_selected_action": [discussion.pk for discussion in discussions], **sent}
    return client.post(LIST, data, follow=True).content.decode()


def test_discussions_are_merged_into_the_one_that_was_chosen_once_it_is_confirmed(editor, client):
    first, second, third = (DiscussionFactory() for _ in range(3))
    PublishedCommentFactory(discussion=first)
    PublishedCommentFactory(discussion=third)
    page = merge(client, first, second, third)
    assert "Which discussion stays?" in page
    assert INLINE.search(page) is None
    assert "Into which one?" in merge(client, first, second, third, confirmed="yes")
    assert not Discussion.objects.exclude(merged_into=None).exists()
    page = merge(client, first, second, third, confirmed="yes", target=str(second.pk))
    assert f"2 comments stand under “{second}” now." in page
    assert set(Discussion.objects.exclude(pk=second.pk).values_list("merged_into", flat=True)) == {second.pk}
    assert f"{first.key}, {third.key}" in client.get(page_of(second)).content.decode()


@pytest.mark.parametrize("target", ["", "x", "0"])
def test_a_target_that_was_not_chosen_is_asked_for_again(editor, client, target):
    first, second = DiscussionFactory(), DiscussionFactory()
    assert "Into which one?" in merge(client, first, second, confirmed="yes", target=target)
    assert not Discussion.objects.exclude(merged_into=None).exists()


def test_one_alone_cannot_be_merged(editor, client):
    assert "Choose two or more discussions" in merge(client, DiscussionFactory())


def test_who_may_only_look_merges_nothing(sign_in_with, client):
    first, second = DiscussionFactory(), DiscussionFactory()
    sign_in_with("view_discussion")
    merge(client, first, second, confirmed="yes", target=str(first.pk))
    assert not Discussion.objects.exclude(merged_into=None).exists()


def test_the_page_says_whether_it_takes_comments_and_until_when(editor, client):
    discussion = DiscussionFactory(article=ArticleFactory(published_at=dt.datetime(2026, 4, 18, 18, 0, tzinfo=dt.UTC)))
    with override_settings(ENGAGEMENT={"CLOSE_AFTER_DAYS": 30}):
        page = client.get(page_of(discussion)).content.decode()
    assert "May 18, 2026, 6 p.m." in page
    assert 'alt="False"' in page
