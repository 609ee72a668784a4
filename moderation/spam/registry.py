"""Builds the spam checker that the settings name."""

import inspect
from collections.abc import Mapping
from functools import cache
from typing import Any

from django.core.signals import setting_changed
from django.utils.module_loading import import_string

from moderation.conf import get_settings
from moderation.exceptions import SpamCheckMisconfigured
from moderation.spam.base import SpamChecker


@cache
def get_checker() -> SpamChecker:
    """Return the process's one checker; raises SpamCheckMisconfigured."""
    return build_checker(get_settings().spam_checker, get_settings().spam_checker_options)


def name_checker() -> str:
    """The checker's name, or its class's where it cannot even be built."""
    try:
        return get_checker().name
    except SpamCheckMisconfigured:
        return get_settings().spam_checker.rpartition(".")[2][:50]


def build_checker(backend: str, options: Mapping[str, object]) -> SpamChecker:
    """Build a checker from its class's dotted path and the arguments of its constructor.

    Raises SpamCheckMisconfigured, which names the setting and tells no option's value.
    """
    checker = _build(backend, options)
    if isinstance(checker, SpamChecker):
        return checker
    # The options may hold a key, and this frame stands in the traceback.
    del options
    raise SpamCheckMisconfigured(checker)


def _build(backend: str, options: Mapping[str, object]) -> SpamChecker | str:
    """Build it, or say why that cannot be, without the words of whoever refused: they may tell an option's value."""
    problem = _find_problem(backend, options)
    if problem:
        return problem
    kind: type[SpamChecker] = import_string(backend)
    try:
        return kind(**options)
    except Exception as error:  # noqa: BLE001  # a publisher's own class may raise anything, and its frames hold the key
        return f'MODERATION["SPAM_CHECKER_OPTIONS"] are refused by {backend} ({type(error).__name__}).'


def _find_problem(backend: str, options: Mapping[str, object]) -> str:
    """Say why there is no such checker, or which argument it misses or does not know; empty when all is well."""
    if not backend:
        return 'MODERATION["SPAM_CHECKER"] names no spam checker.'
    try:
        found = import_string(backend)
    except ImportError as error:
        return f'MODERATION["SPAM_CHECKER"] cannot be imported: {error}'
    if not (isinstance(found, type) and issubclass(found, SpamChecker)):
        return f'MODERATION["SPAM_CHECKER"] names {backend!r}, which is no SpamChecker.'
    try:
        inspect.signature(found).bind(**options)
    except TypeError as error:
        return f'MODERATION["SPAM_CHECKER_OPTIONS"] do not fit {backend}: {error}.'
    return ""


def _forget(*, setting: str, **_: Any) -> None:
    if setting == "MODERATION":
        get_checker.cache_clear()


setting_changed.connect(_forget, dispatch_uid="afterword.moderation.spam.registry")
