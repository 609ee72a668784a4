"""What readers see of the house's marks: the same for everyone, and at once."""

import pytest

from engagement.api import (
    AuthorData,
    Comment,
    change_visibility,
    feature_comment,
    lock_branch,
    post_comment,
    redact_comment,
    set_badge,
)
from tests.engagement.web.conftest import address, page_of, text_of, written_in
from tests.factories import PublishedCommentFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def show(browser, discussion):
    def show(comment):
        return page_of(browser.get(address(discussion))).get_element_by_id(f"c-{comment.pk}")

    return show


def test_a_featured_comment_carries_the_newsrooms_mark(discussion, show):
    comment = PublishedCommentFactory(discussion=discussion)
    assert show(comment).find_class("aw-mark") == []
    feature_comment(comment_id=comment.pk, featured=True)
    (mark,) = show(comment).find_class("aw-mark")
    assert text_of(mark) == "Featured by the newsroom"


def test_a_mark_is_seen_behind_the_etag_at_once(browser, discussion):
    comment = PublishedCommentFactory(discussion=discussion)
    first = browser.get(address(discussion))
    feature_comment(comment_id=comment.pk, featured=True)
    second = browser.get(address(discussion), headers={"If-None-Match": first["ETag"]})
    assert second.status_code == 200
    assert second["ETag"] != first["ETag"]


def test_under_a_locked_branch_nobody_is_asked_to_reply_and_all_are_told(browser, discussion, show):
    root = PublishedCommentFactory(discussion=discussion)
    locked = PublishedCommentFactory(parent=root)
    below = PublishedCommentFactory(parent=PublishedCommentFactory(parent=PublishedCommentFactory(parent=locked)))
    lock_branch(comment_id=locked.pk, locked=True)
    page = page_of(browser.get(address(discussion)))
    links = [link.get("data-aw-reply") for link in page.iter("a") if link.get("data-aw-reply")]
    assert links == [f"{address(discussion, 'fragment/')}?reply={root.pk}"]
    assert [text_of(note) for note in page.find_class("aw-state")] == [
        "The newsroom has closed this branch. What was said stays to be read."
    ]
    assert written_in(page_of(browser.get(f"/discussions/c/{below.pk}/?reply=1"))) == []


def test_a_reply_sent_nonetheless_comes_back_with_its_words(discussion, post):
    comment = PublishedCommentFactory(discussion=discussion)
    lock_branch(comment_id=comment.pk, locked=True)
    response = post(discussion, "My late reply.", parent=comment.pk)
    assert response.status_code == 403
    form = page_of(response).forms[0]
    assert form.inputs["body"].value.strip() == "My late reply."
    assert "The newsroom has closed this part of the discussion" in text_of(form)
    assert Comment.objects.count() == 1


def test_the_newsrooms_reply_carries_its_badge_and_one_face_whoever_wrote_it(discussion, show):
    root = PublishedCommentFactory(discussion=discussion)
    replies = [
        post_comment(
            discussion_id=discussion.pk,
            body=f"Thank you, {number}.",
            author=AuthorData(user_id=UserFactory(first_name="Jo").pk, name="The Gazette"),
            parent_id=root.pk,
            from_newsroom=True,
        ).comment
        for number in range(2)
    ]
    shown = [show(reply) for reply in replies]
    assert [text_of(item.find_class("aw-badge")[0]) for item in shown] == ["Newsroom", "Newsroom"]
    assert [text_of(item.find_class("aw-name")[0]) for item in shown] == ["The Gazette", "The Gazette"]
    drawn = [item.find_class("aw-face")[0].getchildren()[0] for item in shown]
    assert drawn[0].get("d") == drawn[1].get("d")


def test_an_edited_comment_says_by_whom_and_not_what(discussion, show):
    comment = PublishedCommentFactory(discussion=discussion, body="Call 555 0100.")
    redact_comment(comment_id=comment.pk, body="Call them.", revision=1)
    shown = text_of(show(comment))
    assert "edited by a moderator" in shown
    assert "555" not in shown


def test_an_authors_and_an_experts_badge_stand_beside_their_names(browser, discussion, show):
    author = PublishedCommentFactory(discussion=discussion, user=UserFactory())
    expert = PublishedCommentFactory(discussion=discussion, user=UserFactory())
    plain = PublishedCommentFactory(discussion=discussion)
    set_badge(comment_id=author.pk, badge="author")
    set_badge(comment_id=expert.pk, badge="expert", label="Pilot <b>&</b> engineer")
    shown = [
        [text_of(badge) for badge in show(comment).find_class("aw-badge-2")] for comment in (author, expert, plain)
    ]
    assert shown == [["Author"], ["Pilot <b>&</b> engineer"], []]
    assert show(expert).find_class("aw-name")[0].find_class("aw-badge") == []
    api = browser.get(f"/api/v1/discussions/{discussion.key}/comments/?sort=oldest").json()["results"]
    assert [comment["badge"] for comment in api] == [
        {"kind": "author", "label": ""},
        {"kind": "expert", "label": "Pilot <b>&</b> engineer"},
        None,
    ]


def test_a_tombstone_carries_no_badge(browser, discussion):
    root = PublishedCommentFactory(discussion=discussion, user=UserFactory())
    PublishedCommentFactory(parent=root)
    set_badge(comment_id=root.pk, badge="author")
    change_visibility(comment_id=root.pk, to="held")
    assert "aw-badge" not in browser.get(address(discussion)).content.decode()
    (shown,) = browser.get(f"/api/v1/discussions/{discussion.key}/comments/").json()["results"]
    assert (shown["tombstone"], shown["badge"]) == (True, None)


def test_a_guest_who_poses_as_somebody_gets_the_form_back_with_the_text(post, discussion):
    response = post(discussion, "The quay belongs to me.", author_name="Ada (Αuthor)")
    page = page_of(response)
    assert response.status_code == 422
    field = page.get_element_by_id("aw-author_name")
    assert (field.get("aria-invalid"), field.get("value")) == ("true", "Ada (Αuthor)")
    assert "Please choose a name without “Αuthor”: readers would think that you speak for this site." in text_of(page)
    assert page.get_element_by_id("aw-body").text.strip() == "The quay belongs to me."
    assert not Comment.objects.exists()


def test_the_api_names_the_field_of_a_name_that_is_not_free(browser, discussion):
    sent = {"body": "The quay belongs to me.", "author_name": "Moderator ✔"}
    response = browser.post(f"/api/v1/discussions/{discussion.key}/comments/", sent, content_type="application/json")
    assert response.status_code == 400
    assert list(response.json()["errors"]) == ["author_name"]
    assert not Comment.objects.exists()
