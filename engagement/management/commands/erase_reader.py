"""Erase whatever is known of a reader of single sign-on, as they ask for it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from engagement.foreign import get_single_sign_on
from engagement.services.leaving import erase_reader


class Command(BaseCommand):
    """By the number that the publisher's own site has for them."""

    help = "Erase the comments, respect, follows and the account of a reader who came by single sign-on."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose."""
        parser.add_argument("subject", help="What their tokens have as sub.")
        parser.add_argument("--issuer", default="", help="What their tokens have as iss; the one in force unless told.")

    def handle(self, *_args: Any, subject: str, issuer: str, **_options: Any) -> None:
        """Print what was erased; an error where nobody is known by that number."""
        settings = get_single_sign_on()
        issuer = issuer or (settings.issuer if settings else "")
        erased = erase_reader(issuer=issuer, subject=subject)
        if not erased.accounts:
            message = "No reader is known by that number."
            raise CommandError(message)
        self.stdout.write(f"{erased.comments} comments and {erased.follows} follows erased, with the account.")
