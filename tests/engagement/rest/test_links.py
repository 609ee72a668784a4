import pytest

from engagement.api import Discussion
from tests.factories import DiscussionFactory, PublishedCommentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.engagement.rest.api_alone")]


def test_the_api_works_without_the_pages_wherever_it_is_mounted(api, settings):
    settings.ENGAGEMENT = {"REPLIES_PER_ROOT": 1}
    discussion = DiscussionFactory()
    root = PublishedCommentFactory(discussion=discussion)
    PublishedCommentFactory.create_batch(2, parent=root)

    (told,) = api.get(f"/talk/v1/discussions/{discussion.key}/comments/").json()["results"]

    assert told["permalink"] == f"http://testserver/articles/{discussion.host_pk}/#c-{root.pk}"
    assert told["replies"]["next"].startswith(f"http://testserver/talk/v1/comments/{root.pk}/replies/?cursor=")
    assert api.get(told["replies"]["next"]).status_code == 200
    single = api.get(f"/talk/v1/comments/{root.pk}/").json()
    assert single["replies_url"] == f"http://testserver/talk/v1/comments/{root.pk}/replies/"


def test_an_address_of_another_site_stays_as_the_publisher_gave_it(api):
    discussion = DiscussionFactory()
    Discussion.objects.filter(pk=discussion.pk).update(url="https://www.example.org/quay?page=1")
    root = PublishedCommentFactory(discussion=discussion)
    told = api.get(f"/talk/v1/discussions/{discussion.key}/").json()
    assert told["url"] == "https://www.example.org/quay?page=1"
    assert (
        api.get(f"/talk/v1/comments/{root.pk}/").json()["permalink"]
        == f"https://www.example.org/quay?page=1#c-{root.pk}"
    )


def test_where_there_is_neither_a_page_nor_an_address_a_comment_has_no_permalink(api):
    root = PublishedCommentFactory()
    Discussion.objects.update(url="")
    assert api.get(f"/talk/v1/comments/{root.pk}/").json()["permalink"] == ""


def test_the_status_of_a_posted_comment_is_where_the_api_is_mounted(api):
    discussion = DiscussionFactory()
    posted = api.post(
        f"/talk/v1/discussions/{discussion.key}/comments/",
        {"body": "The quay should stay.", "author_name": "Ada"},
        content_type="application/json",
    ).json()
    assert posted["status_url"] == "http://testserver/talk/v1/status/"
