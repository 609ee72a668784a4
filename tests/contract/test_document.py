"""The API's document: committed as the code has it, whole, of the right form, and the same as what is served."""

import json
import re

import pytest
from django.urls import reverse
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from engagement.plumbing.describing import Describer
from engagement.plumbing.documents import UndeclaredOperation, find_operation
from engagement.plumbing.views import JsonView
from engagement.rest.v1 import urls as readers
from engagement.rest.v1.operations.comments import READ
from engagement.rest.v1.views import reference
from moderation.rest.v1 import report_urls as reports
from moderation.rest.v1 import urls as moderators
from tests.contract.document import PAGE, PREFIX, build_page

DOCUMENT = json.loads(PAGE.read_text(encoding="utf-8"))
METHODS = ("get", "post", "put", "patch", "delete")
OPERATIONS = {
    (path, method): operation for path, methods in DOCUMENT["paths"].items() for method, operation in methods.items()
}
PARAMETERS = [pytest.param(operation, id=operation["operationId"]) for operation in OPERATIONS.values()]


def mounted():
    """Every operation that the URLs have."""
    for pattern in (*readers.urlpatterns, *moderators.urlpatterns, *reports.urlpatterns):
        place = re.sub(r"\(\?P<(\w+)>.*?\)|<int:(\w+)>", r"{\1\2}", str(pattern.pattern)).strip("^$")
        for method in METHODS:
            if hasattr(pattern.callback.cls, method):
                yield PREFIX + place.replace("{pk}", "{id}"), method


def test_the_committed_document_is_what_the_code_says():
    assert PAGE.read_text(encoding="utf-8") == build_page(), "run: python -m tests.contract.document"


def test_every_operation_of_both_apps_is_in_it_and_none_else():
    assert sorted(OPERATIONS) == sorted(mounted())
    assert len(OPERATIONS) == 27


def test_it_is_openapi_3_1():
    assert DOCUMENT["openapi"] == "3.1.1"
    OpenAPIV31SpecValidator(DOCUMENT).validate()


def test_no_two_operations_are_called_the_same():
    names = [operation["operationId"] for operation in OPERATIONS.values()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("operation", PARAMETERS)
def test_an_operation_says_all_that_a_client_needs(operation):
    assert all(operation[member] for member in ("operationId", "summary", "description", "tags", "security"))
    assert all(given["description"] and given["schema"] for given in operation.get("parameters", ()))
    assert operation["tags"][0] in {tag["name"] for tag in DOCUMENT["tags"] if tag["description"]}
    assert any(status < "400" for status in operation["responses"])
    assert "503" in operation["responses"]
    assert all(response["description"] for response in operation["responses"].values())
    if "requestBody" in operation:
        assert {"400", "415"} < set(operation["responses"])


def test_every_error_is_a_problem():
    for operation in OPERATIONS.values():
        for status, response in operation["responses"].items():
            if status >= "400":
                assert next(iter(response["content"])) == "application/problem+json"


def examples():
    """Every example with its schema."""
    for operation in OPERATIONS.values():
        name = operation["operationId"]
        for given in operation.get("parameters", ()):
            if "example" in given:
                yield f"{name} {given['name']}", given["schema"], given["example"]
        contents = [operation["requestBody"]["content"]] if "requestBody" in operation else []
        contents += [response.get("content", {}) for response in operation["responses"].values()]
        for content in contents:
            for media in content.values():
                shown = [media["example"]] if "example" in media else []
                shown += [example["value"] for example in media.get("examples", {}).values()]
                for number, example in enumerate(shown):
                    yield f"{name} {number}", media["schema"], example


def test_every_example_is_of_the_form_that_it_is_an_example_of():
    found = 0
    for name, schema, example in examples():
        whole = {**schema, "components": DOCUMENT["components"]}
        validator = Draft202012Validator(whole, format_checker=Draft202012Validator.FORMAT_CHECKER)
        assert [error.message for error in validator.iter_errors(example)] == [], name
        found += 1
    assert found > 100


@pytest.mark.parametrize("operation", PARAMETERS)
def test_what_is_answered_in_json_has_an_example(operation):
    for status, response in operation["responses"].items():
        media = response.get("content", {}).get("application/json")
        assert media is None or "example" in media or operation["operationId"] == "readSchema", status


def test_a_view_that_does_not_say_what_it_answers_is_found():
    class Silent(JsonView):
        def get(self, request):
            """Answer nothing."""

    with pytest.raises(UndeclaredOperation, match="Silent answers GET and declares no operation"):
        find_operation(Silent, "GET")


def test_a_parameter_of_the_address_that_nobody_describes_is_found():
    assert Describer().describe(READ, places={"id"})["operationId"] == "readComment"
    with pytest.raises(ValueError, match="readComment"):
        Describer().describe(READ, places={"id", "key"})


@pytest.mark.django_db
class TestServing:
    """What ``schema/`` answers."""

    address = f"{PREFIX}schema/"

    def test_it_is_the_committed_document(self, client):
        response = client.get(self.address)
        assert response.status_code == 200
        assert response.headers["Content-Type"] == "application/json"
        assert response.json() == DOCUMENT
        assert response.cookies == {}

    def test_it_is_the_same_in_every_language_and_for_every_caller(self, client, admin_client):
        first = client.get(self.address, headers={"Accept-Language": "de"})
        assert first.content == admin_client.get(self.address).content

    @pytest.mark.parametrize("name", ["schema", "docs"])
    def test_whoever_has_it_is_told_so(self, client, name):
        address = reverse(f"engagement-api:{name}")
        etag = client.get(address).headers["ETag"]
        again = client.get(address, headers={"If-None-Match": etag})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["Cache-Control"] == "public, max-age=0, s-maxage=10"

    @pytest.mark.parametrize("name", ["schema", "docs"])
    def test_it_asks_the_database_nothing(self, client, name, django_assert_num_queries):
        with django_assert_num_queries(0):
            assert client.get(reverse(f"engagement-api:{name}")).status_code == 200

    @pytest.mark.parametrize("name", ["schema", "docs"])
    def test_a_publisher_may_switch_it_off(self, client, name, settings):
        settings.ENGAGEMENT = {"API_REFERENCE": False}
        response = client.get(reverse(f"engagement-api:{name}"))
        assert response.status_code == 404
        assert response.headers["Content-Type"] == "application/problem+json"

    @pytest.mark.parametrize("name", ["schema", "docs"])
    def test_without_the_package_it_says_what_is_missing(self, client, name, monkeypatch):
        monkeypatch.setattr(reference, "documents", None)
        response = client.get(reverse(f"engagement-api:{name}"))
        assert response.status_code == 501
        assert 'pip install "django-afterword[schema]"' in response.json()["detail"]
        assert client.get(f"{PREFIX}counts/?key=a").status_code == 200

    @pytest.mark.urls("tests.engagement.rest.api_alone")
    def test_it_says_what_is_mounted_and_where(self, client):
        paths = client.get("/talk/v1/schema/").json()["paths"]
        ours = {path.replace(PREFIX, "/talk/v1/") for path in DOCUMENT["paths"] if "moderation" not in path}
        assert set(paths) == ours - {"/talk/v1/comments/{id}/reports/"}
