"""One operation in OpenAPI's words."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from engagement.plumbing.operations import HEADERS, SECURITY_SCHEMES, Answer, Body, Operation, Parameter
from engagement.plumbing.problems import NAMES, PHRASES, PROBLEM_MEDIA_TYPE, UNAVAILABLE, Kind
from engagement.plumbing.shapes import describe_shape

_PLAIN_TYPE = "about:blank"
_PROBLEM: Mapping[str, Any] = {
    "type": "object",
    "description": "What went wrong (RFC 9457). `type` is for programs, `title` and `detail` are for people.",
    "properties": {
        "type": {"type": "string", "format": "uri", "description": f"`{_PLAIN_TYPE}`: no more than the status says."},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string"},
        "code": {"type": "string", "description": "Why, for programs, where one kind of problem has several reasons."},
        "errors": {
            "type": "object",
            "description": "Sentences for people, by the field or parameter that they are about.",
            "additionalProperties": {"type": "array", "items": {"type": "string"}, "minItems": 1},
        },
    },
    "required": ["type", "title", "status", "detail"],
}
_TELLING: Mapping[int, str] = {401: "WWW-Authenticate", 429: "Retry-After", 503: "Retry-After"}
"""The header that a problem's status comes with."""
_UNPARSED = "Or, in the site's own words, that nothing has this address."


class Describer:
    """Describes operations, and collects the components that their descriptions name."""

    def __init__(self) -> None:
        self.components: dict[str, dict[str, Any]] = defaultdict(dict)

    def describe(self, operation: Operation, *, places: set[str]) -> dict[str, Any]:
        """The operation object; ValueError where its parameters are not those of its address (``places``)."""
        if {given.name for given in operation.parameters if given.where == "path"} != places:
            message = f"{operation.name}: the address has {sorted(places)}"
            raise ValueError(message)
        described: dict[str, Any] = {
            "operationId": operation.name,
            "summary": operation.summary,
            "description": operation.about,
            "tags": [operation.tag.name],
        }
        if operation.parameters:
            described["parameters"] = [_describe_parameter(given) for given in operation.parameters]
        if operation.body:
            described["requestBody"] = self._describe_body(operation.body)
        described["security"] = [self._describe_way(way) for way in operation.security]
        described["responses"] = self._describe_responses(operation, anywhere=bool(places))
        return described

    def _describe_body(self, body: Body) -> dict[str, Any]:
        self.components["schemas"][body.name] = dict(body.schema)
        reference = {"$ref": f"#/components/schemas/{body.name}"}
        content = {"application/json": {"schema": reference, "example": dict(body.example)}}
        return {"description": body.about, "required": True, "content": content}

    def _describe_way(self, way: Sequence[str]) -> dict[str, list[str]]:
        for name in way:
            self.components["securitySchemes"][name] = dict(SECURITY_SCHEMES[name])
        return {name: [] for name in way}

    def _describe_responses(self, operation: Operation, *, anywhere: bool) -> dict[str, Any]:
        responses = {str(int(answer.status)): self._describe_answer(answer) for answer in operation.answers}
        kinds: dict[int, list[Kind]] = defaultdict(list)
        for kind in (*operation.problems, UNAVAILABLE):
            kinds[int(kind.status)].append(kind)
        plain = {int(status) for status in operation.plain}
        for status in sorted({*kinds, *plain}):
            responses[str(status)] = self._describe_problem(status, kinds[status], plain=status in plain)
        if anywhere and "404" in responses:
            # An address that no pattern takes never comes to the API: the site itself answers.
            responses["404"]["description"] += f" {_UNPARSED}"
            responses["404"]["content"]["text/html"] = {"schema": {"type": "string"}}
        return dict(sorted(responses.items()))

    def _describe_answer(self, answer: Answer) -> dict[str, Any]:
        described: dict[str, Any] = {"description": answer.about}
        if answer.headers:
            described["headers"] = {name: self._describe_header(name) for name in answer.headers}
        schema = answer.schema
        if answer.shape is not None:
            schema = describe_shape(answer.shape, self.components["schemas"])
        if schema is not None:
            content: dict[str, Any] = {"schema": dict(schema)}
            if answer.example is not None:
                content["example"] = answer.example
            described["content"] = {answer.media_type: content}
        return described

    def _describe_problem(self, status: int, kinds: Sequence[Kind], *, plain: bool) -> dict[str, Any]:
        self.components["schemas"]["Problem"] = dict(_PROBLEM)
        phrase = PHRASES.get(status) or HTTPStatus(status).phrase
        types = [f"{NAMES}{kind.name}" for kind in kinds] + ([_PLAIN_TYPE] if plain else [])
        narrowed = {"properties": {"type": {"enum": types}, "status": {"const": status}}}
        examples = {kind.name: {"value": _show_kind(kind)} for kind in kinds}
        if plain:
            value = {"type": _PLAIN_TYPE, "title": phrase, "status": status, "detail": phrase}
            examples["plain"] = {"value": value}
        described: dict[str, Any] = {"description": "; ".join([str(kind.title) for kind in kinds] or [phrase]) + "."}
        if name := _TELLING.get(status):
            described["headers"] = {name: self._describe_header(name)}
        schema = {"allOf": [{"$ref": "#/components/schemas/Problem"}, narrowed]}
        described["content"] = {PROBLEM_MEDIA_TYPE: {"schema": schema, "examples": examples}}
        return described

    def _describe_header(self, name: str) -> dict[str, str]:
        self.components["headers"][name] = dict(HEADERS[name])
        return {"$ref": f"#/components/headers/{name}"}


def _describe_parameter(given: Parameter) -> dict[str, Any]:
    described: dict[str, Any] = {"name": given.name, "in": given.where, "description": given.about}
    if given.required or given.where == "path":
        described["required"] = True
    described["schema"] = dict(given.schema)
    if given.example is not None:
        described["example"] = given.example
    return described


def _show_kind(kind: Kind) -> dict[str, Any]:
    return {
        "type": f"{NAMES}{kind.name}",
        "title": str(kind.title),
        "status": int(kind.status),
        "detail": str(kind.detail),
    }
