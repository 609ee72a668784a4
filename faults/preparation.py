"""``python -m faults.preparation``: what the site's editors have set before readers come."""

import sys

import django

from faults.wanted import BANNED_WORD


def main() -> int:
    """Ban a word, and print the discussions' keys."""
    django.setup()
    from moderation.models import WordList, WordListKind  # noqa: PLC0415  not before the applications are loaded

    WordList.objects.get_or_create(name="Faults", kind=WordListKind.BANNED, defaults={"entries": BANNED_WORD})
    return 0


if __name__ == "__main__":
    sys.exit(main())
