"""Merge one discussion into another, or let a key that has none lead there."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from engagement.exceptions import CannotMerge, KeyTaken
from engagement.models import Discussion
from engagement.services.merging import add_alias, merge_discussions


class Command(BaseCommand):
    """Print what was moved; an error where the two cannot become one."""

    help = "Move all comments of one discussion into another; its key leads there from then on, as does any other key."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take both keys."""
        parser.add_argument("source", help="Key of the discussion that is to go, or a key that has no discussion.")
        parser.add_argument("target", help="Key of the discussion that stays.")

    def handle(self, *_args: Any, source: str, target: str, **_options: Any) -> None:
        """Merge, or where the first key has no discussion of its own, make it an alias."""
        into = Discussion.objects.filter(key=target).first()
        if into is None:
            message = f"No discussion has the key {target}."
            raise CommandError(message)
        merged = Discussion.objects.filter(key=source).first()
        try:
            if merged is None:
                added = add_alias(key=source, discussion_id=into.pk)
                self.stdout.write(f"{source} {'leads' if added else 'led'} to {target}{'' if added else ' before'}.")
            else:
                moved = merge_discussions(source_id=merged.pk, target_id=into.pk)
                self.stdout.write(f"{moved} comments moved from {source} to {target}.")
        except (CannotMerge, KeyTaken) as error:
            raise CommandError(error.message) from None
