"""Readers never learn who decided, nor what moderators said among themselves."""

import pytest
from django.urls import reverse

from engagement.api import make_author_token
from tests.factories import DiscussionFactory, PublishedCommentFactory
from tests.moderation.factories import DecisionFactory, ModeratorFactory

pytestmark = pytest.mark.django_db

SECRET = ("quillfeather", "Vasilisa", "Thorncastle", "between ourselves")
ACTIONS = ("approve", "reject", "spam", "hold")


@pytest.fixture
def decided():
    """A discussion with a comment that a moderator decided on in each way, replies included."""
    ann = ModeratorFactory(username="quillfeather", first_name="Vasilisa", last_name="Thorncastle")
    discussion = DiscussionFactory()
    root = PublishedCommentFactory(discussion=discussion)
    comments = [root]
    for action in ACTIONS:
        for parent in (None, root):
            place = {"parent": parent} if parent else {"discussion": discussion}
            comment = PublishedCommentFactory(**place)
            if action == "approve":
                DecisionFactory(comment=comment, moderator=ann, action="hold", note="between ourselves")
            DecisionFactory(comment=comment, moderator=ann, action=action, note="between ourselves")
            comments.append(comment)
    return discussion, comments


def addresses(discussion, comments):
    key = discussion.key
    yield from (reverse(f"engagement:{name}", args=[key]) for name in ("discussion", "fragment", "feed"))
    yield from (reverse(f"engagement:{name}") for name in ("me", "privacy", "no-such-comment"))
    yield from (reverse(f"engagement-api:{name}", args=[key]) for name in ("discussion", "discussion-comments"))
    yield reverse("engagement-api:status")
    for comment in comments:
        yield reverse("engagement:comment", args=[comment.pk])
        yield reverse("engagement:mine", args=[make_author_token(comment.pk)])
        yield reverse("engagement-api:comment", args=[comment.pk])
        yield reverse("engagement-api:replies", args=[comment.pk])


def test_no_page_and_no_answer_of_the_api_names_a_moderator(client, decided):
    statuses = {}
    for address in addresses(*decided):
        response = client.get(address)
        statuses[address] = response.status_code
        said = (response.content.decode() + str(response.headers)).lower()
        assert [word for word in SECRET if word.lower() in said] == [], address
    discussion, comments = decided
    assert sum(status == 200 for status in statuses.values()) > 2 * len(comments)
    assert statuses[reverse("engagement:discussion", args=[discussion.key])] == 200


def test_an_authors_own_page_gives_the_reason_without_a_name(client, decided):
    _discussion, comments = decided
    rejected = comments[3]
    page = client.get(reverse("engagement:mine", args=[make_author_token(rejected.pk)])).content.decode()
    assert "It attacks a person" in page
    assert [word for word in SECRET if word in page] == []
