"""One settings dictionary an app, read into one frozen dataclass: what both apps share to do so."""

import dataclasses
import types
from collections.abc import Mapping
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

Configuration = TypeVar("Configuration")


def load(kind: type[Configuration], setting: str) -> Configuration:
    """Read ``settings.<setting>``, a dictionary with upper-case keys, into ``kind``.

    A key that ``kind`` does not know and a value of another type are errors that name the key and what is allowed,
    and never the value: it may hold a secret.
    """
    read = _read(kind, setting)
    if isinstance(read, str):
        # Raised here, where no variable holds a value: reports of errors show the variables of every frame.
        raise ImproperlyConfigured(read)
    return read


def _read(kind: type[Configuration], setting: str) -> Configuration | str:
    """The configuration, or what is wrong with it."""
    return read_dictionary(kind, getattr(settings, setting, {}), setting)


def read_dictionary(kind: type[Configuration], given: Any, setting: str) -> Configuration | str:
    """The dictionary ``given``, which is called ``setting``, as ``kind``; or what is wrong with it, and no value."""
    if not isinstance(given, Mapping):
        return f"{setting} must be a dictionary."
    hints = get_type_hints(kind)
    known = {field.name.upper(): field.name for field in dataclasses.fields(kind)}  # type: ignore[arg-type]
    unknown = sorted(str(key) for key in given if key not in known)
    if unknown:
        return f"{setting} has unknown keys: {', '.join(unknown)}. Known are: {', '.join(sorted(known))}."
    values = {known[key]: _frozen(value) for key, value in given.items()}
    for name, value in values.items():
        if not _fits(value, hints[name]):
            return f"{setting}[{name.upper()!r}] must be {_spell(hints[name])}, not {type(value).__name__}."
    try:
        return kind(**values)
    except ValueError as error:
        return f"{setting}: {error}"


def _frozen(value: Any) -> Any:
    """Lists become tuples, so that what is read once cannot be changed behind its readers' backs."""
    if isinstance(value, list | tuple):
        return tuple(_frozen(item) for item in value)
    return value


def _fits(value: Any, hint: Any) -> bool:
    origin, arguments = get_origin(hint), get_args(hint)
    if hint is Any:
        return True
    if origin in (Union, types.UnionType):
        return any(_fits(value, choice) for choice in arguments)
    if origin is Literal:
        return value in arguments
    if origin is tuple:
        if not isinstance(value, tuple):
            return False
        if len(arguments) == 2 and arguments[1] is Ellipsis:
            return all(_fits(item, arguments[0]) for item in value)
        return len(value) == len(arguments) and all(map(_fits, value, arguments))
    if origin is not None:
        return isinstance(value, origin)
    if hint in (int, float) and isinstance(value, bool):
        return False
    return isinstance(value, (int, float) if hint is float else hint)


def _spell(hint: Any) -> str:
    if get_origin(hint) is Literal:
        return "one of " + ", ".join(repr(choice) for choice in get_args(hint))
    if isinstance(hint, type) and get_origin(hint) is None:
        return f"of type {hint.__name__}"
    return f"of type {hint}".replace("typing.", "")
