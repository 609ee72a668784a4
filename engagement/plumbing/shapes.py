"""The JSON Schema of what answers are made of: TypedDicts, so that the document cannot say what the types do not."""

from types import NoneType, UnionType
from typing import Annotated, Any, NotRequired, Union, get_args, get_origin, get_type_hints, is_typeddict


class Form:
    """What a schema says of a member beside its type."""

    def __init__(self, **members: Any) -> None:
        self.members = members


Moment = Annotated[str, Form(format="date-time")]
"""In UTC, to the second."""

Address = Annotated[str, Form(format="uri")]
"""Absolute."""

Number = Annotated[int, Form(minimum=1, maximum=2**63 - 1)]
"""Of a row."""

Count = Annotated[int, Form(minimum=0)]

_PLAIN: dict[Any, str] = {str: "string", int: "integer", bool: "boolean", float: "number"}

Components = dict[str, dict[str, Any]]


def name_of(shape: type) -> str:
    """What a TypedDict is called in the document."""
    return shape.__name__.removesuffix("Shape")


def describe_shape(shape: type, components: Components) -> dict[str, Any]:
    """A reference to the schema of a TypedDict, which is put among the ``components``, as are those that it needs."""
    name = name_of(shape)
    if name not in components:
        components[name] = {}
        hints = get_type_hints(shape, include_extras=True)
        optional: frozenset[str] = getattr(shape, "__optional_keys__", frozenset())
        components[name] = {
            "type": "object",
            "description": " ".join((shape.__doc__ or "").split()),
            "properties": {member: describe_type(hint, components) for member, hint in hints.items()},
            "required": [member for member in hints if member not in optional],
        }
    return {"$ref": f"#/components/schemas/{name}"}


def describe_type(hint: Any, components: Components) -> dict[str, Any]:
    """The schema of one type hint; TypeError for one that no answer has."""
    origin, arguments = get_origin(hint), get_args(hint)
    if hint in _PLAIN:
        return {"type": _PLAIN[hint]}
    if is_typeddict(hint):
        return describe_shape(hint, components)
    if origin is NotRequired:
        return describe_type(arguments[0], components)
    if origin is Annotated:
        return {**describe_type(arguments[0], components), **arguments[1].members}
    if origin in {Union, UnionType}:
        return _describe_maybe(arguments, components)
    if origin in {list, tuple}:
        return {"type": "array", "items": describe_type(arguments[0], components)}
    if origin is dict:
        return {"type": "object", "additionalProperties": describe_type(arguments[1], components)}
    message = f"no schema for {hint!r}"
    raise TypeError(message)


def _describe_maybe(arguments: tuple[Any, ...], components: Components) -> dict[str, Any]:
    """One type or null."""
    one, *others = [argument for argument in arguments if argument is not NoneType]
    if others or len(arguments) == 1:
        message = f"no schema for {arguments!r}"
        raise TypeError(message)
    schema = describe_type(one, components)
    if "$ref" in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    return {
        **schema,
        "type": [schema["type"], "null"],
        **({"enum": [*schema["enum"], None]} if "enum" in schema else {}),
    }
