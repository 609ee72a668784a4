"""Prove the counters of the moderators' queues against the cases."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from moderation.services.recounting import recount_cases


class Command(BaseCommand):
    """Print every counter that differs from the cases, and put it right unless told only to look."""

    help = "Compare the counters of the moderators' queues with the cases, and put right what differs."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take ``--check``."""
        parser.add_argument("--check", action="store_true", help="Only look, and exit with an error where one differs.")

    def handle(self, *_args: Any, check: bool, **_options: Any) -> None:
        """Print one line a difference, then how many there were."""
        found = 0
        for difference in recount_cases(repair=not check):
            found += 1
            where = f"{difference.queue} in {difference.section or 'no section'}"
            self.stdout.write(f"{where} was {difference.stored}, counted {difference.counted}")
        if check and found:
            message = f"{found} counters differ."
            raise CommandError(message)
        self.stdout.write(f"{found} counters were put right." if found else "All counters are right.")
