"""What search engines are told of each of the readers' pages: whether it is for them, and which address it has."""

import pytest

from engagement.api import set_stances
from engagement.tokens import make_author_token
from engagement.web.urls import urlpatterns
from tests.engagement.web.conftest import address, page_of
from tests.factories import ArticleFactory, DiscussionFactory, PendingCommentFactory, PublishedCommentFactory

pytestmark = pytest.mark.django_db

HOST = "http://testserver"


def posted(client, discussion, comment):
    """The form comes back: nothing was written."""
    return client.post(address(discussion, "comments/"), {"body": ""})


def visit(path):
    """Read a page, its address made of a discussion and a published comment."""
    return lambda client, discussion, comment: client.get(path(discussion, comment))


def stance(client, discussion, comment):
    """Read the page on which a stance is taken."""
    set_stances(prompt_id=discussion.prompt.pk, labels=["Yes", "No"])
    return client.get(address(discussion, "stance/"))


PAGES = {
    "discussion": (visit(lambda discussion, comment: address(discussion)), True),
    "post": (posted, False),
    "fragment": (visit(lambda discussion, comment: address(discussion, "fragment/")), False),
    "feed": (visit(lambda discussion, comment: address(discussion, "feed/")), True),
    "comment": (visit(lambda discussion, comment: f"/discussions/c/{comment.pk}/"), True),
    "no-such-comment": (visit(lambda discussion, comment: "/discussions/mine/"), False),
    "mine": (visit(lambda discussion, comment: f"/discussions/mine/{make_author_token(comment.pk)}/"), False),
    "preview": (lambda client, discussion, comment: client.post(address(discussion, "comments/preview/")), False),
    "version": (visit(lambda discussion, comment: address(discussion, "version/")), False),
    "follow": (visit(lambda discussion, comment: address(discussion, "follow/")), False),
    "follow-asked": (visit(lambda discussion, comment: address(discussion, "follow/asked/")), False),
    "follow-confirm": (visit(lambda discussion, comment: "/discussions/follow/confirm/nonsense/"), False),
    "follow-stop": (visit(lambda discussion, comment: "/discussions/follow/stop/nonsense/"), False),
    "follow-stop-all": (visit(lambda discussion, comment: "/discussions/follow/stop-all/nonsense/"), False),
    "follow-void": (visit(lambda discussion, comment: "/discussions/follow/void/"), False),
    "respect": (visit(lambda discussion, comment: f"/discussions/c/{comment.pk}/respect/"), False),
    "respected": (visit(lambda discussion, comment: "/discussions/respected/?ids=1"), False),
    "stance": (stance, False),
    "edit-mine": (visit(lambda discussion, comment: f"/discussions/mine/{make_author_token(comment.pk)}/edit/"), False),
    "withdraw-mine": (
        visit(lambda discussion, comment: f"/discussions/mine/{make_author_token(comment.pk)}/withdraw/"),
        False,
    ),
    "own": (visit(lambda discussion, comment: f"/discussions/c/{comment.pk}/own/"), False),
    "edit-own": (visit(lambda discussion, comment: f"/discussions/c/{comment.pk}/own/edit/"), False),
    "withdraw-own": (visit(lambda discussion, comment: f"/discussions/c/{comment.pk}/own/withdraw/"), False),
    "me": (visit(lambda discussion, comment: "/discussions/me/"), False),
    "privacy": (visit(lambda discussion, comment: "/discussions/privacy/"), True),
    "measure": (
        lambda client, discussion, comment: client.post("/discussions/measure/", "[]", content_type="text/plain"),
        False,
    ),
    "embed": (visit(lambda discussion, comment: "/discussions/embed.js"), False),
    "embed-more": (visit(lambda discussion, comment: "/discussions/embed-more.js"), False),
    "embed-count": (visit(lambda discussion, comment: "/discussions/embed-count.js"), False),
}
"""By the names of their addresses: how to read each page, and whether search engines may keep it."""


def test_every_page_is_in_the_table():
    assert {pattern.name for pattern in urlpatterns} == set(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_what_is_not_public_is_kept_by_nobody(client, discussion, name, settings):
    settings.ENGAGEMENT = {"FOLLOW": True, "MEASURE": True, "SITE_URL": "https://news.example"}
    read, may_keep = PAGES[name]
    response = read(client, discussion, PublishedCommentFactory(discussion=discussion))

    assert response.get("X-Robots-Tag") == (None if may_keep else "noindex")
    if response["Content-Type"].startswith("text/html") and "<html" in response.content.decode():
        robots = [meta.get("content") for meta in page_of(response).iterfind(".//meta[@name='robots']")]
        assert robots == ([] if may_keep else ["noindex"])


def canonical(response):
    return [link.get("href") for link in page_of(response).iterfind(".//link[@rel='canonical']")]


@pytest.mark.parametrize("query", ["", "?sort=oldest", "?sort=nonsense", "?utm_source=mail"])
def test_the_first_page_of_a_discussion_has_one_address(client, discussion, query):
    assert canonical(client.get(address(discussion, query))) == [HOST + address(discussion)]


def test_further_pages_have_addresses_of_their_own(client, discussion, settings):
    settings.ENGAGEMENT = {"ROOTS_PER_PAGE": 1}
    PublishedCommentFactory.create_batch(2, discussion=discussion)
    further = page_of(client.get(address(discussion))).find(".//a[@rel='next']").get("href").partition("#")[0]

    assert canonical(client.get(further)) == [HOST + further]
    assert canonical(client.get(address(discussion, "?cursor=nonsense"))) == [HOST + address(discussion)]


def test_all_comments_of_a_thread_have_the_threads_address(client, discussion, settings):
    settings.ENGAGEMENT = {"REPLIES_PER_PAGE": 1}
    root = PublishedCommentFactory(discussion=discussion)
    reply = PublishedCommentFactory(parent=root)
    PublishedCommentFactory(parent=root)
    thread = f"/discussions/c/{root.pk}/"

    for path in (thread, f"{thread}?reply=1", f"/discussions/c/{reply.pk}/"):
        assert canonical(client.get(path)) == [HOST + thread]
    further = page_of(client.get(thread)).find(".//a[@rel='next']").get("href").partition("#")[0]
    assert canonical(client.get(further)) == [HOST + further]


def test_what_is_not_published_has_no_page(client, discussion):
    comment = PendingCommentFactory(discussion=discussion)

    assert client.get(f"/discussions/c/{comment.pk}/").status_code == 404
    hidden = DiscussionFactory(article=ArticleFactory(draft=True))
    assert client.get(address(hidden)).status_code == 404
