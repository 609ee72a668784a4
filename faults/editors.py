"""What the site's editors have set before readers come. Runs inside ``manage.py shell``."""

from faults.wanted import BANNED_WORD
from moderation.models import WordList, WordListKind


def ban_a_word() -> None:
    """Put the word on a list of banned ones."""
    WordList.objects.get_or_create(name="Faults", kind=WordListKind.BANNED, defaults={"entries": BANNED_WORD})
