"""Which key does what, for one moderator."""

from collections.abc import Mapping

from moderation.models import DEFAULT_KEYS, KeyAct, KeyBindings


def load_keys(moderator_id: int) -> tuple[dict[str, str], bool]:
    """The key of each act, empty where it has none, and whether all of them are off; in one query."""
    row = KeyBindings.objects.filter(moderator_id=moderator_id).values_list("keys", "is_off").first()
    own, is_off = row or ({}, False)
    return resolve_keys(own), is_off


def resolve_keys(own: Mapping[str, str]) -> dict[str, str]:
    """A moderator's own keys, and everybody's for the rest.

    An act that came with a later release goes without a key where the moderator gave its own to another act.
    """
    taken = {key for act, key in own.items() if act in KeyAct.values and key}
    return {
        act: own[act] if act in own else "" if DEFAULT_KEYS[act] in taken else DEFAULT_KEYS[act]
        for act in KeyAct.values
    }
