"""The guide's copy of what shows, fed with what is really sent, shows what readers see."""

import json
import random

import pytest

from engagement.api import Comment, Discussion, Visibility, change_visibility, merge_discussions, set_discussion_status
from engagement.models import WebhookDelivery
from engagement.services.editing import edit_comment
from engagement.services.erasure import erase_comment, withdraw_comment
from engagement.services.webhook_payloads import write_payload
from tests.docs.markdown import ROOT, read_blocks
from tests.engagement.receiving import ON, endpoint_to
from tests.factories import DiscussionFactory, HeldCommentFactory, PublishedCommentFactory

pytestmark = pytest.mark.django_db

HOW_TO = ROOT / "docs" / "how-to" / "webhooks.md"


@pytest.fixture
def copy(settings, engagement_alone):
    """The functions of the guide, with rows of their own."""
    settings.ENGAGEMENT = ON
    endpoint_to("https://a.invalid/", with_text=True)
    (text,) = [block.text for block in read_blocks(HOW_TO, section="Keep a copy") if block.language == "python"]
    names = {}
    exec(compile(text, "webhooks.md", "exec"), names)  # noqa: S102  # the guide's own lines, as they stand
    return names


def send_all(copy, *, order=lambda events: events):
    """Hand over all that was noted so far, as it would be sent now."""
    rows = WebhookDelivery.objects.select_related("event", "endpoint").order_by("event_id")
    for event in order([json.loads(write_payload(row.event, row.endpoint)) for row in rows]):
        copy["take"](event)


def seen(discussion):
    """What readers see of a discussion."""
    if Discussion.objects.get(pk=discussion.pk).status == "hidden":
        return {}
    return {
        comment.pk: {"author_name": comment.author_name, "body": comment.body, "html": comment.html}
        for comment in Comment.objects.published().filter(discussion=discussion)
    }


def live_through_it():
    """Two discussions become one, with everything that may become of a comment before and after."""
    source, target, other = DiscussionFactory(), DiscussionFactory(), DiscussionFactory()
    comments = [PublishedCommentFactory(discussion=source) for _ in range(6)]
    held = HeldCommentFactory(discussion=source)
    PublishedCommentFactory(discussion=other)
    reply = PublishedCommentFactory(parent=comments[0])
    edit_comment(comment_id=comments[1].pk, body="Another text.", revision=1)
    withdraw_comment(comment_id=comments[2].pk)
    merge_discussions(source_id=source.pk, target_id=target.pk)
    change_visibility(comment_id=held.pk, to=Visibility.PUBLISHED)
    change_visibility(comment_id=comments[3].pk, to=Visibility.SPAM)
    erase_comment(comment_id=comments[4].pk)
    change_visibility(comment_id=comments[0].pk, to=Visibility.HELD)
    change_visibility(comment_id=comments[0].pk, to=Visibility.PUBLISHED)
    edit_comment(comment_id=reply.pk, body="No.", revision=1)
    set_discussion_status(discussion_id=other.pk, status="hidden")
    set_discussion_status(discussion_id=target.pk, status="hidden")
    set_discussion_status(discussion_id=target.pk, status="open")
    return source, target, other


@pytest.mark.parametrize("seed", [None, 1, 2, 3, 4])
def test_it_shows_what_readers_see_in_whatever_order_events_come(copy, seed):
    source, target, other = live_through_it()

    def mix(events):
        twice = [*events, *events]
        return events if seed is None else random.Random(seed).sample(twice, len(twice))  # noqa: S311

    send_all(copy, order=mix)
    assert len(seen(target)) == 5
    assert copy["shown"](target.key) == seen(target)
    assert copy["shown"](source.key) == seen(target)
    assert copy["shown"](other.key) == seen(other) == {}


def test_while_it_is_told_step_by_step_it_is_right_at_every_step(copy):
    source, target = DiscussionFactory(), DiscussionFactory()
    comment = PublishedCommentFactory(discussion=source)
    send_all(copy)
    assert copy["shown"](source.key) == seen(source) != {}
    merge_discussions(source_id=source.pk, target_id=target.pk)
    assert copy["shown"](target.key) == {}
    send_all(copy)
    assert copy["shown"](target.key) == seen(target) != {}
    set_discussion_status(discussion_id=target.pk, status="closed")
    send_all(copy)
    assert copy["shown"](target.key) == seen(target) != {}
    set_discussion_status(discussion_id=target.pk, status="hidden")
    send_all(copy)
    assert copy["shown"](target.key) == {}
    withdraw_comment(comment_id=comment.pk)
    send_all(copy)
    assert copy["comments"][comment.pk]["text"] is None
