"""Reports from pages of other origins that the publisher names."""

import pytest

from tests.factories import PublishedCommentFactory

pytestmark = pytest.mark.django_db

PAPER = "https://paper.example"


@pytest.mark.parametrize(("origins", "allowed"), [([PAPER], "POST"), ([], None)])
def test_reports_are_taken_from_the_origins_that_are_named(client, settings, origins, allowed):
    settings.ENGAGEMENT = {"EMBED_ORIGINS": origins}
    headers = {"Origin": PAPER, "Sec-Fetch-Site": "cross-site", "Access-Control-Request-Method": "POST"}
    asked = client.options(f"/api/v1/comments/{PublishedCommentFactory().pk}/reports/", headers=headers)
    assert asked.headers.get("Access-Control-Allow-Methods") == allowed
