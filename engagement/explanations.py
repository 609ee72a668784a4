"""Explanations: what other apps tell an author of a comment that does not show, beyond that it does not.

Engagement knows whether a comment shows; whoever decided knows why. The author's page and the API ask here, so that
both say the same.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What the author of one comment is told."""

    why: str | Promise = ""
    """Whole sentences, for the author; empty: nothing beyond what engagement says by itself."""
    as_held: bool = False
    """Whether they are told nothing but that it waits for a moderator, whatever became of it."""


Explainer = Callable[[int, str], Explanation | None]
"""Given a comment's number and its visibility; none where there is nothing to say."""


@dataclass(slots=True)
class _Registry:
    explainers: dict[str, Explainer] = field(default_factory=dict)


_registry = _Registry()


def register(name: str, explainer: Explainer) -> None:
    """Ask ``explainer`` about comments; a second one of the same name takes the first one's place."""
    _registry.explainers[name] = explainer


def unregister(name: str) -> None:
    """Ask it no longer."""
    _registry.explainers.pop(name, None)


def explain(comment_id: int, visibility: str) -> Explanation:
    """What the first who has something to say tells; else nothing."""
    found = (explainer(comment_id, visibility) for explainer in _registry.explainers.values())
    return next((explanation for explanation in found if explanation), Explanation())
