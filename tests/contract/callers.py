"""Everybody whom the API's operations are for."""

from types import SimpleNamespace

import pytest
from django.conf import settings as django_settings
from django.test import Client

from engagement.api import make_author_token, set_stances
from engagement.services.publisher_tokens import create_publisher_token
from engagement.services.sessions import sign_in
from tests.contract.fuzzing import Caller
from tests.factories import ArticleFactory, DiscussionFactory, HeldCommentFactory, PublishedCommentFactory
from tests.moderation.factories import DecisionFactory
from tests.moderation.roles import make_user
from tests.sso import sso, token

MANY = ((1_000_000, 60),)
LIMITS = ("POST", "AUTHOR", "DISCUSSION", "FOLLOW", "FOLLOW_MAIL", "RESPECT", "STANCE", "PUBLISHER", "OPEN")


@pytest.fixture
def callers(transactional_db, settings):
    """Everybody whom operations are for, with what is there for them."""
    settings.ENGAGEMENT = {
        **{f"{name}_LIMITS": MANY for name in LIMITS},
        "FOLLOW": True,
        "SITE_URL": "https://news.example.org",
        "SAME_TEXT_HOURS": 0,
        "SSO": sso(),
    }
    discussion = DiscussionFactory(article=ArticleFactory(pk=17))
    # Three, so that the one that the document's example takes is there.
    set_stances(prompt_id=discussion.prompt.pk, labels=["It depends", "No", "Yes"])
    root = PublishedCommentFactory(discussion=discussion)
    PublishedCommentFactory(parent=root)
    own, other = PublishedCommentFactory(discussion=discussion), PublishedCommentFactory(discussion=discussion)
    held = [HeldCommentFactory(discussion=discussion) for _ in range(3)]
    decided = DecisionFactory()
    publisher = {"Authorization": f"Bearer {create_publisher_token(name='cms').token}"}
    desk = sign_in_at_the_site(make_user("senior"))
    return SimpleNamespace(
        known={
            "key": [discussion.key],
            "path.id": [root.pk, own.pk],
            "comment_id": [comment.pk for comment in held],
            "decision_id": [decided.pk],
        },
        list=[
            Caller(operations=("changeComment", "readStatus"), headers=as_author(own), parameters={"path.id": own.pk}),
            Caller(operations=("withdrawComment",), headers=as_author(other), parameters={"path.id": other.pk}),
            Caller(operations=("putDiscussion",), headers=publisher),
            Caller(operations=("endSessions",), headers={"Afterword-Session": sign_in(token=token()).session}),
            Caller(operations=("listCases", "readCase", "decide", "undoDecision"), headers=desk),
            Caller(operations=("readEarnings",), headers=sign_in_at_the_site(make_user("editor"))),
        ],
    )


def as_author(comment):
    return {"Authorization": f"Bearer {make_author_token(comment.pk)}"}


def sign_in_at_the_site(user):
    """The headers of a browser in which somebody is signed in."""
    client = Client()
    client.force_login(user)
    csrf = "c" * 32
    session = client.cookies[django_settings.SESSION_COOKIE_NAME].value
    return {"Cookie": f"sessionid={session}; csrftoken={csrf}", "X-CSRFToken": csrf}
