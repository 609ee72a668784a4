"""What a registered model must have, for ``manage.py check``."""

from collections.abc import Iterator

from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as CheckWarning
from django.core.exceptions import FieldDoesNotExist

from engagement.hosts import Host
from engagement.receivers import is_followed


def check_host(host: Host) -> Iterator[CheckMessage]:
    """What it lacks of what it was registered with, or that nobody follows it."""
    if host.model._meta.abstract:
        yield Error(
            f"{host.label} is registered and abstract.",
            hint="Register each model that has a table.",
            obj=host.model,
            id="engagement.E005",
        )
        return
    for option, name in host.missing_sources():
        yield Error(
            f"{host.label} is registered with {option}={name!r}, and has nothing of that name.",
            hint=_how_to_give(option),
            obj=host.model,
            id="engagement.E006",
        )
    if isinstance(host.key, str) and not _is_unique_field(host, host.key):
        yield Error(
            f"{host.label} is registered with key={host.key!r}, which is no unique field.",
            hint="Name a unique field, or give a function that returns the whole key.",
            obj=host.model,
            id="engagement.E007",
        )
    if not is_followed(host.model):
        yield CheckWarning(
            f"{host.label} was registered too late: saving one of its objects does not reach its discussion.",
            hint="Register it in a module afterword.py of an installed app.",
            obj=host.model,
            id="engagement.W002",
        )


def _how_to_give(option: str) -> str:
    if option == "is_public":
        return "Give the model a property is_public, true while anybody may read the object, or name another one."
    return f"Say where the model keeps it: register_host(Model, {option}=...), a name or a function."


def _is_unique_field(host: Host, name: str) -> bool:
    if name == "pk":
        return True
    try:
        field = host.model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return bool(getattr(field, "unique", False))
