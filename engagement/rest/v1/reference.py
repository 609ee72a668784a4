"""The API's document laid out as a page: what is told of each operation, in the order in which people ask."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

Document = Mapping[str, Any]

_CODE = re.compile(r"`([^`]+)`")
_ORDER = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing and what is said of it."""

    name: str
    kind: str = ""
    about: str = ""
    link: str = ""
    """The anchor of the shape that it has; empty where it has none of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Entries under a heading."""

    heading: str
    entries: tuple[Entry, ...] = ()
    sample: str = ""
    """An example, as JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """An operation, or a shape."""

    anchor: str
    heading: str
    method: str = ""
    path: str = ""
    about: str = ""
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """Sections that belong together."""

    heading: str
    about: SafeString
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """The whole page."""

    title: str
    about: SafeString
    chapters: tuple[Chapter, ...]


def lay_out(document: Document) -> Reference:
    """The page's contents: the operations by tag, then how one says who one is, then the shapes."""
    components = document["components"]
    by_tag: dict[str, list[Section]] = {tag["name"]: [] for tag in document["tags"]}
    for path, methods in document["paths"].items():
        for method in sorted(methods, key=_ORDER.index):
            operation = methods[method]
            by_tag[operation["tags"][0]].append(_lay_out_operation(path, method, operation))
    chapters = [
        Chapter(heading=tag["name"], about=_words(tag["description"]), sections=tuple(by_tag[tag["name"]]))
        for tag in document["tags"]
    ]
    ways = [_lay_out_way(name, way) for name, way in components.get("securitySchemes", {}).items()]
    shapes = [_lay_out_shape(name, shape) for name, shape in components["schemas"].items()]
    chapters += [
        Chapter(heading="Who is asking", about=_words("How a request says it."), sections=tuple(ways)),
        Chapter(heading="Shapes", about=_words("What is sent and answered, by name."), sections=tuple(shapes)),
    ]
    info = document["info"]
    return Reference(title=f"{info['title']}: the API", about=_words(info["description"]), chapters=tuple(chapters))


def _lay_out_operation(path: str, method: str, operation: Mapping[str, Any]) -> Section:
    parts = [Part(heading="Who may ask", entries=tuple(_tell_ways(operation["security"])))]
    if parameters := operation.get("parameters"):
        parts.append(Part(heading="Parameters", entries=tuple(_tell_parameter(given) for given in parameters)))
    if body := operation.get("requestBody"):
        content = body["content"]["application/json"]
        sent = Entry(name="JSON", about=_words(body["description"]), link=_link(content["schema"]))
        parts.append(Part(heading="Body", entries=(sent,), sample=_write(content.get("example"))))
    parts.append(Part(heading="Answers", entries=tuple(_tell_answers(operation["responses"]))))
    if example := _find_example(operation["responses"]):
        parts.append(Part(heading="Example of an answer", sample=_write(example)))
    return Section(
        anchor=operation["operationId"],
        heading=operation["summary"],
        method=method.upper(),
        path=path,
        about=_words(operation["description"]),
        parts=tuple(parts),
    )


def _tell_ways(security: Iterable[Mapping[str, Any]]) -> Iterable[Entry]:
    for way in security:
        yield Entry(name=" and ".join(way) or "anybody", link=next(iter(way), ""))


def _tell_parameter(given: Mapping[str, Any]) -> Entry:
    where = {"path": "in the address", "query": "after the ?", "header": "header"}[given["in"]]
    needed = ", needed" if given.get("required") else ""
    return Entry(
        name=given["name"], kind=f"{_kind(given['schema'])}, {where}{needed}", about=_words(given["description"])
    )


def _tell_answers(responses: Mapping[str, Any]) -> Iterable[Entry]:
    for status, response in responses.items():
        types = response.get("content", {})
        schema = next(iter(types.values()))["schema"] if types else {}
        link = "Problem" if "allOf" in schema else _link(schema)
        about = _words(response["description"])
        if kinds := _find_kinds(schema):
            listed = format_html_join(", ", "<code>{}</code>", ((kind,) for kind in kinds))
            about = format_html("{} {}", about, listed)
        yield Entry(name=status, kind=", ".join(types), about=about, link=link)


def _find_kinds(schema: Mapping[str, Any]) -> list[str]:
    """The types of problem that an answer may have."""
    return [
        kind for part in schema.get("allOf", ()) for kind in part.get("properties", {}).get("type", {}).get("enum", ())
    ]


def _find_example(responses: Mapping[str, Any]) -> Any:
    for status, response in responses.items():
        if status.startswith("2"):
            for content in response.get("content", {}).values():
                if "example" in content:
                    return content["example"]
    return None


def _lay_out_way(name: str, way: Mapping[str, Any]) -> Section:
    where = {"http": "Authorization: Bearer", "apiKey": f"{way.get('in', '')} {way.get('name', '')}"}[way["type"]]
    return Section(
        anchor=name, heading=name, about=format_html("<code>{}</code> {}", where, _words(way["description"]))
    )


def _lay_out_shape(name: str, shape: Mapping[str, Any]) -> Section:
    needed = set(shape.get("required", ()))
    entries = tuple(
        Entry(
            name=member,
            kind=_kind(schema) + ("" if member in needed else ", may be left out"),
            about=_words(schema.get("description", "")),
            link=_link(schema),
        )
        for member, schema in shape.get("properties", {}).items()
    )
    return Section(
        anchor=name,
        heading=name,
        about=_words(shape.get("description", "")),
        parts=(Part(heading="", entries=entries),),
    )


def _link(schema: Mapping[str, Any]) -> str:
    """The anchor of the shape that a schema refers to, itself or as one of several."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    inner = [*schema.get("anyOf", ()), *([schema["items"]] if "items" in schema else [])]
    return next(filter(None, map(_link, inner)), "")


def _kind(schema: Mapping[str, Any]) -> str:
    """What a value is, in a few words."""
    if "$ref" in schema:
        return _link(schema)
    if "anyOf" in schema:
        return " or ".join(_kind(part) for part in schema["anyOf"])
    types = schema.get("type", "anything")
    kind = " or ".join(types) if isinstance(types, list) else types
    if "enum" in schema:
        return " | ".join("null" if value is None else value or '""' for value in schema["enum"])
    if "items" in schema:
        return f"{kind} of {_kind(schema['items'])}"
    return f"{kind} ({schema['format']})" if "format" in schema else kind


def _words(text: str) -> SafeString:
    """A sentence of the document, with what stands in backticks as code."""
    parts = _CODE.split(text)
    return format_html_join(
        "", "{}", ((format_html("<code>{}</code>", part) if number % 2 else part,) for number, part in enumerate(parts))
    )


def _write(example: Any) -> str:
    return "" if example is None else json.dumps(example, ensure_ascii=False, indent=2)
