"""The document as a page."""

import lxml.html
import pytest
from django.utils.translation import override

from tests.contract.test_document import DOCUMENT, OPERATIONS
from tests.engagement.web.test_script import chromium, page
from tests.journeys.conftest import axe

__all__ = ["axe", "chromium", "page"]

ADDRESS = "/api/v1/docs/"


@pytest.fixture
def tree(client):
    return lxml.html.fromstring(client.get(ADDRESS).content.decode())


def test_it_says_of_every_operation_how_to_call_it(tree):
    lines = {" ".join(line.text_content().split()) for line in tree.cssselect(".aw-api-line")}
    assert lines == {f"{method.upper()} {path}" for path, method in OPERATIONS}


def test_it_has_every_operation_shape_and_scheme_under_a_place_of_its_own(tree):
    names = [operation["operationId"] for operation in OPERATIONS.values()]
    names += [*DOCUMENT["components"]["schemas"], *DOCUMENT["components"]["securitySchemes"]]
    places = [heading.get("id") for heading in tree.cssselect("h3")]
    assert sorted(places) == sorted(names)


def test_every_link_of_it_leads_somewhere(tree):
    links = {link.get("href")[1:] for link in tree.cssselect("article a")}
    assert len(links) > 50
    assert {link for link in links if not tree.cssselect(f'[id="{link}"]')} == set()


def test_nothing_in_it_needs_more_than_a_strict_policy_allows(tree):
    assert tree.cssselect("script, style, [style], iframe, object") == []
    assert [link.get("href") for link in tree.cssselect("link")] == [
        "/static/engagement/afterword.css",
        "/static/engagement/api.css",
    ]


def test_its_words_are_marked_as_english_on_a_page_of_another_language(client):
    with override("ar"):
        tree = lxml.html.fromstring(client.get(ADDRESS).content.decode())
    article = tree.cssselect("article")[0]
    assert (article.get("lang"), article.get("dir")) == ("en", "ltr")


def test_what_the_document_says_is_escaped(client):
    text = client.get(ADDRESS).content.decode()
    assert "&lt;p&gt;What would it cost?&lt;/p&gt;" in text
    assert "<p>What would it cost?</p>" not in text


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [320, 1280])
def test_nobody_is_shut_out(live_server, page, axe, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{live_server.url}{ADDRESS}")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
