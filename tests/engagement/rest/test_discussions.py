import datetime as dt

import pytest
from django.utils import timezone

from engagement import hosts
from engagement.api import Discussion, reword_prompt, set_discussion_status, switch_prompt_off
from engagement.services.asking import AskingData, follow_prompt_up, set_asking
from tests.articles.models import Article
from tests.factories import (
    DiscussionFactory,
    HeldCommentFactory,
    PublishedCommentFactory,
    ReviewFactory,
    StaffFactory,
)
from tests.memory import a_second_later

pytestmark = pytest.mark.django_db


def url_of(discussion):
    return f"/api/v1/discussions/{discussion.key}/"


def test_a_discussion_is_told_with_its_prompt_and_its_counts(api):
    discussion = DiscussionFactory(article__title="The old quay")
    root = PublishedCommentFactory(discussion=discussion)
    PublishedCommentFactory(parent=root)
    HeldCommentFactory(discussion=discussion)
    changed_at = dt.datetime(2026, 3, 2, 9, 30, 15, 123456, tzinfo=dt.UTC)
    Discussion.objects.filter(pk=discussion.pk).update(version=7, changed_at=changed_at)

    response = api.get(url_of(discussion))

    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/json"
    assert response.json() == {
        "key": discussion.key,
        "title": "The old quay",
        "url": f"http://testserver/articles/{discussion.host_pk}/",
        "status": "open",
        "opens_at": None,
        "closes_at": None,
        "prompt": {
            "wording": discussion.prompt.proposal_id,
            "question": "Should the old quay be kept?",
            "call_to_action": "Tell us in the comments below!",
            "lead": "",
            "context": "",
            "signature": None,
        },
        "follow_up": None,
        "stances": [],
        "counts": {"comments": 2},
        "version": 7,
        "changed_at": "2026-03-02T09:30:15Z",
    }


def test_an_article_without_a_prompt_has_null_for_one(api):
    discussion = DiscussionFactory(article__body="<p>The ferry will run until the spring.</p>")
    assert api.get(url_of(discussion)).json()["prompt"] is None


def test_a_prompt_that_an_editor_switched_off_is_not_told(api):
    discussion = DiscussionFactory()
    switch_prompt_off(prompt_id=discussion.prompt.pk, by=StaffFactory())
    assert api.get(url_of(discussion)).json()["prompt"] is None


def test_an_editors_own_words_stand_in_place_of_the_articles(api):
    discussion = DiscussionFactory()
    prompt = reword_prompt(
        prompt_id=discussion.prompt.pk,
        question="Keep it?",
        call_to_action="",
        lead="The quay is old.",
        by=StaffFactory(),
    )
    assert api.get(url_of(discussion)).json()["prompt"] == {
        "wording": prompt.chosen_id,
        "question": "Keep it?",
        "call_to_action": "",
        "lead": "The quay is old.",
        "context": "",
        "signature": None,
    }


def test_a_closed_discussion_can_be_read_and_says_so(api):
    discussion = DiscussionFactory()
    set_discussion_status(discussion_id=discussion.pk, status="closed")
    response = api.get(url_of(discussion))
    assert response.status_code == 200
    assert response.json()["status"] == "closed"


def test_objects_of_another_model_have_their_discussions_beside(api):
    review = ReviewFactory(slug="the-boat", name="The boat")
    discussion = DiscussionFactory(article=review)
    told = api.get(url_of(discussion)).json()
    assert (told["key"], told["title"]) == ("articles.review.the-boat", "The boat")
    assert told["url"] == "http://testserver/reviews/the-boat/"


def test_a_discussion_whose_article_has_no_address_tells_none(api):
    discussion = DiscussionFactory()
    Discussion.objects.filter(pk=discussion.pk).update(url="")
    assert api.get(url_of(discussion)).json()["url"] == ""


def test_an_article_stored_in_bulk_can_be_asked_for_and_reading_stores_nothing(api):
    (article,) = Article.objects.bulk_create(
        [Article(title="In bulk", body="<p>Is it so? Tell us in the comments.</p>")]
    )
    assert not Discussion.objects.exists()
    told = api.get(f"/api/v1/discussions/articles.article.{article.pk}/").json()
    assert told["title"] == "In bulk"
    assert told["prompt"] is None
    assert told["counts"] == {"comments": 0}
    assert api.get(f"/api/v1/discussions/articles.article.{article.pk}/comments/").json()["results"] == []
    assert not Discussion.objects.exists()


def test_an_article_in_bulk_that_is_a_draft_is_not_found_and_opens_nothing(api):
    (article,) = Article.objects.bulk_create([Article(title="In bulk", body="", draft=True)])
    assert api.get(f"/api/v1/discussions/articles.article.{article.pk}/").status_code == 404
    assert not Discussion.objects.exists()


@pytest.mark.parametrize(
    "key", ["unknown", "articles.article.0", "articles.article.x", "articles.review.none", "k" * 500, "ключ", "a:b~c@d"]
)
def test_a_key_that_names_nothing_is_not_found(api, key):
    response = api.get(f"/api/v1/discussions/{key}/")
    assert response.status_code == 404
    assert response.json()["type"] == "urn:problem-type:afterword:discussion-not-found"
    assert not Discussion.objects.exists()


def hide_as_draft(discussion):
    Article.objects.filter(pk=discussion.host_pk).update(draft=True)
    a_second_later()


def hide_by_embargo(discussion):
    Article.objects.filter(pk=discussion.host_pk).update(published_at=timezone.now() + dt.timedelta(hours=1))
    a_second_later()


def hide_by_status(discussion):
    set_discussion_status(discussion_id=discussion.pk, status="hidden")


def delete_in_bulk(discussion):
    Article.objects.filter(pk=discussion.host_pk).delete()


HIDING = [hide_as_draft, hide_by_embargo, hide_by_status, delete_in_bulk]


@pytest.mark.parametrize("hide", HIDING)
def test_what_readers_may_not_see_is_not_found_by_any_operation_and_takes_no_comment(api, post, hide):
    discussion = DiscussionFactory()
    root = PublishedCommentFactory(discussion=discussion)
    reply = PublishedCommentFactory(parent=root)
    token = post(discussion).json()["token"]
    before = discussion.comments.count()
    hide(discussion)

    for address in (
        url_of(discussion),
        f"{url_of(discussion)}comments/",
        f"/api/v1/comments/{root.pk}/",
        f"/api/v1/comments/{reply.pk}/",
        f"/api/v1/comments/{root.pk}/replies/",
    ):
        assert api.get(address).status_code == 404, address
        assert api.get(address, headers={"If-None-Match": "*"}).status_code == 404, address
    assert api.get("/api/v1/status/", headers={"Authorization": f"Bearer {token}"}).status_code == 404
    assert post(discussion, "Now hidden").status_code == 404
    assert discussion.comments.count() == before


def test_an_embargo_that_ends_shows_everything_again(api):
    discussion = DiscussionFactory()
    PublishedCommentFactory(discussion=discussion)
    hide_by_embargo(discussion)
    assert api.get(url_of(discussion)).status_code == 404
    Article.objects.filter(pk=discussion.host_pk).update(published_at=timezone.now() - dt.timedelta(hours=1))
    a_second_later()
    assert api.get(url_of(discussion)).json()["counts"] == {"comments": 1}


def test_a_discussion_of_a_model_that_is_not_registered_any_more_is_not_found(api, monkeypatch):
    discussion = DiscussionFactory(article=ReviewFactory())
    assert api.get(url_of(discussion)).status_code == 200
    monkeypatch.setattr(hosts, "_hosts", {})
    a_second_later()
    assert api.get(url_of(discussion)).status_code == 404


def test_readers_create_no_discussion(api):
    response = api.put("/api/v1/discussions/mine/", {"title": "Mine"}, content_type="application/json")
    # With a publisher's token: test_publishing.py.
    assert response.status_code == 401
    assert not Discussion.objects.exists()


def test_the_api_tells_who_asks_when_and_what_came_of_it(api):
    discussion = DiscussionFactory()
    opens_at = dt.datetime(2126, 4, 18, 18, 0, tzinfo=dt.UTC)
    asking = AskingData(
        signed_by="Ada Quill", signed_role="Reporter", signed_picture="/ada.jpg", context="Friday.", opens_at=opens_at
    )
    set_asking(prompt_id=discussion.prompt.pk, asking=asking, by=None)
    told = follow_prompt_up(prompt_id=discussion.prompt.pk, text="We *did*.", by=None).followed_up_at
    answer = api.get(url_of(discussion)).json()
    assert (answer["status"], answer["opens_at"], answer["closes_at"]) == ("closed", "2126-04-18T18:00:00Z", None)
    assert answer["prompt"]["context"] == "Friday."
    assert answer["prompt"]["signature"] == {
        "name": "Ada Quill",
        "role": "Reporter",
        "picture": "http://testserver/ada.jpg",
    }
    assert answer["follow_up"]["html"] == "<p>We <em>did</em>.</p>"
    assert answer["follow_up"]["at"] == told.strftime("%Y-%m-%dT%H:%M:%SZ")
