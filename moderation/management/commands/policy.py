"""See what the policy comes to at one place, and why."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from engagement import api as engagement
from moderation.queries.policy import Place, PolicyRow, load_rows

_NONE = "-"


class Command(BaseCommand):
    """Print the policy's table, one line a signal; it is changed in the admin and in the settings."""

    help = "Print what every signal comes to: by default, by the settings, by rules, and so everywhere or at one place."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the place."""
        parser.add_argument("--section", default="", metavar="NAME", help="As in one section.")
        parser.add_argument("--discussion", default="", metavar="KEY", help="As in one discussion.")

    def handle(self, *_args: Any, section: str, discussion: str, **_options: Any) -> None:
        """Print a line of names, then the signals."""
        if section and discussion:
            message = "Choose --section or --discussion, not both."
            raise CommandError(message)
        if discussion and not engagement.Discussion.objects.filter(key=discussion).exists():
            message = f"There is no discussion with the key {discussion!r}."
            raise CommandError(message)
        rows = load_rows(Place(section=section, discussion_key=discussion))
        width = max(len(row.code) for row in rows) + 2
        for line in (
            ("signal", "default", "settings", "everywhere", "section", "discussion", "comes to"),
            *map(_cells, rows),
        ):
            self.stdout.write((f"{line[0]:<{width}}" + "".join(f"{cell:<12}" for cell in line[1:])).rstrip())


def _cells(row: PolicyRow) -> tuple[str, ...]:
    rules = (rule.outcome if rule else None for rule in (row.everywhere, row.section, row.discussion))
    return (row.code, *(outcome or _NONE for outcome in (row.default, row.setting, *rules)), row.outcome)
