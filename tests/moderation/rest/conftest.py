"""What the tests of the moderators' API share."""

import pytest
from django.test import Client

from tests.moderation.factories import ModeratorFactory
from tests.moderation.web.conftest import copy_of, fill_queue, make_spam, make_waiting, state

__all__ = ["copy_of", "fill_queue", "make_spam", "make_waiting", "state"]


@pytest.fixture
def colleague(db):
    return ModeratorFactory(username="jo", first_name="Jo", last_name="Lindqvist")


@pytest.fixture
def desk(client, moderator):
    """A client with a moderator's session, let off the CSRF check."""
    client.force_login(moderator)
    return client


@pytest.fixture
def strict(moderator):
    """The same, and not let off."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(moderator)
    return client


@pytest.fixture
def send(desk):
    """Decide by the API as the comment was seen; give the response."""

    def send(comment, action="approve", *, client=desk, headers=None, **members):
        sent = {
            "action": action,
            "revision": comment.revision,
            "seen_visibility": comment.visibility,
            **members,
        }
        address = f"/api/v1/moderation/comments/{comment.pk}/decisions/"
        return client.post(address, sent, content_type="application/json", headers=headers)

    return send
