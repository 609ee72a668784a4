import logging

import pytest

from engagement.api import Comment, Visibility, change_visibility
from engagement.models import Submission
from tests.factories import DiscussionFactory, UserFactory

pytestmark = pytest.mark.django_db

SECRETS = ["ada.private@example.org", "203.0.113.77", "SecretBrowser", "secret-referrer", "grace.private@example.org"]


def test_no_answer_and_no_log_tells_an_address_or_what_came_along(api, post, caplog, settings):
    caplog.set_level(logging.DEBUG)
    settings.ENGAGEMENT = {"TRUSTED_PROXIES": ("127.0.0.1",)}
    discussion = DiscussionFactory()
    headers = {
        "X-Forwarded-For": "203.0.113.77",
        "User-Agent": "SecretBrowser/1.0",
        "Referer": "http://testserver/secret-referrer/",
        "Idempotency-Key": "a-key-of-mine",
    }
    posted = [post(discussion, author_email=SECRETS[0], headers=headers) for _ in range(2)]
    assert [response.status_code for response in posted] == [201, 200]
    assert Submission.objects.get().ip == "203.0.113.77"
    comment_id, token = posted[0].json()["id"], posted[0].json()["token"]
    user = UserFactory(username="grace.private@example.org", email=SECRETS[4])
    Comment.objects.create(
        discussion=discussion,
        author=user,
        author_email=user.email,
        visibility=Visibility.HELD,
        body="text",
        html="<p>text</p>",
        render_version=1,
        idempotency_key="test:1",
    )
    change_visibility(comment_id=Comment.objects.get(author=user).pk, to=Visibility.PUBLISHED)

    answers = [
        *posted,
        post(discussion, "", author_email=SECRETS[0], headers=headers),
        post(discussion, "Other", author_email=SECRETS[0], headers=headers),
        post(discussion, "Third", author_email=f"{SECRETS[0]} ", headers={**headers, "Origin": "https://evil.example"}),
        api.get(f"/api/v1/discussions/{discussion.key}/"),
        api.get(f"/api/v1/discussions/{discussion.key}/comments/"),
        api.get(f"/api/v1/comments/{comment_id}/"),
        api.get(f"/api/v1/comments/{comment_id}/replies/"),
        api.get("/api/v1/status/", headers={"Authorization": f"Bearer {token}"}),
        api.get("/api/v1/status/", headers={"Authorization": f"Bearer {token}x"}),
    ]

    assert [answer.status_code for answer in answers] == [201, 200, 400, 409, 403, 200, 200, 200, 200, 200, 401]
    for answer in answers:
        told = f"{answer.content.decode()}{answer.headers}"
        assert not [secret for secret in SECRETS if secret in told]
    for secret in (*SECRETS, token, "a-key-of-mine", "The quay should stay"):
        assert secret not in caplog.text


def test_only_whoever_posted_is_given_the_token(api, post):
    discussion = DiscussionFactory()
    posted = post(discussion).json()
    for address in (f"discussions/{discussion.key}/comments/", f"comments/{posted['id']}/"):
        assert posted["token"] not in api.get(f"/api/v1/{address}").content.decode()
    status = api.get("/api/v1/status/", headers={"Authorization": f"Bearer {posted['token']}"})
    assert posted["token"] not in status.content.decode()
