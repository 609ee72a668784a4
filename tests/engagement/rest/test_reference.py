"""The reference page's examples, sent as they stand, one after the other; ``…`` in an answer stands for anything."""

import datetime as dt
import json
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
import time_machine

from engagement.api import Comment, Visibility, change_visibility
from engagement.gates import Admission
from engagement.rest.v1 import problems
from engagement.rest.v1.urls import urlpatterns
from engagement.services.publisher_tokens import create_publisher_token
from tests.articles.models import Article
from tests.engagement.services.test_publishing import sign
from tests.examples import find_examples, matches, read_message
from tests.factories import CommentFactory, DiscussionFactory

PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "api.md").read_text()
EXAMPLES = find_examples(PAGE)
START = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def story(transactional_db, settings):
    """The article and the comments that the page speaks of."""
    settings.ALLOWED_HOSTS = ["news.example.org"]
    settings.ENGAGEMENT = {"FOLLOW": True, "SITE_URL": "https://news.example.org"}
    with time_machine.travel(START, tick=False) as clock:
        article = Article.objects.create(
            pk=17,
            title="The old quay",
            body="<p>It was built in 1720.</p><p>Should the old quay be kept? Tell us in the comments below!</p>",
        )
        discussion = DiscussionFactory(article=article)
        ada = CommentFactory(
            discussion=discussion,
            author_name="Ada",
            author_url="https://ada.example",
            body="Keep *it*: it is older than the town hall.",
        )
        change_visibility(comment_id=ada.pk, to=Visibility.PUBLISHED)
        clock.move_to(START + dt.timedelta(minutes=5))
        brit = CommentFactory(parent=ada, author_name="Brit", body="Older is not better.")
        change_visibility(comment_id=brit.pk, to=Visibility.PUBLISHED)
        clock.move_to(START + dt.timedelta(minutes=10))
        made = create_publisher_token(name="cms")
        article = {"key": "paper:bridge", "url": "https://paper.example/bridge", "title": "The bridge"}
        signed = sign(made, {**article, "exp": START.timestamp() + 3600})
        yield SimpleNamespace(known={"publisher": made.token, "signed": signed}, discussion=discussion)


@pytest.mark.django_db(transaction=True, reset_sequences=True)
def test_every_example_of_the_reference_gets_the_answer_that_stands_beside_it(api, story, rule):
    rule(Admission.SCREEN)
    for sent, documented in EXAMPLES:
        request_line, headers, body = read_message(sent)
        status_line, expected_headers, expected = read_message(documented)
        method, address, _protocol = request_line.split(" ")
        headers = {name: value.format(**story.known) for name, value in headers.items()}
        content_type = headers.pop("Content-Type", "")
        body = body.replace("{signed}", story.known["signed"])
        response = api.generic(method, address, body, content_type=content_type, headers=headers, secure=True)

        assert f"HTTP/1.1 {response.status_code} {response.reason_phrase}" == status_line, address
        for name, value in expected_headers.items():
            assert matches(value, response.headers[name]), (address, name, response.headers[name])
        if expected:
            assert matches(json.loads(expected), response.json()), (address, response.content.decode())
        else:
            assert response.content == b""
        story.known["etag"] = response.headers.get("ETag") or story.known.get("etag")
        if "token" in documented and response.status_code == 201:
            story.known["token"] = response.json()["token"]
    assert len(EXAMPLES) == 17
    assert Comment.objects.count() == 3


def test_the_reference_names_every_operation_and_every_problem():
    for pattern in urlpatterns:
        address = re.sub(r"\(\?P<(\w+)>.*?\)", r"{\1}", str(pattern.pattern)).strip("^$").replace("<int:pk>", "{id}")
        for method in ("get", "post", "put", "patch", "delete"):
            listed = f"| `{method.upper()} {address}` |" in PAGE
            assert listed == hasattr(pattern.callback.cls, method), (method, address)
    kinds = {(kind.status, f"urn:problem-type:afterword:{kind.name}") for kind in problems._KINDS.values()}
    documented = {
        (int(status), name) for status, name in re.findall(r"^\| (\d+) \| `(urn:[\w:-]+)` \|", PAGE, re.MULTILINE)
    }
    assert documented == kinds
