"""What an author reads of a comment that the checks or a moderator kept back: on their page, and by the API."""

import re

import pytest

from engagement.api import make_author_token
from moderation.models import WordList
from moderation.services.screening import screen_comment
from tests.factories import HeldCommentFactory, PendingCommentFactory
from tests.moderation.factories import DecisionFactory
from tests.moderation.web.pages import read, text_of

pytestmark = pytest.mark.django_db

HELD = "Waiting for a moderator. Only you can see this. It shows for everyone once a moderator has approved it."


def told(client, comment):
    """The words of the page, and of the API."""
    token = make_author_token(comment.pk)
    words = text_of(read(client.get(f"/discussions/mine/{token}/")), ".aw-state")
    answer = client.get("/api/v1/status/", headers={"Authorization": f"Bearer {token}"}).json()
    return words.removesuffix(" Write another comment"), answer["visibility"], answer["explanation"]


def screened(**fields):
    comment = PendingCommentFactory(**fields)
    screen_comment(comment_id=comment.pk)
    return comment


def test_a_banned_word_is_said_without_naming_it(client, checker):
    WordList.objects.create(name="Insults", kind="banned", entries="nitwit")
    words, visibility, explanation = told(client, screened(body="What a nitwit."))
    assert words == "Not published. It contains words that this site does not publish. Only you can see it."
    assert (visibility, explanation) == ("rejected", words)


def test_a_moderators_reason_is_said_and_the_note_is_not(client):
    decision = DecisionFactory(comment=HeldCommentFactory(), action="reject", reason="attack", note="Again him.")
    words, visibility, _explanation = told(client, decision.comment)
    assert words == (
        "Not published. A moderator decided against this comment: It attacks a person. Only you can see it."
    )
    assert visibility == "rejected"


@pytest.mark.parametrize("name", ["spam", "discard"])
def test_spam_is_told_plainly(client, checker, name):
    words, visibility, _explanation = told(client, screened(author_name=name))
    assert words.startswith("Not published. It was taken for spam.")
    assert visibility == "spam"


def test_whoever_wants_silence_tells_the_author_of_blatant_spam_that_it_waits(client, checker, settings):
    settings.MODERATION = {**settings.MODERATION, "SILENT_DISCARDS": True}
    assert told(client, screened(author_name="discard")) == (HELD, "waiting", HELD)
    assert told(client, screened(author_name="spam"))[1] == "spam"


def test_silence_leaves_no_trace_in_the_page(client, checker, settings):
    settings.MODERATION = {**settings.MODERATION, "SILENT_DISCARDS": True}
    pages = []
    for comment in (
        screened(author_name="discard", body="Same."),
        HeldCommentFactory(author_name="discard", body="Same."),
    ):
        token = make_author_token(comment.pk)
        html = client.get(f"/discussions/mine/{token}/", headers={"X-Afterword": "fragment"}).content.decode()
        html = re.sub(rf"(?<=[cn]-){comment.pk}\b|/c/{comment.pk}/|{token}|<time.*?</time>", "", html, flags=re.DOTALL)
        pages.append(html)
    assert pages[0] == pages[1]
