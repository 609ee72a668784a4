"""Write what moderators search in anew."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from engagement import api as engagement
from moderation.management.progress import Progress
from moderation.services.indexing import find_reindexed, reindex


class Command(BaseCommand):
    """To be run once on a site that has comments already; may be stopped and run again at any time."""

    help = "Write the moderators' search table anew, from all comments; goes on where it was stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take whether to begin again."""
        parser.add_argument("--from-start", action="store_true", help="Begin again, wherever it was stopped.")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Index, and print how many."""
        from_start = options["from_start"]
        after = 0 if from_start else find_reindexed()
        total = engagement.Comment.objects.filter(pk__gt=after).count()
        progress = Progress(self.stderr, total=total, what="Indexed")
        done = 0
        for batch in reindex(from_start=from_start):
            done += batch
            progress.show(done)
        progress.finish(done)
        rest = f", behind comment {after}, to which it had come" if after else ""
        self.stdout.write(f"{done} comments indexed{rest}.")
