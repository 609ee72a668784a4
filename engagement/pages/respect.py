"""The button by which readers respect a comment: its word, its drawing and how many do; the same for everyone."""

from dataclasses import dataclass

from django.utils.formats import localize
from django.utils.translation import gettext as _

from engagement.conf import EngagementSettings, get_settings

_DEFAULT = EngagementSettings().respect


@dataclass(frozen=True, slots=True, kw_only=True)
class RespectView:
    """The button at one comment."""

    word: str
    icon: str
    url: str
    """Where its form goes."""
    count: int

    @property
    def number(self) -> str:
        """How many respect it, for script; as text, for templates write numbers as their readers do."""
        return str(self.count)


def respect_word() -> str:
    """The word, translated as long as the publisher chose no other; empty where nothing can be respected."""
    word = get_settings().respect
    return _("Respect") if word == _DEFAULT else word


def view_respect(*, count: int, url: str) -> RespectView | None:
    """The button; none where the publisher switched it off."""
    word = respect_word()
    return RespectView(word=word, icon=get_settings().respect_icon, url=url, count=count) if word else None


def write_count(count: int) -> str:
    """How many respect it, as a page says it."""
    return str(localize(count))
