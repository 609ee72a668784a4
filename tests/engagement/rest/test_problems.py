import io
import json

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404, UnreadablePostError
from django.test import RequestFactory
from rest_framework.exceptions import Throttled

from engagement.api import Comment
from engagement.plumbing.permissions import Nobody
from engagement.rest.v1.base import ApiView
from tests.factories import DiscussionFactory

pytestmark = pytest.mark.django_db

NEVER_TELL = "a private thought"


@pytest.fixture
def send(api):
    """Post raw bytes to the comments of a discussion."""

    def send(content, content_type="application/json", **headers):
        address = f"/api/v1/discussions/{DiscussionFactory().key}/comments/"
        return api.generic("POST", address, content, content_type=content_type, headers=headers)

    return send


def assert_problem(response, status, title, detail=None):
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["Cache-Control"] == "private, no-store"
    problem = response.json()
    assert list(problem) == ["type", "title", "status", "detail"]
    assert (problem["type"], problem["title"], problem["status"]) == ("about:blank", title, status)
    if detail is not None:
        assert problem["detail"] == detail
    assert NEVER_TELL not in response.content.decode()
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"{", id="cut off"),
        pytest.param(b'{"body": "a private thought', id="cut off in the text"),
        pytest.param(b"body=a+private+thought", id="a form"),
        pytest.param(b'{"body": "\xff"}', id="no UTF-8"),
        pytest.param('{"body": "ä"}'.encode("latin-1"), id="Latin-1"),
        pytest.param('{"body": "a private thought"}'.encode("utf-16"), id="UTF-16"),
        pytest.param(b'{"parent": NaN}', id="NaN"),
        pytest.param(b'{"parent": -Infinity}', id="infinity"),
        pytest.param(b'{"parent": ' + b"1" * 5000 + b"}", id="a number longer than Python reads"),
        pytest.param(b"\x00", id="NUL"),
        pytest.param(b" ", id="blank"),
    ],
)
def test_a_body_that_is_no_json_is_a_problem(send, content):
    assert_problem(send(content), 400, "Bad Request", "The body is not JSON in UTF-8.")


@pytest.mark.parametrize("opening", [b"[", b'{"a":'])
def test_a_body_nested_deeper_than_can_be_read_is_a_problem(send, opening):
    assert_problem(send(opening * 40_000), 400, "Bad Request", "The body is nested too deep.")


def test_a_deep_value_in_a_field_is_refused_at_the_field(send):
    response = send(b'{"author_name": "Ada", "body": ' + b"[" * 500 + b"]" * 500 + b"}")
    assert response.status_code == 400
    assert response.json()["errors"] == {"body": ["This must be a text."]}


@pytest.mark.parametrize("content", [b"[]", b'"a private thought"', b"1", b"null", b"true", b'[{"body": "text"}]'])
def test_a_body_that_is_no_object_is_a_problem(send, content):
    assert_problem(send(content), 400, "Bad Request", "The body must be a JSON object.")


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/xml",
        "text/html; charset=utf-8",
        "nonsense",
        "\xff",
    ],
)
def test_a_body_of_another_kind_is_a_problem(send, content_type):
    response = send(b'{"body": "a private thought", "author_name": "Ada"}', content_type=content_type)
    assert_problem(response, 415, "Unsupported Media Type")


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json; charset=utf-8",
        "application/json; charset=latin-1",
        "application/json;charset=bz2",
        "APPLICATION/JSON",
    ],
)
def test_json_is_read_as_utf_8_whatever_the_content_type_adds(send, content_type):
    response = send('{"body": "Äh!", "author_name": "Ada"}'.encode(), content_type=content_type)
    assert response.status_code == 201
    assert Comment.objects.get().body == "Äh!"


def test_the_largest_body_is_256_kilobytes(send):
    sent = json.dumps({"author_name": "Ada", "body": "Keep it.", "padding": ""})
    largest = sent.replace('"padding": ""', f'"padding": "{"x" * (256 * 1024 - len(sent))}"')
    assert len(largest) == 256 * 1024
    assert_problem(send(largest + " "), 413, "Content Too Large", "At most 256 kB are read here.")
    assert send(largest).status_code == 201


def test_no_more_of_a_body_is_read_than_may_be_there():
    class Endless(io.RawIOBase):
        asked = 0

        def read(self, size=-1):
            self.asked += size
            return b" " * size

    from engagement.plumbing.parsers import BodyTooLarge, JsonParser

    stream = Endless()
    with pytest.raises(BodyTooLarge):
        JsonParser().parse(stream)
    assert stream.asked == 256 * 1024 + 1


def test_a_connection_that_breaks_while_the_body_is_read_is_a_problem(send, monkeypatch):
    def broken(self, *args):
        raise UnreadablePostError

    monkeypatch.setattr("django.http.request.HttpRequest.read", broken)
    assert_problem(send(b"{}"), 400, "Bad Request", "The body could not be read to its end.")


def test_a_body_whose_length_is_not_told_is_a_problem(api):
    address = f"/api/v1/discussions/{DiscussionFactory().key}/comments/"
    response = api.generic("POST", address, content_type="application/json", headers={"Transfer-Encoding": "chunked"})
    assert_problem(response, 411, "Length Required", "A body with its Content-Length is needed.")


def test_a_method_that_is_not_there_is_a_problem_that_names_those_that_are(api):
    response = api.delete(f"/api/v1/discussions/{DiscussionFactory().key}/comments/")
    assert_problem(response, 405, "Method Not Allowed", 'Method "DELETE" not allowed.')
    assert response.headers["Allow"] == "GET, POST, HEAD, OPTIONS"


def raising(error):
    class Raising(ApiView):
        permission_classes = ()

        def get(self, request):
            raise error

    return Raising.as_view()


@pytest.mark.parametrize(
    ("error", "status", "title"),
    [
        (Http404("a private thought"), 404, "Not Found"),
        (PermissionDenied(), 403, "Forbidden"),
        (Throttled(wait=7.2), 429, "Too Many Requests"),
    ],
)
def test_errors_of_django_and_of_its_rest_framework_have_the_same_shape(error, status, title):
    response = raising(error)(RequestFactory().get("/")).render()
    response.json = lambda: json.loads(response.content)
    assert_problem(response, status, title)
    assert response.headers.get("Retry-After") == ("8" if status == 429 else None)


def test_a_fault_of_the_program_is_left_to_django():
    with pytest.raises(ZeroDivisionError):
        raising(ZeroDivisionError())(RequestFactory().get("/"))


def test_a_view_that_says_nothing_lets_nobody_in():
    class Silent(ApiView):
        def get(self, request):
            raise AssertionError

    assert Silent.permission_classes == (Nobody,)
    response = Silent.as_view()(RequestFactory().get("/")).render()
    assert response.status_code == 403
    assert json.loads(response.content)["title"] == "Forbidden"


def test_problems_are_told_in_the_readers_language_where_the_publisher_has_one(send, settings):
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "django.middleware.locale.LocaleMiddleware"]
    response = send(b"<x/>", content_type="application/xml", **{"Accept-Language": "de"})
    assert_problem(
        response, 415, "Unsupported Media Type", 'Nicht unterstützter Medientyp "application/xml" in der Anfrage.'
    )
