"""The reference page's examples, sent as they stand, one after the other; ``…`` in an answer stands for anything."""

import datetime as dt
import json
import re
from pathlib import Path

import pytest
import time_machine

from engagement.plumbing.problems import INVALID_PARAMETER, UNAVAILABLE
from moderation.rest.v1 import problems
from moderation.rest.v1.urls import urlpatterns
from tests.articles.models import Article
from tests.examples import find_examples, matches, read_message
from tests.factories import DiscussionFactory, HeldCommentFactory

PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "moderation-api.md").read_text()
EXAMPLES = find_examples(PAGE)
START = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def story(transactional_db, settings, strict, moderator):
    """The comment that the page speaks of, and the moderator's token."""
    settings.ALLOWED_HOSTS = ["news.example.org"]
    moderator.first_name, moderator.last_name = "Mo", "Berg"
    moderator.save()
    with time_machine.travel(START, tick=False) as clock:
        strict.force_login(moderator)
        article = Article.objects.create(
            pk=17, title="The old quay", section="Harbour", body="<p>Should the old quay be kept? Tell us below!</p>"
        )
        HeldCommentFactory(
            discussion=DiscussionFactory(article=article),
            author_name="Ada",
            body="Keep *it*: it is older than the town hall.",
        )
        clock.move_to(START + dt.timedelta(minutes=5))
        strict.get("/moderation/", headers={"Host": "news.example.org"}, secure=True)
        yield {"csrf": strict.cookies["csrftoken"].value}


@pytest.mark.django_db(transaction=True, reset_sequences=True)
def test_every_example_of_the_reference_gets_the_answer_that_stands_beside_it(strict, story):
    for sent, documented in EXAMPLES:
        request_line, headers, body = read_message(sent)
        status_line, expected_headers, expected = read_message(documented)
        method, address, _protocol = request_line.split(" ")
        headers = {name: value.format(**story) for name, value in headers.items()}
        headers["Referer"] = "https://news.example.org/"
        content_type = headers.pop("Content-Type", "")
        response = strict.generic(method, address, body, content_type=content_type, headers=headers, secure=True)
        assert f"HTTP/1.1 {response.status_code} {response.reason_phrase}" == status_line, response.content.decode()
        for name, value in expected_headers.items():
            assert response.headers[name] == value, (address, name)
        assert matches(json.loads(expected), response.json()), (address, response.content.decode())
    assert len(EXAMPLES) == 5


def test_the_reference_names_every_operation_and_every_problem():
    for pattern in urlpatterns:
        address = re.sub(r"<int:\w+>", "{id}", str(pattern.pattern))
        for method in ("get", "post", "put", "patch", "delete"):
            listed = f"| `{method.upper()} {address}` |" in PAGE
            assert listed == hasattr(pattern.callback.cls, method), (method, address)
    kinds = {*problems.KINDS.values(), INVALID_PARAMETER, UNAVAILABLE}
    documented = {
        (int(status), name) for status, name in re.findall(r"^\| (\d+) \| `(urn:[\w:-]+)` \|", PAGE, re.MULTILINE)
    }
    assert documented == {(kind.status, f"urn:problem-type:afterword:{kind.name}") for kind in kinds}
