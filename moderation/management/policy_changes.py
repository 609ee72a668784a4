"""Changes of the policy as operators type them, or write them into a file."""

import json
import tomllib
from argparse import ArgumentTypeError
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from moderation.queries.policy import EVERYWHERE, Changes, Place
from moderation.rules.outcomes import Outcome
from moderation.rules.signals import SIGNALS

_PLACES = {"sections": "section", "discussions": "discussion_key"}


def read_change(text: str) -> Changes:
    """Read ``links.many=refuse``, ``sections.Sport.links.many=refuse`` or ``discussions.KEY.links.many=refuse``; with
    nothing after ``=`` the rule there is taken away.
    """
    where, equals, outcome = text.rpartition("=")
    if not equals:
        raise ArgumentTypeError(f"{text!r}: write SIGNAL=OUTCOME, such as links.many=refuse.")
    kind, _, rest = where.partition(".")
    place = EVERYWHERE
    if kind in _PLACES:
        # The signal is what follows the last dot but one; a section or a key may have dots of its own.
        name, _, what = rest.rpartition(".")
        name, _, check = name.rpartition(".")
        place, where = Place(**{_PLACES[kind]: name}), f"{check}.{what}"
        if not name:
            raise ArgumentTypeError(f"{text!r}: write {kind}.NAME.SIGNAL=OUTCOME.")
    return {(place, _check_signal(where)): _read_outcome(outcome)}


def read_policy_file(name: str) -> Changes:
    """Read a table of signals and outcomes, TOML or else JSON, as ``MODERATION["POLICY"]`` has it.

    Those of places stand under ``sections`` and ``discussions``, by name.
    """
    try:
        content = Path(name).read_text(encoding="utf-8-sig")
        table = tomllib.loads(content) if name.lower().endswith(".toml") else json.loads(content)
    except OSError as error:
        raise ArgumentTypeError(f"{name}: {error.strerror}") from None
    except ValueError as error:
        raise ArgumentTypeError(f"{name} is not read: {error}") from None
    if not isinstance(table, Mapping):
        raise ArgumentTypeError(f"{name} holds no table of signals.")
    try:
        return dict(_read_table(table))
    except ArgumentTypeError as error:
        raise ArgumentTypeError(f"{name}: {error}") from None


def _read_table(table: Mapping[str, Any]) -> Iterator[tuple[tuple[Place, str], Outcome | None]]:
    for name, value in table.items():
        if name not in _PLACES:
            yield from _read_signals({name: value}, EVERYWHERE)
            continue
        for where, signals in _mapping(value, name).items():
            yield from _read_signals(_mapping(signals, f"{name}.{where}"), Place(**{_PLACES[name]: where}))


def _read_signals(signals: Mapping[str, Any], place: Place) -> Iterator[tuple[tuple[Place, str], Outcome | None]]:
    """Signals by code, or by the two parts of it, as TOML has them where nobody puts quotes around a code."""
    for name, value in signals.items():
        if isinstance(value, Mapping):
            for what, outcome in value.items():
                yield (place, _check_signal(f"{name}.{what}")), _read_outcome(outcome)
        else:
            yield (place, _check_signal(name)), _read_outcome(value)


def _mapping(value: Any, name: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ArgumentTypeError(f"{name} holds no table of signals.")
    return value


def _check_signal(code: str) -> str:
    if code not in SIGNALS:
        raise ArgumentTypeError(f"{code!r} is no signal; known are {', '.join(SIGNALS)}.")
    return code


def _read_outcome(outcome: Any) -> Outcome | None:
    if outcome in ("", None):
        return None
    if outcome not in list(Outcome):
        raise ArgumentTypeError(f"{outcome!r} is no outcome; allowed are {', '.join(Outcome)}.")
    return Outcome(outcome)
