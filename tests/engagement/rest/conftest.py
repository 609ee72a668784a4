"""What the tests of the API share."""

import pytest
from django.test import Client

from engagement import gates


@pytest.fixture(autouse=True)
def alone(engagement_alone):
    """What other apps answer and do is tested with them."""


@pytest.fixture
def rule():
    """Let a gate answer so from here on."""

    def register(admission, **ruling):
        gates.register("tests", lambda draft: gates.Ruling(admission=admission, **ruling))

    return register


@pytest.fixture
def api():
    """A client that, unlike Django's own for tests, is not let off the CSRF check."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def post(api):
    """Post a comment as JSON; give the response."""

    def post(discussion, body="The quay should stay.", *, client=api, headers=None, **fields):
        sent = {"author_name": "Ada", "body": body, **fields}
        return client.post(
            f"/api/v1/discussions/{discussion.key}/comments/", sent, content_type="application/json", headers=headers
        )

    return post
