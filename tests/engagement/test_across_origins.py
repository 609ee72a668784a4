"""Pages of other origins: what is told to those that the publisher names, and that nobody else is told anything."""

import pytest
from django.test import Client

from engagement.api import Comment
from engagement.rest.v1.urls import urlpatterns as api_urls
from engagement.web.urls import urlpatterns as web_urls
from tests.factories import PublishedCommentFactory, StaffFactory

pytestmark = pytest.mark.django_db

PAPER = "https://paper.example"
FOREIGN = {"Origin": PAPER, "Sec-Fetch-Site": "cross-site"}
READ = [
    "/api/v1/discussions/{key}/",
    "/api/v1/discussions/{key}/comments/",
    "/api/v1/comments/{pk}/",
    "/api/v1/comments/{pk}/replies/",
    "/api/v1/counts/?key={key}",
    "/discussions/d/{key}/fragment/",
    "/discussions/d/{key}/version/",
]
OPEN_PAGES = {
    "respect",
    "respected",
    "stance",
    "measure",
    "post",
    "preview",
    "version",
    "fragment",
    "mine",
    "edit-mine",
    "withdraw-mine",
    "me",
}


@pytest.fixture
def comment():
    return PublishedCommentFactory()


@pytest.fixture
def embedding(settings):
    settings.ENGAGEMENT = {"EMBED_ORIGINS": (f"{PAPER}/",)}


def addresses_of(comment):
    return [address.format(key=comment.discussion.key, pk=comment.pk) for address in READ]


def told(response):
    return {name: value for name, value in response.headers.items() if name.startswith("Access-Control-")}


def varies(response):
    return "origin" in response.headers.get("Vary", "").lower()


def test_until_an_origin_is_named_nobody_is_told_anything(client, comment):
    for address in addresses_of(comment):
        response = client.get(address, headers=FOREIGN)
        assert (response.status_code, told(response), varies(response)) == (200, {}, False)
        asked = client.options(address, headers={**FOREIGN, "Access-Control-Request-Method": "GET"})
        assert told(asked) == {}


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "http://paper.example", f"{PAPER}:8443", "null", "https://["]
)
def test_another_origin_is_told_nothing(client, comment, embedding, origin):
    for address in addresses_of(comment):
        response = client.get(address, headers={"Origin": origin})
        assert (response.status_code, told(response), varies(response)) == (200, {}, True)
        asked = client.options(address, headers={"Origin": origin, "Access-Control-Request-Method": "GET"})
        assert told(asked) == {}


def test_a_named_origin_reads_what_everybody_reads(client, comment, embedding):
    for address in addresses_of(comment):
        plain, across = client.get(address), client.get(address, headers=FOREIGN)
        assert across.content == plain.content
        assert told(across) == {
            "Access-Control-Allow-Origin": PAPER,
            "Access-Control-Expose-Headers": "ETag, Location, Retry-After, X-Afterword, X-Afterword-Token",
        }
        assert told(plain) == {}
        # A shared cache keeps one for each origin, and one for those that name none.
        assert varies(plain)
        assert varies(across)
        assert across.headers["Cache-Control"] == plain.headers["Cache-Control"]
        again = client.get(address, headers={**FOREIGN, "If-None-Match": across.headers["ETag"]})
        assert again.status_code == 304
        assert told(again)["Access-Control-Allow-Origin"] == PAPER
        assert varies(again)


def test_the_site_itself_is_no_other_origin_even_where_it_is_named(settings, comment):
    settings.ENGAGEMENT = {"EMBED_ORIGINS": ("http://testserver",)}
    browser = Client()
    browser.force_login(StaffFactory(username="ada"))
    response = browser.get("/discussions/me/", headers={"Origin": "http://testserver"})
    assert told(response) == {}
    assert response.json()["name"] == "ada"


def test_a_preflight_is_told_methods_and_headers_and_touches_nothing(
    client, comment, embedding, django_assert_num_queries
):
    address = f"/api/v1/discussions/{comment.discussion.key}/comments/"
    with django_assert_num_queries(0):
        asked = client.options(address, headers={**FOREIGN, "Access-Control-Request-Method": "POST"})
    assert (asked.status_code, asked.content) == (204, b"")
    said = told(asked)
    assert said["Access-Control-Allow-Methods"] == "GET, HEAD, POST"
    allowed = said["Access-Control-Allow-Headers"].lower().split(", ")
    assert {"content-type", "x-afterword", "idempotency-key", "afterword-guest", "authorization"} <= set(allowed)
    assert said["Access-Control-Max-Age"] == "600"
    assert "Access-Control-Allow-Credentials" not in said
    assert varies(asked)


def test_options_that_are_no_preflight_are_the_views_own(client, comment, embedding):
    response = client.options(f"/api/v1/discussions/{comment.discussion.key}/", headers=FOREIGN)
    assert response.status_code == 204
    assert "GET" in response.headers["Allow"]


@pytest.mark.parametrize("through", ["page", "api"])
def test_a_guest_posts_from_a_named_origin_and_script_reads_the_token(comment, embedding, through):
    browser = Client(enforce_csrf_checks=True)
    text = {"author_name": "Brit", "body": "From the paper's own page."}
    if through == "page":
        address = f"/discussions/d/{comment.discussion.key}/comments/"
        response = browser.post(address, text, headers={**FOREIGN, "X-Afterword": "fragment"})
        assert response.headers["X-Afterword-Token"]
    else:
        address = f"/api/v1/discussions/{comment.discussion.key}/comments/"
        response = browser.post(address, text, content_type="application/json", headers=FOREIGN)
        assert response.json()["token"]
    assert response.status_code == 201
    assert told(response)["Access-Control-Allow-Origin"] == PAPER
    assert Comment.objects.latest("pk").body == "From the paper's own page."


@pytest.mark.parametrize("through", ["page", "api"])
def test_cookies_from_another_origin_count_for_nothing(comment, embedding, through):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(StaffFactory(username="ada"))
    text = {"author_name": "Brit", "body": "Whoever is signed in, this is a guest's."}
    if through == "page":
        address = f"/discussions/d/{comment.discussion.key}/comments/"
        response = browser.post(address, text, headers={**FOREIGN, "X-Afterword": "fragment"})
    else:
        address = f"/api/v1/discussions/{comment.discussion.key}/comments/"
        response = browser.post(address, text, content_type="application/json", headers=FOREIGN)
    assert response.status_code == 201
    posted = Comment.objects.latest("pk")
    assert (posted.author_id, posted.author_name) == (None, "Brit")
    assert not response.cookies
    assert "cookie" not in response.headers["Vary"].lower()
    assert browser.get("/discussions/me/", headers=FOREIGN).json() == {}


def test_what_is_not_there_is_told_as_such(client, comment, embedding):
    for address in (
        "/api/v1/discussions/nothing/",
        "/discussions/d/nothing/fragment/",
        "/discussions/d/nothing/version/",
    ):
        response = client.get(address, headers=FOREIGN)
        assert response.status_code == 404
        assert told(response)["Access-Control-Allow-Origin"] == PAPER


def test_nothing_else_is_opened(client, comment, embedding):
    for address in ("/", "/discussions/privacy/", f"/discussions/d/{comment.discussion.key}/", "/moderation/"):
        response = client.get(address, headers=FOREIGN)
        assert told(response) == {}, address
    assert {pattern.name for pattern in web_urls if hasattr(pattern.callback, "__wrapped__") and _is_open(pattern)} == (
        OPEN_PAGES
    )
    assert all(map(_is_open, api_urls))


def _is_open(pattern):
    return pattern.callback.__code__.co_filename.endswith("engagement/origins.py")
