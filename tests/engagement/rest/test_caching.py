import pytest
from django.utils.http import http_date

from engagement.api import Discussion, Visibility, change_visibility, switch_prompt_off
from tests.factories import PASSWORD, DiscussionFactory, PublishedCommentFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def discussion():
    return DiscussionFactory()


@pytest.fixture
def root(discussion):
    return PublishedCommentFactory(discussion=discussion)


PUBLIC = [
    "discussions/{discussion.key}/",
    "discussions/{discussion.key}/comments/",
    "comments/{root.pk}/",
    "comments/{root.pk}/replies/",
]


@pytest.fixture(params=PUBLIC)
def address(request, discussion, root):
    return f"/api/v1/{request.param.format(discussion=discussion, root=root)}"


def test_a_public_answer_may_be_kept_and_is_asked_for_again(api, address, discussion):
    response = api.get(address)
    discussion.refresh_from_db()
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "public, max-age=0, s-maxage=10"
    assert response.headers["ETag"].startswith(f'W/"{discussion.version}-')
    assert response.headers["Last-Modified"] == http_date(discussion.changed_at.timestamp())


def test_a_public_answer_is_the_same_for_whoever_asks_and_sets_no_cookie(api, client, address):
    user = UserFactory(is_staff=True)
    client.login(username=user.username, password=PASSWORD)
    client.cookies["csrftoken"] = "x" * 32
    anonymous = api.get(address)
    signed_in = client.get(address, headers={"Accept": "text/html", "Accept-Language": "de"})
    assert anonymous.content == signed_in.content
    for response in (anonymous, signed_in):
        assert response.headers["Content-Type"] == "application/json"
        assert not response.cookies
        assert "Vary" not in response.headers


def test_a_client_that_has_the_present_version_is_told_so_and_no_more(api, address):
    first = api.get(address)
    response = api.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert response.status_code == 304
    assert response.content == b""
    for name in ("ETag", "Last-Modified", "Cache-Control"):
        assert response.headers[name] == first.headers[name]
    assert not response.cookies
    assert "Vary" not in response.headers
    modified_since = {"If-Modified-Since": first.headers["Last-Modified"]}
    assert api.get(address, headers=modified_since).status_code == 304


def test_another_version_than_the_present_one_is_answered_in_full(api, address):
    headers = {"If-None-Match": 'W/"0-abc"', "If-Modified-Since": "Fri, 31 Dec 9999 23:59:59 GMT"}
    assert api.get(address, headers=headers).status_code == 200


def publish(discussion, root):
    PublishedCommentFactory(discussion=discussion)


def hide(discussion, root):
    PublishedCommentFactory(parent=root)
    change_visibility(comment_id=root.pk, to=Visibility.HELD)


def switch_off(discussion, root):
    switch_prompt_off(prompt_id=discussion.prompt.pk, by=None)


@pytest.mark.parametrize("change", [publish, hide, switch_off])
def test_whatever_readers_see_change_makes_a_new_version(api, address, discussion, root, change):
    known = api.get(address).headers["ETag"]
    change(discussion, root)
    response = api.get(address, headers={"If-None-Match": known})
    assert response.status_code == 200
    assert response.headers["ETag"] != known


def test_a_changed_setting_makes_a_new_version(api, address, settings):
    known = api.get(address).headers["ETag"]
    settings.ENGAGEMENT = {"PROMPTS_LIVE_UNCONFIRMED": False}
    assert api.get(address, headers={"If-None-Match": known}).status_code == 200


def test_head_answers_as_get_without_the_body(api, address):
    head, get = api.head(address), api.get(address)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["ETag"] == get.headers["ETag"]
    assert head.headers["Content-Length"] == get.headers["Content-Length"]


def test_a_version_that_a_client_insists_on_and_that_is_gone_is_a_problem(api, address):
    response = api.get(address, headers={"If-Match": '"0"'})
    assert response.status_code == 412
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json() == {
        "type": "about:blank",
        "title": "Precondition Failed",
        "status": 412,
        "detail": "The discussion has changed since.",
    }


def test_the_version_is_the_one_that_the_answer_tells(api, discussion):
    Discussion.objects.filter(pk=discussion.pk).update(version=41)
    response = api.get(f"/api/v1/discussions/{discussion.key}/")
    assert response.json()["version"] == 41
    assert response.headers["ETag"].startswith('W/"41-')


def test_problems_are_kept_by_nobody(api, post, discussion):
    for response in (
        api.get("/api/v1/discussions/unknown/"),
        api.get(f"/api/v1/discussions/{discussion.key}/comments/", {"sort": "x"}),
        api.get("/api/v1/status/"),
        post(discussion, ""),
    ):
        assert response.headers["Cache-Control"] == "private, no-store"
        assert "ETag" not in response.headers
