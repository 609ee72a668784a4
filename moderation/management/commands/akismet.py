"""See how the spam checker does, and have comments checked once more."""

import itertools
import json
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from engagement import api as engagement
from moderation.conf import get_settings
from moderation.management.moments import read_moment
from moderation.management.progress import Progress
from moderation.management.status_lines import PROBLEMS, list_status, spell_status
from moderation.services.inspecting import inspect_checker
from moderation.services.rechecking import STATES, Outlook, Selection, count_waiting, foresee_recheck, recheck

_RATE = 60
_SECONDS_BETWEEN_LOOKS = 2.0
_NARROWING = ("since", "until", "discussion", "state")


class Command(BaseCommand):
    """``status`` and ``recheck``."""

    help = "Tell how the spam checker does (status), or have comments checked once more (recheck)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what to do, and what each of the two needs."""
        actions = parser.add_subparsers(dest="action", required=True, metavar="status|recheck")
        status = actions.add_parser("status", help="Key, usage, alerts, circuit, last success and backlog.")
        status.add_argument("--json", action="store_true", help="Print JSON, for monitoring.")
        status.add_argument("--offline", action="store_true", help="Ask the database alone, and not the service.")
        again = actions.add_parser(
            "recheck",
            help="Have comments checked once more by the workers; what a moderator decided stays as it is.",
        )
        when = "2026-05-04, 2026-05-04T12:30, or how long ago: 90m, 12h, 3d, 2w"
        again.add_argument("--since", type=read_moment, metavar="WHEN", help=f"Written then or later: {when}.")
        again.add_argument("--until", type=read_moment, metavar="WHEN", help="Written before.")
        again.add_argument("--discussion", metavar="KEY", help="Those of one discussion.")
        again.add_argument(
            "--state", action="append", choices=[state.value for state in STATES], help="Those in it; may be repeated."
        )
        again.add_argument("--all", action="store_true", help="All of them; needed where nothing narrows the choice.")
        again.add_argument("--rate", type=int, default=_RATE, help="How many a minute at most (default: %(default)s).")
        again.add_argument("--dry-run", action="store_true", help="Count them, and change nothing.")
        again.add_argument("--wait", action="store_true", help="Stay until the workers have checked them all.")

    def handle(self, *_args: Any, action: str, **options: Any) -> None:
        """Do what was asked for."""
        if action == "status":
            self._tell_status(as_json=options["json"], offline=options["offline"])
        else:
            self._recheck(options)

    def _tell_status(self, *, as_json: bool, offline: bool) -> None:
        """Print the state; exit with an error where something is wrong, so that cron and monitoring notice."""
        found = inspect_checker(ask=not offline)
        if as_json:
            self.stdout.write(json.dumps(list_status(found), indent=2))
        else:
            for line in spell_status(found):
                self.stdout.write(line)
        if found.problems:
            raise CommandError("; ".join(PROBLEMS[problem] for problem in found.problems) + ".")

    def _recheck(self, options: dict[str, Any]) -> None:
        selection, rate = self._read_selection(options), self._read_rate(options["rate"])
        outlook = foresee_recheck(selection=selection)
        self._tell_outlook(outlook)
        if options["dry_run"] or not outlook.total:
            return
        comment_ids = self._mark(selection, rate, outlook.total)
        if options["wait"]:
            self._wait(comment_ids)

    def _read_selection(self, options: dict[str, Any]) -> Selection:
        if not options["all"] and not any(options[name] for name in _NARROWING):
            message = "Say which comments: --since, --until, --discussion or --state; or --all."
            raise CommandError(message)
        if not get_settings().spam_checker:
            message = 'No spam checker is set; see MODERATION["SPAM_CHECKER"].'
            raise CommandError(message)
        key = options["discussion"] or ""
        if key and not engagement.Discussion.objects.filter(key=key).exists():
            message = f"There is no discussion with the key {key!r}."
            raise CommandError(message)
        return Selection(
            since=options["since"],
            until=options["until"],
            discussion_key=key,
            states=tuple(options["state"] or STATES),
        )

    def _read_rate(self, rate: int) -> int:
        most = get_settings().sweep_batch
        if not 1 <= rate <= most:
            message = f'--rate takes 1 to {most}, which is MODERATION["SWEEP_BATCH"]: the sweep takes no more a minute.'
            raise CommandError(message)
        return rate

    def _tell_outlook(self, outlook: Outlook) -> None:
        counts = ", ".join(f"{count:,} {state}" for state, count in outlook.counts.items())
        self.stdout.write(f"Comments to be checked: {outlook.total:,}" + (f" ({counts})." if counts else "."))
        if outlook.expired:
            self.stdout.write(
                f"Left out: {outlook.expired:,}, because the reader's address, which is asked with, has expired."
            )

    def _mark(self, selection: Selection, rate: int, total: int) -> list[int]:
        """Mark them in the outbox, a minute's worth after the other."""
        progress = Progress(self.stdout, total=total, what="Marked")
        comment_ids: list[int] = []
        last = timezone.now()
        for ids, at in recheck(selection=selection, rate=rate):
            last = at
            comment_ids += ids
            progress.show(len(comment_ids))
        progress.finish(len(comment_ids))
        when = timezone.localtime(last).strftime("%Y-%m-%d %H:%M %Z")
        self.stdout.write(f"The workers check at most {rate} of them a minute, the last ones from {when} on.")
        return comment_ids

    def _wait(self, comment_ids: list[int]) -> None:
        """Watch the workers. Whoever interrupts this interrupts nothing else."""
        progress = Progress(self.stdout, total=len(comment_ids), what="Checked")
        done = 0
        try:
            for _ in itertools.count():
                done = len(comment_ids) - count_waiting(comment_ids)
                if done == len(comment_ids):
                    break
                progress.show(done)
                time.sleep(_SECONDS_BETWEEN_LOOKS)
        except KeyboardInterrupt:
            progress.finish(done)
            self.stdout.write("The workers go on without this command.")
            return
        progress.finish(done)
