"""Send mails to followers where no Celery beat does."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from engagement.queries.notices import PendingNotices, pending_notices
from engagement.services.notices import send_notices


class Command(BaseCommand):
    """To be run once a minute by cron; two at once do no harm."""

    help = "Ask and tell followers by mail whom it is time for, and print how their mails stand."

    def add_arguments(self, parser: CommandParser) -> None:
        """How long, or only to look."""
        parser.add_argument("--seconds", type=float, default=50, help="begin no new mail after so many seconds (50)")
        parser.add_argument("--status", action="store_true", help="send nothing, only print how the mails stand")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print one line; fail where mails wait that should have been sent."""
        if not options["status"]:
            send_notices(seconds=options["seconds"])
        pending = pending_notices()
        self.stdout.write(describe(pending))
        if not options["status"] and (pending.due or pending.questions):
            message = "Mails are left: the time was over, or the mail server cannot be reached. The log says which."
            raise CommandError(message)


def describe(pending: PendingNotices) -> str:
    """One line of numbers."""
    since = f" since {pending.oldest_due_at:%Y-%m-%d %H:%M}" if pending.oldest_due_at else ""
    quiet = f", {pending.quiet} held back in the quiet hours" if pending.quiet else ""
    return (
        f"{pending.due} mails due{since}{quiet}, {pending.questions} questions, "
        f"{pending.publications} comments to tell of, {pending.failed} notices refused, {pending.cut_off} cut off."
    )
