"""Delete what somebody follows by mail, as they ask for it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from engagement.services.following import erase_follows


class Command(BaseCommand):
    """By address, or by account."""

    help = "Delete every follow of an e-mail address or of an account, with all that is known of its mails."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose."""
        whose = parser.add_mutually_exclusive_group(required=True)
        whose.add_argument("--email", default="", help="the address")
        whose.add_argument("--user", type=int, help="the account's primary key")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print how many were deleted."""
        self.stdout.write(f"{erase_follows(email=options['email'], user_id=options['user'])} follows deleted.")
