import datetime as dt
import logging
import re

import pytest
import time_machine
from django.utils import timezone

from engagement import explanations
from engagement.api import Comment, Visibility, change_visibility, make_author_token, set_discussion_status
from engagement.explanations import Explanation
from engagement.gates import Admission
from tests.engagement.web.conftest import page_of, text_of
from tests.factories import HeldCommentFactory, PendingCommentFactory, PublishedCommentFactory, SpamCommentFactory

pytestmark = pytest.mark.django_db

BY_SCRIPT = {"X-Afterword": "fragment"}
PENDING = "Waiting. Only you can see this. It is being checked, usually within a minute, and then shows for everyone."
LATE = "Waiting. Only you can see this. Checking takes longer than usual; your comment is kept safe until then."
CLEARED = "Waiting. Only you can see this. It shows for everyone as soon as the comment that it answers does."
HELD = "Waiting for a moderator. Only you can see this. It shows for everyone once a moderator has approved it."


def own_page(comment):
    return f"/discussions/mine/{make_author_token(comment.pk)}/"


def state_of(client, comment):
    page = page_of(client.get(own_page(comment)))
    return text_of(page.get_element_by_id(f"c-{comment.pk}").find_class("aw-state")[0])


def test_only_its_author_sees_a_comment_that_waits(client, discussion):
    comment = PendingCommentFactory(discussion=discussion, body="Not yet public")
    for _again in range(2):
        assert "Not yet public" in client.get(own_page(comment)).content.decode()
    assert "Not yet public" not in client.get(f"/discussions/d/{discussion.key}/").content.decode()


@pytest.mark.parametrize(
    ("visibility", "words"),
    [
        ("pending", PENDING),
        ("held", HELD),
        (
            "spam",
            (
                "Not published. It was taken for spam. Only you can see it. "
                "If that is a mistake, a moderator can still publish it. Write another comment"
            ),
        ),
        (
            "rejected",
            "Not published. A moderator decided against this comment. Only you can see it. Write another comment",
        ),
        ("published", "Published. Everyone can see your comment now. Its place in the discussion"),
    ],
)
def test_the_author_is_told_what_becomes_of_it(client, discussion, visibility, words):
    comment = PendingCommentFactory(discussion=discussion)
    change_visibility(comment_id=comment.pk, to=Visibility(visibility))
    assert state_of(client, comment) == words


def test_a_check_that_takes_long_is_not_promised_for_the_next_minute(client, discussion):
    comment = PendingCommentFactory(discussion=discussion)
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=6)):
        assert state_of(client, comment) == LATE


def test_a_reply_that_passed_waits_for_what_it_answers(client, discussion):
    parent = PublishedCommentFactory(discussion=discussion)
    reply = PendingCommentFactory(parent=parent)
    change_visibility(comment_id=parent.pk, to=Visibility.HELD)
    change_visibility(comment_id=reply.pk, to=Visibility.PUBLISHED)
    assert state_of(client, reply) == CLEARED


def again_of(client, comment):
    page = page_of(client.get(own_page(comment)))
    links = page.get_element_by_id(f"c-{comment.pk}").find_class("aw-state")[0].iter("a")
    return [link.get("href") for link in links]


def test_whoever_was_refused_may_write_again_where_they_wrote(client, discussion):
    comment = PendingCommentFactory(discussion=discussion)
    parent = PublishedCommentFactory(discussion=discussion)
    reply = PendingCommentFactory(parent=parent)
    for refused in (comment, reply):
        change_visibility(comment_id=refused.pk, to=Visibility.REJECTED)
    assert again_of(client, comment) == [f"/discussions/d/{discussion.key}/#discussion"]
    assert again_of(client, reply) == [f"/discussions/c/{parent.pk}/?reply=1#reply"]
    change_visibility(comment_id=parent.pk, to=Visibility.REJECTED)
    assert again_of(client, reply) == [f"/discussions/d/{discussion.key}/#discussion"]
    set_discussion_status(discussion_id=discussion.pk, status="closed")
    assert again_of(client, comment) == []


def test_whoever_was_refused_is_told_whom_to_ask(client, discussion, settings):
    settings.ENGAGEMENT = {"CONTACT": "letters@example.org"}
    comment = PendingCommentFactory(discussion=discussion, visibility=Visibility.HELD)
    assert "letters@example.org" not in state_of(client, comment)
    change_visibility(comment_id=comment.pk, to=Visibility.SPAM)
    assert "You may ask: letters@example.org" in state_of(client, comment)
    assert again_of(client, comment)[0] == "mailto:letters@example.org"


def test_an_explanation_says_why_and_is_escaped(client, discussion):
    explanations.register("tests", lambda comment_id, visibility: Explanation(why="Too <b>loud</b>."))
    comment = PendingCommentFactory(discussion=discussion)
    change_visibility(comment_id=comment.pk, to=Visibility.REJECTED)
    assert state_of(client, comment).startswith("Not published. Too <b>loud</b>. Only you can see it.")


def test_what_is_told_as_waiting_looks_like_what_was_held(client, discussion):
    explanations.register("tests", lambda comment_id, visibility: Explanation(as_held=True))
    pages = []
    for factory in (HeldCommentFactory, SpamCommentFactory):
        comment = factory(discussion=discussion, body="The same words", author_name="Ada")
        Comment.objects.update(created_at=dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC))
        for headers in ({}, BY_SCRIPT):
            token = make_author_token(comment.pk)
            response = client.get(f"/discussions/mine/{token}/", headers=headers)
            html = re.sub(rf"(?<=[cn]-){comment.pk}\b|/c/{comment.pk}/|{token}", "", response.content.decode())
            pages.append((response.status_code, dict(response.headers) | {"Content-Length": ""}, html))
    assert pages[:2] == pages[2:]


def test_a_reply_is_shown_in_its_thread(client, discussion):
    root = PublishedCommentFactory(discussion=discussion)
    parent = PublishedCommentFactory(parent=root)
    reply = PendingCommentFactory(parent=parent)
    page = page_of(client.get(own_page(reply)))
    own = page.get_element_by_id(f"c-{reply.pk}")
    assert [li.get("id") for li in own.iterancestors("li")] == [f"c-{parent.pk}", f"c-{root.pk}"]


def test_a_reply_beyond_the_publishers_depth_stands_beside_what_it_answers(client, discussion, settings):
    settings.ENGAGEMENT = {"REPLY_DEPTH": 1}
    root = PublishedCommentFactory(discussion=discussion)
    parent = PublishedCommentFactory(parent=root, author_name="Ben")
    reply = PendingCommentFactory(parent=parent)
    own = page_of(client.get(own_page(reply))).get_element_by_id(f"c-{reply.pk}")
    assert [li.get("id") for li in own.iterancestors("li")] == [f"c-{root.pk}"]
    assert text_of(own.find_class("aw-to")[0]) == "in reply to Ben"


def test_a_reply_to_what_is_gone_is_shown_alone(client, discussion):
    parent = PublishedCommentFactory(discussion=discussion)
    reply = PendingCommentFactory(parent=parent)
    change_visibility(comment_id=parent.pk, to=Visibility.REJECTED)
    page = page_of(client.get(own_page(reply)))
    assert [li.get("id") for li in page.iter("li")] == [f"c-{reply.pk}"]


def test_a_withdrawn_comment_is_gone_for_its_author_too(client, discussion):
    comment = PublishedCommentFactory(discussion=discussion, body="Forget this")
    change_visibility(comment_id=comment.pk, to=Visibility.WITHDRAWN)
    page = client.get(own_page(comment)).content.decode()
    assert "This comment was withdrawn by its author." in page
    assert "Forget this" not in page


def test_script_gets_the_comment_alone_and_learns_of_every_change(client, discussion):
    comment = PendingCommentFactory(discussion=discussion)
    own = own_page(comment)
    for visibility, state in (("held", "held"), ("published", "published"), ("rejected", "rejected")):
        change_visibility(comment_id=comment.pk, to=Visibility(visibility))
        response = client.get(own, headers=BY_SCRIPT)
        (li,) = page_of(response).iter("li")
        assert (li.get("data-aw-state"), li.get("data-aw-own")) == (state, own)
        assert ("aw-wait" in (li.get("class") or "")) == (state != "published")


def test_nobody_keeps_the_page_or_learns_its_address(client, discussion):
    comment = PendingCommentFactory(discussion=discussion)
    for headers in ({}, BY_SCRIPT):
        response = client.get(own_page(comment), headers=headers)
        assert response["Cache-Control"] == "private, no-store"
        assert response["Referrer-Policy"] == "no-referrer"
        assert response["X-Robots-Tag"] == "noindex"
        assert "ETag" not in response
        assert not response.cookies


@pytest.mark.parametrize("token", ["x", "MQ:1aaaaa:forged-signature", "%00", "a" * 3000])
def test_a_token_that_does_not_work_leads_to_a_page_without_one(client, discussion, caplog, token):
    caplog.set_level(logging.DEBUG)
    response = client.get(f"/discussions/mine/{token}/", follow=True)
    assert response.redirect_chain == [("/discussions/mine/", 302)]
    assert response.status_code == 404
    assert "This link does not work, or not any more" in response.content.decode()
    assert token not in caplog.text.replace("/discussions/mine/", "")


def test_a_token_works_as_long_as_the_settings_say(client, discussion, settings):
    settings.ENGAGEMENT = {"AUTHOR_TOKEN_DAYS": 2}
    with time_machine.travel("2031-03-01T12:00:00Z", tick=False) as clock:
        address = own_page(PendingCommentFactory(discussion=discussion))
        clock.shift(2 * 24 * 3600)
        assert client.get(address).status_code == 200
        clock.shift(1)
        assert client.get(address).status_code == 302


def test_an_erased_row_or_a_hidden_discussion_gives_nothing_away(client, discussion):
    comment = PendingCommentFactory(discussion=discussion)
    set_discussion_status(discussion_id=discussion.pk, status="hidden")
    assert client.get(own_page(comment)).url == "/discussions/mine/"
    assert client.get(own_page(Comment(pk=10**6))).url == "/discussions/mine/"


def test_the_token_stands_in_no_log_whatever_goes_wrong(client, browser, discussion, caplog, monkeypatch):
    caplog.set_level(logging.DEBUG)
    comment = PendingCommentFactory(discussion=discussion)
    token = make_author_token(comment.pk)

    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("engagement.web.own.build_own_page", broken)
    for reader in (client, browser):
        reader.raise_request_exception = False
        assert reader.get(f"/discussions/mine/{token}/").status_code == 500
        assert reader.post(f"/discussions/mine/{token}/").status_code == 405
    assert caplog.text.count("/discussions/mine/") == 4
    assert token not in caplog.text


def test_posting_and_landing_log_no_token(discussion, post, client, rule, caplog):
    caplog.set_level(logging.DEBUG)
    rule(Admission.SCREEN)
    location = post(discussion).url
    client.get(location)
    assert location.split("/")[3] not in caplog.text


def test_an_edited_text_is_promised_anew(client, discussion):
    comment = PendingCommentFactory(discussion=discussion)
    Comment.objects.update(
        created_at=timezone.now() - dt.timedelta(minutes=9), edited_at=timezone.now() - dt.timedelta(minutes=1)
    )
    assert state_of(client, comment) == PENDING
