"""Keys as pages show them: on the buttons, in the list of all, and in the form where they are chosen."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self

from moderation.models import DEFAULT_KEYS, KeyAct
from moderation.web.acts import Act, More

_SAME = {"not_spam": KeyAct.APPROVE, "unfeature": KeyAct.FEATURE, "unlock": KeyAct.LOCK}
"""Acts that never stand beside another one share its key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyLine:
    """One act with its key."""

    act: str
    label: str
    key: str
    default: str
    error: str = ""
    is_first_error: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """The keys of one moderator; those of a template's acts by their names. Empty where there is none."""

    by_act: Mapping[str, str] = field(default_factory=dict)
    are_off: bool = False

    @classmethod
    def of(cls, keys: Mapping[str, str], are_off: bool) -> Self:
        """The keys in force: none where all are off."""
        return cls(by_act=dict.fromkeys(keys, "") if are_off else keys, are_off=are_off)

    def __getitem__(self, act: str) -> str:
        """The key of an act."""
        return self.by_act[act]

    @property
    def lines(self) -> tuple[KeyLine, ...]:
        """All acts in their order."""
        return draw_lines(self.by_act)


def draw_lines(keys: Mapping[str, str], errors: Mapping[str, list[str]] | None = None) -> tuple[KeyLine, ...]:
    """A line for each act, with what is wrong about its key."""
    wrong = errors or {}
    first = next((act for act in KeyAct.values if act in wrong), "")
    return tuple(
        KeyLine(
            act=act.value,
            label=str(act.label),
            key=keys.get(act, ""),
            default=DEFAULT_KEYS[act],
            error=" ".join(wrong.get(act, ())),
            is_first_error=act == first,
        )
        for act in KeyAct
    )


def rekey(acts: tuple[Act, ...], keys: Keys) -> tuple[Act, ...]:
    """The buttons with this moderator's keys; one whose act nobody may rebind keeps its own, unless all are off."""
    return tuple(replace(act, key=_find_key(act.action, act.key, keys)) for act in acts)


def rekey_more(more: More, keys: Keys) -> More:
    """The same for the buttons of the menu."""
    toggles = tuple(replace(toggle, key=_find_key(toggle.act, toggle.key, keys)) for toggle in more.toggles)
    return replace(more, toggles=toggles)


def _find_key(act: str, own: str, keys: Keys) -> str:
    return keys.by_act.get(_SAME.get(act, act), "" if keys.are_off else own)
