"""Bring every discussion up to date with its object."""

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from engagement import hosts
from engagement.hosts import Host
from engagement.services.syncing import Outcome, sync_host

_EVERY = 1000


class Command(BaseCommand):
    """Sync all objects of all hosts, or of one; an error at the end where an object could not be read."""

    help = "Open or update the discussion of every object, propose prompts anew, hide the discussions of what is gone."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the label of a host."""
        parser.add_argument("host", nargs="?", help="Label of a registered model, such as articles.article.")

    def handle(self, *_args: Any, host: str | None, **_options: Any) -> None:
        """Print the counts of each host, progress now and then, and what failed."""
        failed = sum(self._sync(one) for one in self._chosen(host))
        if failed:
            message = f"{failed} objects could not be read."
            raise CommandError(message)

    def _chosen(self, label: str | None) -> list[Host]:
        known = list(hosts.registered())
        if label is None:
            return known
        chosen = hosts.host_named(label.lower())
        if chosen is None:
            message = f"{label} is not registered. Registered are: {', '.join(one.label for one in known) or 'none'}."
            raise CommandError(message)
        return [chosen]

    def _sync(self, host: Host) -> int:
        counts = Counter[Outcome]()
        for synced in sync_host(host=host):
            counts[synced.outcome] += 1
            if synced.error is not None:
                kind = type(synced.error).__name__
                self.stderr.write(f"{host.label} {synced.host_pk}: {kind}: {synced.error}")
            if counts.total() % _EVERY == 0:
                self.stdout.write(f"{host.label}: {counts.total()} so far")
        self.stdout.write(f"{host.label}: " + ", ".join(f"{counts[outcome]} {outcome}" for outcome in Outcome))
        return counts[Outcome.FAILED]
