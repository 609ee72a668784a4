import pytest
from django.core.cache import cache
from rest_framework.throttling import SimpleRateThrottle

from engagement.api import Comment
from tests.factories import DiscussionFactory

pytestmark = pytest.mark.django_db

OURS = "urn:problem-type:afterword:posting-too-fast"


class TwoAnHour(SimpleRateThrottle):
    """A publisher's own class: two requests of one address an hour."""

    rate = "2/hour"

    def get_cache_key(self, request, view):
        return f"{view.throttle_scope}:{self.get_ident(request)}"


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()
    yield
    cache.clear()


def test_a_publishers_own_throttles_hold_for_the_api(post, settings):
    settings.ENGAGEMENT = {"API_THROTTLES": [f"{__name__}.TwoAnHour"]}
    discussion = DiscussionFactory()
    answers = [post(discussion, f"Thought {number}") for number in range(3)]
    assert [answer.status_code for answer in answers] == [201, 201, 429]
    assert 3500 < int(answers[2].headers["Retry-After"]) <= 3600
    assert answers[2].headers["Content-Type"] == "application/problem+json"
    assert answers[2].json()["type"] == "about:blank"
    assert Comment.objects.count() == 2


def test_the_limits_of_posting_hold_beside_them_and_for_form_and_api_together(post, api, settings):
    settings.ENGAGEMENT = {"API_THROTTLES": [f"{__name__}.TwoAnHour"], "POST_LIMITS": [(1, 3600)]}
    discussion = DiscussionFactory()
    by_form = api.post(f"/discussions/d/{discussion.key}/comments/", {"author_name": "Ada", "body": "By form"})
    by_api = post(discussion, "By the API")
    again = api.post(f"/discussions/d/{discussion.key}/comments/", {"author_name": "Ada", "body": "By form again"})
    assert [by_form.status_code, by_api.status_code, again.status_code] == [303, 429, 429]
    assert by_api.json()["type"] == OURS
    assert abs(int(by_api.headers["Retry-After"]) - int(again.headers["Retry-After"])) <= 1
    assert Comment.objects.count() == 1
