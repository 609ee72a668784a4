"""Every operation of the three APIs, by everybody: what each may do, and that there is no other."""

import time

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from engagement.api import Comment, Discussion, make_author_token, set_stances
from engagement.models import Stance, StanceChoice
from engagement.rest.v1 import urls as readers
from engagement.services.publisher_tokens import create_publisher_token
from engagement.services.sessions import sign_in
from moderation.models import Decision, Report
from moderation.rest.v1 import report_urls as reports
from moderation.rest.v1 import urls as moderators
from tests.factories import PublishedCommentFactory, UserFactory
from tests.moderation.factories import DecisionFactory
from tests.sso import sso, token

pytestmark = pytest.mark.django_db

APIS = {"engagement-api": readers, "moderation-api": moderators, "moderation-reports-api": reports}
VERBS = ("get", "post", "put", "patch", "delete")

CALLERS = ("nobody", "guest", "author", "session", "publisher", "user", "moderator")
"""Nobody; a guest with their token; the author of another comment; a reader whom another site signed in; a publisher's
server; an account and a moderator with Django's session and its CSRF token.
"""

STATUSES = {
    ("engagement-api:comment", "DELETE"): (401, 401, 403, 403, 401, 403, 403),
    ("engagement-api:comment", "GET"): (200, 200, 200, 200, 200, 200, 200),
    ("engagement-api:comment", "PATCH"): (401, 401, 403, 403, 401, 403, 403),
    ("engagement-api:counts", "GET"): (200, 200, 200, 200, 200, 200, 200),
    ("engagement-api:discussion", "GET"): (200, 200, 200, 200, 200, 200, 200),
    ("engagement-api:discussion", "PUT"): (401, 401, 401, 401, 201, 401, 401),
    ("engagement-api:discussion-comments", "GET"): (200, 200, 200, 200, 200, 200, 200),
    ("engagement-api:discussion-comments", "POST"): (201, 201, 201, 201, 201, 201, 201),
    ("engagement-api:discussion-follows", "POST"): (202, 202, 202, 202, 202, 202, 202),
    ("engagement-api:discussion-stance", "DELETE"): (403, 200, 403, 200, 403, 200, 200),
    ("engagement-api:discussion-stance", "GET"): (200, 200, 200, 200, 200, 200, 200),
    ("engagement-api:discussion-stance", "PUT"): (403, 200, 403, 200, 403, 200, 200),
    # Without what a publisher signed: test_publishing.py.
    ("engagement-api:discussions", "POST"): (400, 400, 400, 400, 400, 400, 400),
    ("engagement-api:docs", "GET"): (200, 200, 200, 200, 200, 200, 200),
    ("engagement-api:prompt-earnings", "GET"): (401, 401, 401, 401, 401, 403, 403),
    ("engagement-api:reaction", "DELETE"): (403, 200, 403, 200, 401, 200, 200),
    ("engagement-api:reaction", "PUT"): (403, 200, 403, 200, 401, 200, 200),
    ("engagement-api:replies", "GET"): (200, 200, 200, 200, 200, 200, 200),
    ("engagement-api:schema", "GET"): (200, 200, 200, 200, 200, 200, 200),
    ("engagement-api:session", "DELETE"): (401, 401, 401, 204, 401, 401, 401),
    ("engagement-api:session", "POST"): (200, 200, 200, 200, 200, 200, 200),
    # A session has to say of which comment.
    ("engagement-api:status", "GET"): (401, 401, 200, 400, 401, 401, 401),
    ("moderation-api:case", "GET"): (401, 401, 401, 401, 401, 403, 200),
    ("moderation-api:cases", "GET"): (401, 401, 401, 401, 401, 403, 200),
    ("moderation-api:decisions", "POST"): (401, 401, 401, 401, 401, 403, 201),
    ("moderation-api:undo", "POST"): (401, 401, 401, 401, 401, 403, 201),
    ("moderation-reports-api:reports", "POST"): (201, 201, 201, 201, 201, 201, 201),
}
"""What each caller gets, in their order."""


def operations():
    """Every method that every view has."""
    return {
        (f"{name}:{pattern.name}", verb.upper())
        for name, urls in APIS.items()
        for pattern in urls.urlpatterns
        for verb in VERBS
        if hasattr(pattern.callback.cls, verb)
    }


@pytest.fixture(autouse=True)
def everything_on(settings):
    settings.ENGAGEMENT = {"SSO": sso(), "FOLLOW": True, "SITE_URL": "https://news.example.org"}


@pytest.fixture
def places(make_waiting, moderator):
    """Every address, pointing at rows that are there and of which no caller wrote any."""
    root, waiting = PublishedCommentFactory(), make_waiting()
    set_stances(prompt_id=root.discussion.prompt.pk, labels=["Yes", "No"])
    decided = DecisionFactory(moderator=moderator)
    key, pk = [root.discussion.key], [root.pk]
    found = {
        "engagement-api:discussions": [],
        "engagement-api:discussion": key,
        "engagement-api:discussion-comments": key,
        "engagement-api:discussion-follows": key,
        "engagement-api:discussion-stance": key,
        "engagement-api:docs": [],
        "engagement-api:prompt-earnings": [],
        "engagement-api:schema": [],
        "engagement-api:comment": pk,
        "engagement-api:replies": pk,
        "engagement-api:reaction": pk,
        "engagement-api:counts": [],
        "engagement-api:session": [],
        "engagement-api:status": [],
        "moderation-api:cases": [],
        "moderation-api:case": [waiting.pk],
        "moderation-api:decisions": [waiting.pk],
        "moderation-api:undo": [decided.pk],
        "moderation-reports-api:reports": pk,
    }
    addresses = {name: reverse(name, args=numbers) for name, numbers in found.items()}
    addresses["engagement-api:counts"] += f"?key={root.discussion.key}"
    return addresses


@pytest.fixture
def callers(moderator):
    """What each sends along."""
    own = PublishedCommentFactory()
    headers = {
        "nobody": {},
        "guest": {"Afterword-Guest": "a-guests-own-token-of-some-length"},
        "author": {"Authorization": f"Bearer {make_author_token(own.pk)}"},
        "session": {"Afterword-Session": sign_in(token=token()).session},
        "publisher": {"Authorization": f"Bearer {create_publisher_token(name='cms').token}"},
        "user": {},
        "moderator": {},
    }
    accounts = {"user": UserFactory(), "moderator": moderator}
    found = {}
    for name in CALLERS:
        client = Client(enforce_csrf_checks=name not in accounts)
        if name in accounts:
            client.force_login(accounts[name])
        found[name] = (client, headers[name])
    return found


def counts():
    return tuple(model.objects.count() for model in (Comment, Discussion, StanceChoice, Decision, Report))


def ask(client, method, address, headers):
    """With a body that is good for each; and then as if it had not been asked."""
    sent = {
        "body": "The quay should stay.", "author_name": "Ada", "email": "ada@example.org", "revision": 1,
        "action": "approve", "seen_visibility": "held", "reason": "hate" if "reports" in address else "",
    }  # fmt: skip
    if address.endswith("stance/"):
        sent = {"stance": Stance.objects.get(label="No").pk}
    elif method == "PUT" and "discussions" in address:
        sent = {"url": "https://www.example.org/a/", "title": "A"}
        address = reverse("engagement-api:discussion", args=["paper:quay"])
    if address.endswith("session/"):
        sent = {"token": token(iat=int(time.time()))}
    with transaction.atomic():
        before = counts()
        body = sent if method in {"POST", "PUT", "PATCH"} else ""
        call = getattr(client, method.lower())
        data = {"data": body, "content_type": "application/json"} if body else {}
        response = call(address, headers=headers, **data)
        changed = counts() != before
        transaction.set_rollback(True)
    return response, changed


def test_there_is_no_other():
    assert operations() == set(STATUSES)


@pytest.mark.parametrize("operation", sorted(operations()), ids=" ".join)
def test_each_may_do_what_is_listed(places, callers, operation):
    name, method = operation
    found = {}
    for caller in CALLERS:
        response, changed = ask(callers[caller][0], method, places[name], callers[caller][1])
        found[caller] = response.status_code
        if response.status_code >= 400:
            assert not changed, caller
            assert response.headers["Content-Type"] == "application/problem+json"
            assert "no-store" in response.headers["Cache-Control"]
    assert tuple(found.values()) == STATUSES[operation]
