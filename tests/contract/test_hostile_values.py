"""What no schema thinks of, wherever the document has a text, a number or a header: it is answered as documented."""

import json

import pytest
from django.test import Client
from django.urls import resolve

from tests.contract.callers import callers
from tests.contract.test_document import DOCUMENT, OPERATIONS

__all__ = ["callers"]

TEXTS = ["\0", "\ud800", "a\udfffb", "\ufeff", "\u202e", "x" * 70_000, "{{ 7 }}", "%00", "'\"--", "𝒳" * 300]
NUMBERS = [-1, 0, 2**31, 2**63, 2**64, 10**400, 1e308, True, "1"]
ODD = [None, [], {}, [[]], {"a": 1}]
QUERIES = ["%00", "%ED%A0%80", "%FF", "x" * 5000, "%F0%9D%92%B3", "9" * 400, "-1", "%E2%80%AE", "..", "1e9"]
PLACES = ["0", "9" * 18, "9" * 19, "9" * 400, "%00", "%ED%A0%80", "a%00b", "K" * 5000, "..", "%2e%2e", "٣"]


def allowed(operation, response):
    """Whether the document has such an answer."""
    documented = operation["responses"].get(str(response.status_code))
    if documented is None:
        return False
    if not response.content:
        return "content" not in documented or response.status_code == 304
    return response.headers["Content-Type"].partition(";")[0] in documented.get("content", {})


def ask(operation, caller_headers, method, path, *, body=None, headers=None):
    client = Client(raise_request_exception=False)
    sent = {} if body is None else {"data": body, "content_type": "application/json"}
    return client.generic(method.upper(), path, headers={**caller_headers, **(headers or {})}, **sent)


def fill(path, places):
    for name, value in places.items():
        path = path.replace(f"{{{name}}}", str(value))
    return path


def bodies(operation):
    """The example of a body with one member at a time made hostile."""
    schema = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    example = operation["requestBody"]["content"]["application/json"]["example"]
    for member in DOCUMENT["components"]["schemas"][schema]["properties"]:
        for value in [*TEXTS, *NUMBERS, *ODD]:
            yield json.dumps({**example, member: value})
        yield json.dumps({**example, member: [TEXTS[1]]})
    yield from ("", "[]", "null", "NaN", '{"body": NaN}', "[" * 100_000, '{"a":' * 50_000, "\ud83d", '"\\ud800"')


@pytest.mark.django_db(transaction=True, reset_sequences=True)
@pytest.mark.parametrize(
    ("path", "method"), [pytest.param(*place, id=operation["operationId"]) for place, operation in OPERATIONS.items()]
)
def test_it_is_answered_as_documented(callers, path, method):
    operation = OPERATIONS[path, method]
    name = operation["operationId"]
    caller = next((one for one in callers.list if name in one.operations), None)
    own = dict(caller.headers) if caller else {}
    places = {"key": callers.known["key"][0], "id": callers.known["path.id"][0]}
    places |= {each: callers.known[each][0] for each in ("comment_id", "decision_id")}
    places |= {"id": caller.parameters["path.id"]} if caller and "path.id" in caller.parameters else {}
    address = fill(path, places)
    resolve(address)
    wrong = []

    def check(what, response):
        if response.status_code >= 500 or not allowed(operation, response):
            wrong.append((what[:80], response.status_code, response.headers.get("Content-Type")))

    for place in [part for part in places if f"{{{part}}}" in path]:
        for value in PLACES:
            check(f"{place}={value}", ask(operation, own, method, fill(path, {**places, place: value})))
    for given in operation.get("parameters", ()):
        for value in QUERIES if given["in"] == "query" else ():
            check(f"{given['name']}={value}", ask(operation, own, method, f"{address}?{given['name']}={value}"))
        for value in ("\xff", "\x00", "x" * 5000, '""', '"', "*", '"1", "2"', "W/") if given["in"] == "header" else ():
            check(f"{given['name']}: {value!r}", ask(operation, own, method, address, headers={given["name"]: value}))
    for value in ("Bearer", "Bearer \xff", "Bearer a b", "Basic x", "bearer " + "x" * 5000, "\x00"):
        check(f"Authorization: {value!r}", ask(operation, {}, method, address, headers={"Authorization": value}))
    for body in bodies(operation) if "requestBody" in operation else ():
        check(body, ask(operation, own, method, address, body=body.encode("utf-8", "surrogatepass")))
    assert wrong == []
