"""The API's document in OpenAPI 3.1, made from what the views say of their operations. Needs ``drf-spectacular``.

That finds the operations among the URLs and keeps the components; what an operation is, its view has said.
"""

import re
import threading
from collections.abc import Mapping
from typing import Any

from django.utils import translation
from drf_spectacular.generators import EndpointEnumerator, SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ComponentRegistry, ResolvedComponent
from drf_spectacular.settings import patched_settings
from rest_framework.views import APIView

from engagement.plumbing.describing import Describer
from engagement.plumbing.operations import Operation, Tag

_TITLE = "Afterword"
_VERSION = "1"
"""Of the API, not of the package: it rises when clients must change."""

_ABOUT = (
    "The conversation after the article, as JSON over HTTP. Every error is a problem (RFC 9457) in "
    "`application/problem+json`; lists are followed by their `next`; moments are in UTC. Methods that are not listed "
    "are answered with a 405 that names the others in `Allow`; `HEAD` goes wherever `GET` goes."
)

_lock = threading.Lock()
"""The package's settings belong to the process, and are changed while a document is made."""


class UndeclaredOperation(LookupError):
    """A view answers a method of which it does not say what it is."""


def make_document(prefix: str) -> dict[str, Any]:
    """The document of whatever of these APIs is mounted below ``prefix``: always the same for the same URLs."""
    patches = {
        "OAS_VERSION": "3.1.1",
        "TITLE": _TITLE,
        "VERSION": _VERSION,
        "DESCRIPTION": _ABOUT,
        "SCHEMA_PATH_PREFIX": "",
        "SCHEMA_PATH_PREFIX_TRIM": False,
        "SCHEMA_PATH_PREFIX_INSERT": "",
        "SORT_OPERATIONS": True,
        "CAMELIZE_NAMES": False,
        "PREPROCESSING_HOOKS": [],
        "POSTPROCESSING_HOOKS": [],
        "APPEND_COMPONENTS": {},
        "APPEND_PATHS": {},
        "WEBHOOKS": [],
        "SERVERS": [],
        "TAGS": [],
        "EXTENSIONS_INFO": {},
        "EXTENSIONS_ROOT": {},
        "TOS": None,
        "CONTACT": {},
        "LICENSE": {"name": "BSD-3-Clause", "identifier": "BSD-3-Clause"},
        "EXTERNAL_DOCS": {},
        "GET_MOCK_REQUEST": _ask_nobody,
    }
    with _lock, patched_settings(patches), translation.override("en"):
        generator = _Generator(prefix)
        document: dict[str, Any] = generator.get_schema(public=True)  # type: ignore[no-untyped-call]
    tags = sorted(generator.tags, key=lambda tag: tag.name)
    document["tags"] = [{"name": tag.name, "description": tag.about} for tag in tags]
    return document


class _Below(EndpointEnumerator):
    """Finds the operations of these APIs alone, whatever else the site has."""

    prefix = "/"

    def should_include_endpoint(self, path: str, callback: Any) -> bool:
        """Whether a view below the prefix says what its operations are."""
        return path.startswith(self.prefix) and hasattr(getattr(callback, "cls", None), "operations")


class _Generator(SchemaGenerator):
    """Goes through the operations, and asks each view."""

    def __init__(self, prefix: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.endpoint_inspector_cls = type("Below", (_Below,), {"prefix": prefix})  # type: ignore[assignment]
        self.tags: set[Tag] = set()

    def create_view(self, callback: Any, method: str, _request: Any = None) -> APIView:
        """The view, with what turns its words into OpenAPI's."""
        view: APIView = callback.cls(**getattr(callback, "initkwargs", {}))
        schema = _Declared(find_operation(callback.cls, method))
        schema.view = view
        view.schema = schema
        self.tags.add(schema.operation.tag)
        return view


class _Declared(AutoSchema):
    """One operation, as its view declares it."""

    def __init__(self, operation: Operation) -> None:
        super().__init__()
        self.operation = operation

    def get_operation(
        self, path: str, _path_regex: str, _path_prefix: str, _method: str, registry: ComponentRegistry
    ) -> dict[str, Any]:
        """OpenAPI's operation object; what it needs besides is put into the registry."""
        describer = Describer()
        described = describer.describe(self.operation, places=set(re.findall(r"{(\w+)}", path)))
        for kind, components in describer.components.items():
            for name, component in components.items():
                made = ResolvedComponent(name, kind, component, name)  # type: ignore[no-untyped-call]
                registry.register_on_missing(made)
        return described


def _ask_nobody(*_arguments: Any) -> None:
    """In place of a request, which no view needs for its document."""


def find_operation(view: type, method: str) -> Operation:
    """What a view says of a method; UndeclaredOperation where it says nothing."""
    operations: Mapping[str, Operation] = getattr(view, "operations", {})
    if method not in operations:
        message = f"{view.__module__}.{view.__qualname__} answers {method} and declares no operation for it"
        raise UndeclaredOperation(message)
    return operations[method]
