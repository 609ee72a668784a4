"""Keys: given to acts, switched off, and put back to everybody's."""

import unicodedata
from collections.abc import Mapping

from django.utils import timezone
from django.utils.translation import gettext as _

from moderation.exceptions import InvalidKeys
from moderation.models import DEFAULT_KEYS, KeyAct, KeyBindings


def bind_keys(*, moderator_id: int, keys: Mapping[str, str], is_off: bool = False) -> None:
    """Give each act its key, all in one row, so that no two writers leave two acts on one key.

    An empty key leaves the act without one. Raises InvalidKeys for a key that cannot be one or that does two things.
    """
    cleaned = {act: _clean(keys.get(act, DEFAULT_KEYS[act])) for act in KeyAct.values}
    errors = {act: [problem] for act, key in cleaned.items() if (problem := _find_problem(key))}
    for act, key in cleaned.items():
        others = [KeyAct(other).label for other, theirs in cleaned.items() if key and theirs == key and other != act]
        if others and act not in errors:
            errors[act] = [_("This is also the key of: %(acts)s.") % {"acts": ", ".join(map(str, others))}]
    if errors:
        raise InvalidKeys(errors)
    values = {"keys": cleaned, "is_off": is_off, "updated_at": timezone.now()}
    KeyBindings.objects.update_or_create(moderator_id=moderator_id, defaults=values)


def reset_keys(*, moderator_id: int) -> None:
    """Go back to everybody's keys; nothing where they were kept."""
    KeyBindings.objects.filter(moderator_id=moderator_id).delete()


def _clean(key: str) -> str:
    """The key as a keyboard tells it without Shift."""
    return unicodedata.normalize("NFC", key.strip()).lower()


def _find_problem(key: str) -> str:
    if not key:
        return ""
    if len(key) > 1 or not key.isprintable():
        return _("Please type one character.")
    if key.isdecimal():
        return _("Digits choose queues and reasons.")
    if key == "+":
        return _("This key cannot be told apart from the one that joins two.")
    return ""
